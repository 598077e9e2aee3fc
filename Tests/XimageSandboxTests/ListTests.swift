import Foundation
import Testing

@testable import XimageSandbox

@Suite struct ListTests {
    @Test("Offsets count pages in ECS and records everywhere else")
    func offsets() async throws {
        try await withSandbox { client, _ in
            try await client.seed(
                "regions: {cn-north-4: {servers: [{name: s, count: 7}], volumes: [{name: d, count: 7}]}}")
            let second = try await client.call("GET", "/v1/{pid}/cloudservers/detail?limit=3&offset=2")
            #expect(
                second.list("servers").compactMap { ($0 as? [String: Any])?["name"] as? String } == [
                    "s-0004", "s-0005", "s-0006",
                ])
            #expect(second.int("count") == 7)
            let zeroth = try await client.call("GET", "/v1/{pid}/cloudservers/detail?limit=3&offset=0")
            #expect(zeroth.string("servers.0.name") == "s-0001")
            let marker = second.string("servers.2.id")
            let last = try await client.call("GET", "/v1/{pid}/cloudservers/detail?limit=3&marker=\(marker)")
            #expect(last.list("servers").count == 1)
            let disks = try await client.call("GET", "/v2/{pid}/cloudvolumes/detail?limit=3&offset=12")
            #expect(disks.list("volumes").count == 2)
            #expect(disks.list("volumes_links").isEmpty)
            let more = try await client.call("GET", "/v2/{pid}/cloudvolumes/detail?limit=3&offset=2")
            #expect(more.string("volumes_links.0.rel") == "next")
        }
    }

    @Test("Backups mark their system disk in each of the four documented forms, and no other disk")
    func systemDisks() async throws {
        try await withSandbox { client, _ in
            let names = (1...24).map { "s\($0)" }
            let servers = names.map { "{name: \($0), dataDisks: [{type: SSD, size: 20}]}" }
            let images = names.map { "{name: i-\($0), server: \($0), vault: v}" }
            try await client.seed(
                """
                regions:
                  cn-north-4:
                    servers: [\(servers.joined(separator: ", "))]
                    vaults: [{name: v, size: 9000, servers: [\(names.joined(separator: ", "))]}]
                    images: [\(images.joined(separator: ", "))]
                """)
            let reply = try await client.call("GET", "/v3/{pid}/backups")
            func mark(_ backup: Int, _ child: Int, _ name: String) -> String {
                let flag = reply["backups.\(backup).children.\(child).extend_info.\(name)"] as? Bool
                return flag.map { "\($0)" } ?? "absent"
            }
            var forms: Set<[String]> = []
            for backup in 0..<names.count {
                forms.insert(["system_disk", "bootable"].map { mark(backup, 0, $0) })
                #expect(!["system_disk", "bootable"].contains { mark(backup, 1, $0) == "true" })
            }
            #expect(
                forms == [["true", "true"], ["true", "absent"], ["absent", "true"], ["false", "true"]])
        }
    }

    @Test("Images page by the last id until an empty page")
    func imagePages() async throws {
        try await withSandbox { client, _ in
            var seen: [String] = []
            var marker = ""
            while true {
                let page = try await client.call("GET", "/v2/cloudimages?limit=4\(marker)")
                let ids = page.list("images").compactMap { ($0 as? [String: Any])?["id"] as? String }
                if ids.isEmpty { break }
                seen += ids
                marker = "&marker=\(ids[ids.count - 1])"
            }
            #expect(seen.count == Set(seen).count)
            #expect(seen.count == 15)
        }
    }

    @Test("A world file seeds what it says, and the export seeds the same")
    func worlds() async throws {
        let world = """
            quotas: {images: 50}
            regions:
              cn-north-4:
                servers:
                  - {name: web, count: 2, zone: cn-north-4b, dataDisks: [{type: SSD, size: 100}], tags: {role: web}}
                  - {name: db, power: "off"}
                volumes: [{name: spare, type: SAS, size: 50}]
                vaults: [{name: images, size: 500, servers: [db]}]
                images: [{name: golden, server: db, vault: images, tags: {role: db}, protected: true, minRam: 1024}]
              cn-east-3:
                quotas: {servers: 3}
                servers:
                  - {name: odd, status: ERROR, locked: true, spot: reclaimed, metadata: {owner: ops}}
                  - {name: old, prepaid: true, legacyBackup: true, dataDisks: [{size: 10, service: DSS, oldStorage: true}]}
                volumes: [{name: fast, type: GPSSD2, size: 20, iops: 3000, throughput: 125, prepaid: true, status: error}]
                vaults: [{name: closed, size: 500, status: lock, locked: true, prepaid: true, description: kept}]
              cn-east-2: {backupService: false}
            account: [insolvent]
            limits: {concurrentImages: 3, scsiBackup: false}
            copyPairs: {cn-north-4: [cn-east-3]}
            stock: [{item: SSD, zone: cn-north-4a, status: sellout}]
            """
        var exports: [String] = []
        try await withSandbox { client, server in
            try await client.seed(world)
            let servers = try await client.call("GET", "/v1/{pid}/cloudservers/detail")
            #expect(servers.int("count") == 3)
            #expect(servers.string("servers.2.status") == "SHUTOFF")
            let images = try await client.call("GET", "/v2/cloudimages?__whole_image=true")
            #expect(images.string("images.0.name") == "golden")
            #expect(
                try await client.call("GET", "/v1/cloudimages/quota").int("quotas.resources.0.quota") == 50)
            exports.append(try await server.export())
        }
        try await withSandbox { _, server in
            try await server.seed(exports[0])
            exports.append(try await server.export())
        }
        #expect(exports[0] == exports[1])
        for word in [
            "reclaimed", "legacyBackup", "oldStorage", "insolvent", "scsiBackup", "backupService", "minRam",
        ] {
            #expect(exports[0].contains(word), "\(word) is not in the export")
        }
    }

    @Test("A world file that is wrong anywhere changes nothing")
    func wrongWorld() async throws {
        try await withSandbox { client, _ in
            let world = "regions: {cn-north-4: {servers: [{name: a}, {name: b, zone: mars-1a}]}}"
            let reply = try await client.control("POST", "/sandbox/seed", Array(world.utf8))
            #expect(reply.status == 400)
            #expect(reply.text.contains("mars-1a"))
            #expect(try await client.call("GET", "/v1/{pid}/cloudservers/detail").int("count") == 0)
        }
    }

    @Test("The ledger tells of every object that came and went, and by which call")
    func ledger() async throws {
        try await withSandbox { client, server in
            let made = try await client.makeServer(more: "")
            try await client.call(
                "POST", "/v1/{pid}/cloudservers/delete", #"{"servers": [{"id": "\#(made)"}]}"#)
            try await client.call("GET", "/v1/{pid}/cloudservers/detail")
            let entries = try await server.ledger().filter { $0.kind != "access key" }
            #expect(
                entries.map { "\($0.deed.rawValue) \($0.kind) by \($0.call)" } == [
                    "made volume by ecs.CreateServers", "made server by ecs.CreateServers",
                    "removed volume by job:deleteServer", "removed server by job:deleteServer",
                ])
        }
    }

    @Test("A call that changes something is one transaction, a read is none")
    func transactions() async throws {
        try await withSandbox(timeScale: 1) { client, server in
            let file = try #require(await server.cloud?.file)
            _ = try await client.makeVault()
            let before = file.commits
            for _ in 1...5 { _ = try await client.call("GET", "/v3/{pid}/vaults") }
            #expect(file.commits == before)
            for number in 1...5 { _ = try await client.makeVault(name: "v\(number)") }
            #expect(file.commits == before + 5)
            let reply = try await client.control("GET", "/sandbox/stats")
            #expect(reply.int("commits") == file.commits)
        }
    }

    @Test("Calls are counted by operation")
    func stats() async throws {
        try await withSandbox { client, _ in
            try await client.control("POST", "/sandbox/stats/reset")
            for _ in 1...3 { try await client.call("GET", "/v3/{pid}/vaults") }
            let stats = try await client.control("GET", "/sandbox/stats")
            #expect(stats.int("total") == 3)
            #expect((stats["operations"] as? [String: Int]) == ["cbr.ListVault": 3])
        }
    }
}

@Suite struct OwnershipTests {
    private func configuration(_ file: String, _ clock: VirtualClock) -> SandboxConfiguration {
        SandboxConfiguration(dataFile: file, timeScale: 0, clock: { clock.microseconds }, seed: 1)
    }

    @Test("A second start uses the first one's server, and takes over its port when it ends")
    func takesOver() async throws {
        let clock = VirtualClock()
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "sandbox-\(UUID().uuidString).db"
        ).path
        let first = try await SandboxServer.start(configuration(file, clock))
        let second = try await SandboxServer.start(configuration(file, clock))
        #expect(first.info == second.info)
        #expect(await !second.isOwner)
        let client = SandboxClient(second, clock: clock)
        let vault = try await client.makeVault()
        #expect(throws: SandboxError.inUse(path: file, endpoint: first.info.endpoint)) {
            try SandboxServer.reset(dataFile: file)
        }
        await first.stop()
        while await !second.isOwner { await Task.yield() }
        #expect(try await client.call("GET", "/v3/{pid}/vaults/\(vault)").status == 200)
        await second.stop()
        try SandboxServer.reset(dataFile: file)
    }

    @Test("Files that hold keys are for their owner only")
    func modes() async throws {
        let clock = VirtualClock()
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "sandbox-\(UUID().uuidString).db"
        ).path
        let server = try await SandboxServer.start(configuration(file, clock))
        for path in [file, file + ".port", file + ".lock", file + "-wal"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(path)")
        }
        await server.stop()
        try SandboxServer.reset(dataFile: file)
    }

    @Test("A damaged, foreign or newer file is reported and left as it is")
    func damage() async throws {
        let clock = VirtualClock()
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "sandbox-\(UUID().uuidString).db"
        ).path
        let server = try await SandboxServer.start(configuration(file, clock))
        let client = SandboxClient(server, clock: clock)
        _ = try await client.makeVault(name: "find-me-in-the-file")
        await server.stop()
        let whole = try Data(contentsOf: URL(fileURLWithPath: file))
        let place = try #require(whole.range(of: Data("find-me-in-the-file".utf8)))
        var flipped = whole
        flipped[place.lowerBound] ^= 1
        for bytes in [flipped, Data("not a database at all, but long enough to be one".utf8)] {
            try bytes.write(to: URL(fileURLWithPath: file))
            do {
                let server = try await SandboxServer.start(configuration(file, clock))
                await server.stop()
                Issue.record("The damage was not noticed.")
            } catch let error as SandboxError {
                guard case .damaged = error else {
                    Issue.record("\(error)")
                    continue
                }
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == bytes, "\(bytes.count)")
        }
        // What is no data file any more is the user's.
        #expect(throws: SandboxError.foreign(path: file)) { try SandboxServer.reset(dataFile: file) }
        try FileManager.default.removeItem(atPath: file)
    }
}
