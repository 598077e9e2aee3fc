import Foundation
import Testing

@testable import XimageSandbox

@Suite struct WorldFileTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var line: Int
        var column: Int
        var words: String
    }

    @Test(
        "A mistake in a world file is told with its place, and nothing is changed",
        arguments: [
            Mistake(
                testDescription: "unknown key", text: "regions:\n  cn-north-4:\n    server: []\n", line: 3,
                column: 13, words: "server is not known"),
            Mistake(
                testDescription: "unknown region", text: "regions:\n  mars-1: {}\n", line: 2, column: 11,
                words: "mars-1"),
            Mistake(
                testDescription: "unknown zone",
                text: "regions: {cn-north-4: {servers: [{name: a}, {name: b, zone: mars-1a}]}}",
                line: 1, column: 61, words: "mars-1a"),
            Mistake(
                testDescription: "unknown quota", text: "quotas:\n  bananas: 3\n", line: 2, column: 12,
                words: "bananas"),
            Mistake(
                testDescription: "unknown status",
                text: "regions:\n  cn-north-4:\n    volumes:\n      - status: tired\n",
                line: 4, column: 17, words: "tired"),
            Mistake(
                testDescription: "content outside the disk",
                text:
                    "regions:\n  cn-north-4:\n    volumes:\n      - {size: 10, content: {base64: AAAA, offset: 99999999999}}\n",
                line: 4, column: 52, words: "outside"),
            Mistake(
                testDescription: "content that is no base64",
                text: "regions:\n  cn-north-4:\n    volumes:\n      - {size: 10, content: {base64: \"A\"}}\n",
                line: 4, column: 38, words: "base64"),
            Mistake(
                testDescription: "a disk image that is not there",
                text:
                    "regions:\n  cn-north-4:\n    volumes:\n      - {size: 10, content: {file: nowhere.raw}}\n",
                line: 4, column: 29,
                words: "nowhere.raw cannot be read"),
            Mistake(
                testDescription: "no YAML", text: "regions: [\n", line: 2, column: 1, words: "not valid YAML"),
        ])
    func mistakes(_ mistake: Mistake) async throws {
        try await withSandbox { client, server in
            let error = await #expect(throws: SandboxError.self) { try await server.seed(mistake.text) }
            guard case .document(let line, let column, let detail)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(line == mistake.line && column == mistake.column, "\(line):\(column) \(detail)")
            #expect(detail.contains(mistake.words), "\(detail)")
            let listed = try await client.call("GET", "/v1/{pid}/cloudservers/detail")
            #expect(listed.int("count") == 0)
        }
    }

    @Test("Disks hold what a world file gives them: inline bytes, raw images with holes, the same on many")
    func contents() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "world-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let image = folder.appendingPathComponent("data.raw")
        let far = 9 << 30
        try Data("begin".utf8).write(to: image)
        let handle = try FileHandle(forWritingTo: image)
        try handle.seek(toOffset: UInt64(far))
        try handle.write(contentsOf: Data("far".utf8))
        try handle.close()
        let world = """
            regions:
              cn-north-4:
                servers:
                  - name: web
                    count: 2
                    systemDisk:
                      content: [{base64: "\(Data("boot".utf8).base64EncodedString())", offset: 510}, {base64: RUZJ, offset: 70000}]
                    dataDisks: [{size: 20, content: {file: data.raw, offset: 1048576}}]
            """
        try await withSandbox { client, server in
            let report = try await server.seed(world, folder: folder.path)
            #expect(report.made == ["server": 2, "volume": 4])
            for name in ["web-0001", "web-0002"] {
                let (system, data) = (try await client.disk(0, of: name), try await client.disk(1, of: name))
                #expect(try await client.text(of: system, at: 510, count: 4) == "boot")
                #expect(try await client.text(of: system, at: 70_000, count: 3) == "EFI")
                #expect(try await client.text(of: data, at: 1 << 20, count: 5) == "begin")
                #expect(try await client.text(of: data, at: far + 1 << 20, count: 3) == "far")
                #expect(try await client.text(of: data, at: 0, count: 3) == "\0\0\0")
            }
            // Two chunks of the system disk, two of the data disk, and the nodes above them: once, not per server.
            let file = try #require(await server.cloud?.file)
            #expect(try await file.nodeCount() <= 2 + 4 + 2 + 8)
        }
    }

    @Test(
        "Thousands of servers of a world file are there at once, and a page far behind is as good as the first"
    )
    func fleet() async throws {
        try await withSandbox { client, server in
            try await server.seed(
                "regions: {cn-north-4: {servers: [{name: node, count: 5000, dataDisks: [{size: 10}]}]}}")
            let page = try await client.call("GET", "/v1/{pid}/cloudservers/detail?limit=10&offset=490")
            #expect(page.int("count") == 5000)
            #expect(page.string("servers.0.name") == "node-4891")
        }
    }

    @Test("Another process's sandbox is filled and disturbed through it")
    func followers() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "sandbox-\(UUID().uuidString).db"
        ).path
        try await withSandbox(dataFile: file) { client, _ in
            let follower = try await SandboxServer.start(SandboxConfiguration(dataFile: file))
            #expect(await !follower.isOwner)
            let made = try await follower.seed(
                "regions: {cn-north-4: {servers: [{name: a, systemDisk: {content: {base64: RUZJ}}}]}}")
            #expect(made.made == ["server": 1, "volume": 1])
            #expect(try await client.text(of: client.disk(0, of: "a"), at: 0, count: 3) == "EFI")
            let error = await #expect(throws: SandboxError.self) {
                try await follower.seed("quotas:\n  a: 1\n")
            }
            #expect(error == .document(line: 2, column: 6, detail: error?.detail ?? ""))
            #expect(try await follower.export().contains("\"name\":\"a\""))
            try await follower.setFaults(
                "faults: [{match: {operation: ListVault, from: 2, times: 1}, status: 503}]")
            for status in [200, 503, 200] {
                #expect(try await client.call("GET", "/v3/{pid}/vaults").status == status)
            }
            #expect(try await follower.faults().rules.map(\.struck) == [1])
            await follower.stop()
        }
        try SandboxServer.reset(dataFile: file)
    }
}

extension SandboxError {
    fileprivate var detail: String {
        if case .document(_, _, let detail) = self { return detail }
        return description
    }
}

extension SandboxClient {
    /// Bytes of a disk as text.
    func text(of disk: String, at offset: Int, count: Int) async throws -> String {
        let reply = try await control(
            "GET", "/sandbox/volumes/\(disk)/content?offset=\(offset)&count=\(count)")
        return String(decoding: reply.data, as: UTF8.self)
    }
}
