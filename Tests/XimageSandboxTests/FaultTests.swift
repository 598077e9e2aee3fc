import Foundation
import Testing

@testable import XimageSandbox

@Suite struct FaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var fault: String
        /// nil: the client gets no answer at all.
        var status: Int?
        /// How many vaults there are after the call.
        var made: Int
    }

    @Test(
        "A fault strikes a create",
        arguments: [
            Case(
                testDescription: "throttled", fault: "status: 429, headers: {Retry-After: '3'}", status: 429,
                made: 0),
            Case(testDescription: "500 before the work", fault: "status: 500", status: 500, made: 0),
            Case(
                testDescription: "500 after the work", fault: "status: 500, done: true", status: 500, made: 1),
            Case(
                testDescription: "502 with HTML",
                fault: "status: 502, body: '<html>', contentType: text/html", status: 502,
                made: 0),
            Case(
                testDescription: "200 with an error body",
                fault: "status: 200, body: '{\"error_code\": \"x\"}'", status: 200,
                made: 0),
            Case(testDescription: "dropped before", fault: "drop: before", status: nil, made: 0),
            Case(testDescription: "dropped after", fault: "drop: after", status: nil, made: 1),
            Case(testDescription: "reset after", fault: "reset: after", status: nil, made: 1),
            Case(testDescription: "reset before", fault: "reset: before", status: nil, made: 0),
            Case(testDescription: "truncated", fault: "truncate: 5", status: nil, made: 1),
            Case(testDescription: "delayed", fault: "delay: 0.05", status: 200, made: 1),
            Case(testDescription: "wrong type", fault: "contentType: text/html", status: 200, made: 1),
            Case(testDescription: "byte by byte", fault: "drip: 1", status: 200, made: 1),
            Case(testDescription: "padded", fault: "padding: 100000", status: 200, made: 1),
        ])
    func strikes(_ example: Case) async throws {
        try await withSandbox { client, _ in
            let script = "faults: [{match: {operation: CreateVault, times: 1}, \(example.fault)}]"
            let set = try await client.control("PUT", "/sandbox/faults", Array(script.utf8))
            #expect(set.status == 200, "\(set.text)")
            let body = """
                {"vault": {"name": "v", "resources": [], "billing": {"object_type": "server", "protect_type": "backup",
                "consistent_level": "crash_consistent", "size": 100}}}
                """
            let began = ContinuousClock.now
            let reply = try? await client.call("POST", "/v3/{pid}/vaults", body)
            switch example.testDescription {
            case "delayed": #expect(ContinuousClock.now - began >= .milliseconds(50))
            case "wrong type": #expect(reply?.header("Content-Type") == "text/html")
            case "byte by byte": #expect(reply?.string("vault.name") == "v")
            case "padded": #expect((reply?.data.count ?? 0) > 100_000)
            default: break
            }
            #expect(reply?.status == example.status, "\(reply?.text ?? "")")
            if example.testDescription == "throttled" {
                #expect(reply?.code == "APIGW.0308")
                #expect(reply?.header("Retry-After") == "3")
            }
            #expect(try await client.call("GET", "/v3/{pid}/vaults").int("count") == example.made)
            #expect(try await client.control("GET", "/sandbox/faults").int("strikes.0") == 1)
        }
    }

    @Test("A job fails as asked and leaves what the service leaves")
    func failsJob() async throws {
        try await withSandbox { client, _ in
            let script = """
                faults:
                  - match: {operation: CreateWholeImage, times: 1}
                    job: {fail: IMG.0014, reason: internal}
                """
            #expect(try await client.control("PUT", "/sandbox/faults", Array(script.utf8)).status == 200)
            let server = try await client.makeServer()
            let vault = try await client.makeVault()
            let started = try await client.call(
                "POST", "/v1/cloudimages/wholeimages/action",
                #"{"name": "golden", "instance_id": "\#(server)", "vault_id": "\#(vault)"}"#)
            let job = try await client.job(started)
            #expect(job.string("status") == "FAIL")
            #expect(job.string("error_code") == "IMG.0014")
            let image = try await client.call("GET", "/v2/cloudimages?id=\(job.string("entities.image_id"))")
            #expect(image.string("images.0.status") == "killed")
            let backups = try await client.call("GET", "/v3/{pid}/backups?resource_id=\(server)")
            #expect(backups.int("count") == 1)
            #expect(backups["backups.0.extend_info.os_images_data"] == nil)
        }
    }

    @Test("A stuck job runs for ever")
    func stuckJob() async throws {
        let clock = VirtualClock()
        try await withSandbox(clock: clock) { client, _ in
            let script = "faults: [{match: {service: ecs, operation: Create*}, job: stuck}]"
            #expect(try await client.control("PUT", "/sandbox/faults", Array(script.utf8)).status == 200)
            let body = try await client.serverBody(image: client.publicImage())
            let started = try await client.call("POST", "/v1.1/{pid}/cloudservers", body)
            clock.advance(seconds: 1_000_000)
            #expect(try await client.job(started).string("status") == "RUNNING")
        }
    }

    @Test("Lists lag behind creates, changes and deletes by the time asked for; shows do not")
    func laggingLists() async throws {
        let clock = VirtualClock()
        try await withSandbox(clock: clock) { client, _ in
            let old = try await client.makeServer(name: "old")
            #expect(
                try await client.control("PUT", "/sandbox/faults", Array("listLag: 10".utf8)).status == 200)
            let new = try await client.makeServer(name: "new")
            try await client.call("PUT", "/v1/{pid}/cloudservers/\(old)", #"{"server": {"name": "renamed"}}"#)
            try await client.call(
                "POST", "/v1/{pid}/cloudservers/delete", #"{"servers": [{"id": "\#(old)"}]}"#)
            #expect(try await client.call("GET", "/v1/{pid}/cloudservers/\(new)").status == 200)
            #expect(try await client.call("GET", "/v1/{pid}/cloudservers/\(old)").status == 404)
            #expect(try await client.names() == ["old"])
            clock.advance(seconds: 9)
            #expect(try await client.names() == ["old"])
            clock.advance(seconds: 2)
            #expect(try await client.names() == ["new"])
            let vault = try await client.makeVault()
            #expect(try await client.call("GET", "/v3/{pid}/vaults").int("count") == 0)
            #expect(try await client.call("GET", "/v3/{pid}/vaults/\(vault)").status == 200)
            #expect(try await client.call("GET", "/v2/{pid}/cloudvolumes/detail").int("count") == 5)
            #expect(try await client.control("DELETE", "/sandbox/faults").status == 204)
            #expect(try await client.call("GET", "/v3/{pid}/vaults").int("count") == 1)
        }
    }

    @Test("A script outlives its process, and a rule for one call has struck once whoever answers")
    func outlivesProcess() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "sandbox-\(UUID().uuidString).db"
        ).path
        try await withSandbox(dataFile: file) { client, server in
            try await server.setFaults(
                "faults: [{match: {operation: ListVault, from: 2, times: 2}, status: 503}]")
            for status in [200, 503] {
                #expect(try await client.call("GET", "/v3/{pid}/vaults").status == status)
            }
        }
        try await withSandbox(dataFile: file) { client, server in
            for status in [503, 200] {
                #expect(try await client.call("GET", "/v3/{pid}/vaults").status == status)
            }
            #expect(try await server.faults().rules.map(\.struck) == [2])
            try await server.setFaults("")
            #expect(try await server.faults().script.isEmpty)
        }
        try SandboxServer.reset(dataFile: file)
    }

    @Test(
        "A script that cannot be meant is refused with its place",
        arguments: [
            ("faults:\n  - {match: {operation: MakeCoffee}, status: 500}\n", 2, 25),
            ("faults:\n  - {match: {probability: 2}, status: 500}\n", 2, 27),
            ("faults:\n  - {status: 5000}\n", 2, 14), ("faults:\n  - {drop: sometimes}\n", 2, 12),
            ("faults:\n  - {job: lost}\n", 2, 11), ("listLag: -1\n", 1, 10),
        ])
    func refusesScripts(_ script: String, _ line: Int, _ column: Int) throws {
        let error = #expect(throws: SandboxError.self) { try FaultScript(script) }
        guard case .document(let atLine, let atColumn, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(atLine == line && atColumn == column, "\(atLine):\(atColumn)")
    }

    @Test("The same seed strikes the same calls")
    func seededProbability() async throws {
        var runs: [[Int]] = []
        for _ in 1...2 {
            try await withSandbox { client, _ in
                let script =
                    "{seed: 9, faults: [{match: {operation: ListVault, probability: 0.5}, status: 503}]}"
                #expect(try await client.control("PUT", "/sandbox/faults", Array(script.utf8)).status == 200)
                var statuses: [Int] = []
                for _ in 1...20 { statuses.append(try await client.call("GET", "/v3/{pid}/vaults").status) }
                runs.append(statuses)
            }
        }
        #expect(runs[0] == runs[1])
        #expect(Set(runs[0]) == [200, 503])
    }

    @Test("A script with an unknown word is refused and changes nothing")
    func badScript() async throws {
        try await withSandbox { client, _ in
            let reply = try await client.control(
                "PUT", "/sandbox/faults", Array("faults: [{explode: now}]".utf8))
            #expect(reply.status == 400)
            #expect(reply.text.contains("explode is not known"))
        }
    }
}

@Suite struct PermissionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var policy: String
        var method: String
        var path: String
        var body: String?
        var status: Int
        var code: String
    }

    @Test(
        "A policy decides",
        arguments: [
            Case(
                testDescription: "a reader may list", policy: "read-only", method: "GET",
                path: "/v1/{pid}/cloudservers/detail", body: nil, status: 200, code: "200"),
            Case(
                testDescription: "a reader may not make a vault", policy: "read-only", method: "POST",
                path: "/v3/{pid}/vaults", body: "{}", status: 403, code: "Pdp.0001"),
            Case(
                testDescription: "a reader may not make a server", policy: "read-only", method: "POST",
                path: "/v1.1/{pid}/cloudservers", body: "{}", status: 403, code: "Pdp.0001"),
            Case(
                testDescription: "a reader may not make an image", policy: "read-only", method: "POST",
                path: "/v2/cloudimages/action", body: "{}", status: 403, code: "IMG.0026"),
            Case(
                testDescription: "a reader may look up networks", policy: "read-only", method: "GET",
                path: "/v1/{pid}/subnets", body: nil, status: 200, code: "200"),
            Case(
                testDescription: "a reader may not make a disk", policy: "read-only", method: "POST",
                path: "/v2.1/{pid}/cloudvolumes", body: "{}", status: 403, code: "EVS.5403"),
            Case(
                testDescription: "a whole image needs the right to back up", policy: "no-backup",
                method: "POST",
                path: "/v1/cloudimages/wholeimages/action", body: #"{"name": "a", "instance_id": "b"}"#,
                status: 403,
                code: "IMG.0133"),
            Case(
                testDescription: "projects may be closed to a user", policy: "no-projects", method: "GET",
                path: "/v3/projects", body: nil, status: 403, code: "Forbidden"),
        ])
    func decides(_ example: Case) async throws {
        try await withSandbox { client, _ in
            let key = #"{"access": "NARROW", "secret": "narrow-secret", "policy": "\#(example.policy)"}"#
            #expect(try await client.control("POST", "/sandbox/keys", Array(key.utf8)).status == 201)
            let reply = try await client.call(
                example.method, example.path, example.body, key: ("NARROW", "narrow-secret"))
            #expect(reply.status == example.status, "\(reply.text)")
            if example.code.contains(".") { #expect(reply.code == example.code) }
        }
    }
}

@Suite struct BatchFaultTests {
    @Test("Half of a batch fails: the job fails, its good parts stay and say so")
    func failsByHalf() async throws {
        try await withSandbox { client, _ in
            let script = "faults: [{match: {operation: CreateServers}, job: {fail: Ecs.0202, half: true}}]"
            try await client.control("PUT", "/sandbox/faults", Array(script.utf8))
            let body = try await client.serverBody(image: client.publicImage(), more: #", "count": 4"#)
            let job = try await client.job(try await client.call("POST", "/v1.1/{pid}/cloudservers", body))
            #expect(job.string("status") == "FAIL")
            let parts = job.list("entities.sub_jobs").compactMap {
                ($0 as? [String: Any])?["status"] as? String
            }
            #expect(parts == ["SUCCESS", "FAIL", "SUCCESS", "FAIL"])
            #expect(try await client.call("GET", "/v1/{pid}/cloudservers/detail").int("count") == 2)
            #expect(try await client.call("GET", "/v2/{pid}/cloudvolumes/detail").int("count") == 2)
        }
    }

    @Test("Every page is the first when asked so")
    func repeatsPages() async throws {
        try await withSandbox { client, _ in
            let script = "faults: [{match: {operation: ListImages}, repeatPages: true}]"
            try await client.control("PUT", "/sandbox/faults", Array(script.utf8))
            let first = try await client.call("GET", "/v2/cloudimages?limit=3")
            let second = try await client.call(
                "GET", "/v2/cloudimages?limit=3&marker=\(first.string("images.2.id"))")
            #expect(first.text == second.text)
        }
    }
}

extension SandboxClient {
    /// The names in the list of servers.
    fileprivate func names() async throws -> [String] {
        try await call("GET", "/v1/{pid}/cloudservers/detail").list("servers").compactMap {
            ($0 as? [String: Any])?["name"] as? String
        }
    }
}
