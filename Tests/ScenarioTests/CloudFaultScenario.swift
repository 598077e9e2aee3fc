import Foundation
import FoundationNetworking
import Testing
import XimageTestSupport

/// The real provider against a sandbox in a process of its own, and against nothing at all.
@Suite struct CloudFaultScenario {
    /// Manifests for a cloud whose services are all behind one URL.
    private static func manifest(at endpoint: String, more: String = "") -> String {
        let services = ["iam", "ecs", "evs", "ims", "cbr", "vpc"].map { "\($0): \"\(endpoint)\"" }
        let provider = "{type: huaweicloud, endpoints: {\(services.joined(separator: ", "))}\(more)}"
        return MainJobScenario.manifest.with("project: shop", "project: shop\nprovider: \(provider)")
            + "\nacknowledge:\n  - {target: image.golden, key: guest-unchecked, reason: nobody can look inside}\n"
    }

    private static let keys = ["HUAWEICLOUD_SDK_AK": "AKCANARY0001", "HUAWEICLOUD_SDK_SK": "SKCANARY0001"]

    /// Runs `body` beside a sandbox that knows the keys above.
    private func withSandbox(_ body: (Binary, String) throws -> Void) throws {
        try Binary.inFolder("") { binary in
            let server = try binary.start([
                "sandbox", "serve", "--listen", "127.0.0.1:0", "--data", "cloud.db", "--access-key",
                "AKCANARY0001", "--secret-key", "SKCANARY0001", "--time-scale", "0",
            ])
            let line = try #require(server.firstLine())
            let info = try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let endpoint = info["endpoint"] as? String ?? ""
            var ximage = try binary.trusting("{endpoints: [\"\(endpoint)\"]}")
            ximage.environment.merge(Self.keys) { $1 }
            let result = Result { try body(ximage, endpoint) }
            server.send(SIGTERM)
            server.wait()
            try result.get()
        }
    }

    @Test(
        "The same provider works against a service with keys, as against the real cloud; a wrong key is told")
    func keys() throws {
        try withSandbox { binary, endpoint in
            var ximage = binary
            try ximage.write(Self.manifest(at: endpoint))
            #expect(try ximage("apply", "--yes").status == 0)
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
            #expect(try ximage("plan", "--refresh=false", "--detailed-exitcode").status == 0)

            for (name, value) in [
                ("HUAWEICLOUD_SDK_SK", "SKWRONG00001"), ("HUAWEICLOUD_SDK_AK", "AKWRONG00001"),
            ] {
                ximage.environment.merge(Self.keys.merging([name: value]) { $1 }) { $1 }
                let outcome = try ximage("plan")
                #expect(outcome.status == 1, "\(outcome)")
                #expect(outcome.messages.contains("The cloud does not accept the key"), "\(outcome)")
                #expect(outcome.messages.contains("Check the access key, its secret"), "\(outcome)")
                #expect(!outcome.all.contains("SKWRONG") && !outcome.all.contains("SKCANARY"), "\(outcome)")
                // What rests on state needs no key.
                #expect(try ximage("plan", "--refresh=false", "--detailed-exitcode").status == 0)
            }
            ximage.environment = ximage.environment.filter { $0.key == "XIMAGE_TRUST" }
            #expect(try ximage("plan").status == 1)
            let remembered = try ximage("plan", "--refresh=false")
            #expect(remembered.status == 0, "\(remembered)")
            #expect(remembered.output.contains("the cloud was not read"), "\(remembered)")
        }
    }

    @Test("A job that fails is told with the service's code and job, the rest is done, the next run goes on")
    func failedJob() throws {
        try withSandbox { ximage, endpoint in
            try ximage.write(Self.manifest(at: endpoint))
            try Self.setFaults(
                "faults: [{match: {operation: CreateWholeImage, times: 1}, job: {fail: IMG.0014, reason: internal}}]",
                at: endpoint)
            let outcome = try ximage("apply", "--yes")
            #expect(outcome.status == 6, "\(outcome)")
            for text in ["IMG.0014", "job ", "create image.golden@1", "4 of 5"] {
                #expect(outcome.all.contains(text), "no \(text) in \(outcome)")
            }
            #expect(try ximage("state", "verify").status == 0)
            #expect(try ximage("apply", "--yes").status == 0)
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
            #expect(try ximage("list", "images").output.split(separator: "\n").count == 2)
        }
    }

    /// Puts a fault script in force, over the sandbox's own calls.
    private static func setFaults(_ script: String, at endpoint: String) throws {
        var request = URLRequest(url: try #require(URL(string: endpoint + "/sandbox/faults")))
        request.httpMethod = "PUT"
        request.httpBody = Data(script.utf8)
        let done = DispatchSemaphore(value: 0)
        nonisolated(unsafe) var status = 0
        URLSession.shared.dataTask(with: request) { _, response, _ in
            status = (response as? HTTPURLResponse)?.statusCode ?? 0
            done.signal()
        }.resume()
        done.wait()
        #expect(status == 200)
    }

    @Test(
        "An endpoint that does not answer is told soon: host, tries, what to do; no secret",
        arguments: [
            "http://127.0.0.1:9", "https://ecs.nowhere.invalid",
        ])
    func unreachable(_ endpoint: String) throws {
        let manifest = Self.manifest(
            at: endpoint, more: ", projects: {cn-north-4: 0123456789abcdef0123456789abcdef}")
        try Binary.inFolder(manifest) { binary in
            var ximage = try binary.trusting("{endpoints: [\"\(endpoint)\"]}")
            ximage.environment.merge(Self.keys) { $1 }
            #expect(try ximage("validate").status == 0)
            let clock = ContinuousClock()
            let begin = clock.now
            let outcome = try ximage("plan")
            #expect(begin.duration(to: clock.now) < .seconds(15), "eight tries took 35 s")
            #expect(outcome.status == 1, "\(outcome)")
            #expect(outcome.messages.contains(String(endpoint.split(separator: "/").last!)), "\(outcome)")
            // Several calls find out side by side; the first to give up ends the plan.
            let said = outcome.messages.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(said.contains("no call of this run has reached it"), "\(outcome)")
            #expect(outcome.messages.contains("provider.endpoints"), "\(outcome)")
            #expect(!outcome.all.contains("SKCANARY"), "\(outcome)")
        }
    }

    @Test("A region that no site has is refused with the nearest one that is there")
    func region() throws {
        let manifest = MainJobScenario.manifest.with(
            "project: shop", "project: shop\nprovider: {type: huaweicloud}"
        ).with("region: cn-north-4", "region: cn-north-44")
        try Binary.inFolder(manifest) { binary in
            var ximage = binary
            ximage.environment = Self.keys
            let outcome = try ximage("plan")
            #expect([1, 3].contains(outcome.status), "\(outcome)")
            #expect(outcome.all.contains("cn-north-44"), "\(outcome)")
            #expect(outcome.all.contains("did you mean cn-north-4?"), "\(outcome)")
        }
    }
}
