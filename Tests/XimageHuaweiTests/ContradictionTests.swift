import Testing
import XimageCore
import XimageHuawei

/// A list that contradicts itself is an error that names the call: what it does not show must not count as gone.
@Suite struct ContradictionTests {
    /// One list of the provider, with the member that holds its entries.
    struct List: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var member: String
        var call: String
        var read: @Sendable (HuaweiProvider) async throws(ProviderError) -> Int
    }

    static let lists = [
        List(testDescription: "servers", member: "servers", call: "GET /v1/{project}/cloudservers/detail") {
            (cloud) throws(ProviderError) in try await cloud.list(.server, in: "r").count
        },
        List(testDescription: "disks", member: "volumes", call: "GET /v2/{project}/cloudvolumes/detail") {
            (cloud) throws(ProviderError) in try await cloud.list(.disk, in: "r").count
        },
        List(testDescription: "vaults", member: "vaults", call: "GET /v3/{project}/vaults") {
            (cloud) throws(ProviderError) in try await cloud.list(.vault, in: "r").count
        },
        List(
            testDescription: "servers that can be backed up", member: "instances",
            call: "GET /v3/{project}/protectables/server/instances"
        ) { (cloud) throws(ProviderError) in
            var needs = CatalogueNeeds(offers: false, networks: false)
            needs.protection = ["a"]
            return try await cloud.catalogue(of: "r", needs: needs).unprotectable?.count ?? -1
        },
        List(
            testDescription: "servers by id", member: "servers", call: "GET /v1/{project}/cloudservers/detail"
        ) { (cloud) throws(ProviderError) in try await cloud.current(["a", "b"], .server, in: "r").count },
        List(
            testDescription: "disks by id", member: "volumes", call: "GET /v2/{project}/cloudvolumes/detail"
        ) { (cloud) throws(ProviderError) in try await cloud.current(["a", "b"], .disk, in: "r").count },
        List(testDescription: "vaults by id", member: "vaults", call: "GET /v3/{project}/vaults") {
            (cloud) throws(ProviderError) in try await cloud.current(["a", "b"], .vault, in: "r").count
        },
        List(testDescription: "backups", member: "backups", call: "GET /v3/{project}/backups") {
            (cloud) throws(ProviderError) in try await cloud.imageInventory(in: "r").backups?.count ?? -1
        },
    ]

    /// Entries and `count`.
    static let answers = [
        (#"[]"#, 40, "a count of 40 and 0 entries"),
        (#"[{"id": "a", "status": "x"}]"#, 2, "count of 2"),
        (#"[{"id": "a", "status": "x"}, {"id": "a", "status": "x"}]"#, 2, "a twice"),
        (#"[{"id": "a", "status": "x"}, {"status": "x"}]"#, 2, "id`"),
        (#"[{"id": "a", "status": "x"}, {"id": null, "status": "x"}]"#, 2, "id`"),
        (#"[{"id": "a", "status": "x"}, {"id": "b", "status": "x"}]"#, 1, "a count of 1 and 2 entries"),
    ]

    private func read(_ list: List, _ entries: String, count: Int) async throws -> (Int?, ProviderError?) {
        try await ScriptedServer.with { request, _ in
            let isOwn = request.line.contains("/\(list.call.split(separator: "/").last ?? "")?")
            return .answer(
                isOwn
                    ? #"{"\#(list.member)": \#(entries), "count": \#(count)}"#
                    : #"{"images": [], "count": 0}"#)
        } _: { server in
            var options = HuaweiOptions()
            options.retry.tries = 2
            let cloud = HuaweiProvider.sandbox(
                endpoint: "http://127.0.0.1:\(server.port)", accessKey: Canary.credentials.accessKey,
                secretKey: Canary.credentials.secretKey, projects: ["r": "p"], time: VirtualTime().source,
                random: { 0.5 }, options: options)
            do throws(ProviderError) {
                let count = try await list.read(cloud)
                await cloud.shutdown()
                return (count, nil)
            } catch {
                await cloud.shutdown()
                return (nil, error)
            }
        }
    }

    @Test("An answer about another object than was asked for is an error, and not \"gone\"")
    func otherObject() async throws {
        let bodies: [(ResourceKind, String)] = [
            (.server, #"{"server": {"id": "b", "status": "ACTIVE"}}"#),
            (.disk, #"{"volume": {"id": "b", "status": "in-use"}}"#),
            (.vault, #"{"vault": {"id": "b"}}"#), (.image, #"{"images": [{"id": "b", "status": "active"}]}"#),
        ]
        for (kind, body) in bodies {
            try await ScriptedServer.with { _, _ in
                .answer(body)
            } _: { server in
                var options = HuaweiOptions()
                options.retry.tries = 2
                let cloud = HuaweiProvider.sandbox(
                    endpoint: "http://127.0.0.1:\(server.port)", accessKey: Canary.credentials.accessKey,
                    secretKey: Canary.credentials.secretKey, projects: ["r": "p"],
                    time: VirtualTime().source, random: { 0.5 }, options: options)
                let error = await failure { () async throws(ProviderError) in
                    _ = try await cloud.read("a", kind, in: "r")
                }
                let same = await failure { () async throws(ProviderError) in
                    _ = try await cloud.read("B", kind, in: "r")
                }
                await cloud.shutdown()
                #expect(error?.category == .malformed, "\(kind)")
                #expect(error?.message.contains("about b, which was not asked for") == true, "\(kind)")
                #expect(same == nil, "\(kind)")
            }
        }
    }

    @Test("Every list that has a count", arguments: lists)
    func contradicts(_ list: List) async throws {
        for (entries, count, problem) in Self.answers {
            let (found, error) = try await read(list, entries, count: count)
            #expect(found == nil, "\(entries), count \(count)")
            #expect(
                error?.category == .malformed, "\(entries), count \(count): \(error.map { "\($0)" } ?? "")")
            #expect(error?.message.contains(problem) == true, "\(error?.message ?? "")")
            #expect(error?.operation == list.call)
        }
        let whole = try await read(
            list, #"[{"id": "a", "status": "x"}, {"id": "b", "status": "x"}]"#, count: 2)
        #expect(whole.1 == nil)
    }
}
