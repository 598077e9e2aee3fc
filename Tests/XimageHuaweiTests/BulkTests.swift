import Testing
import XimageCore
import XimageHuawei
import XimageSandbox
import XimageTestSupport

extension OverThePort {
    /// Many objects, few calls.
    @Suite struct BulkTests {}
}

extension OverThePort.BulkTests {
    private func calls(_ cloud: TestCloud, _ body: () async throws -> Void) async throws -> [String: Int] {
        let before = cloud.provider.callCounts
        try await body()
        return cloud.provider.callCounts.merging(before) { $0 - $1 }.filter { $0.value > 0 }
    }

    @Test("Lists of several pages are read whole") func pages() async throws {
        var options = HuaweiOptions()
        options.pages.servers = 3
        options.pages.disks = 4
        options.pages.vaults = 2
        try await TestCloud.with(options: options) { cloud in
            var operations: [PendingOperation] = []
            let attributes = try await cloud.serverAttributes()
            for index in 0..<10 {
                var one = attributes
                one[.name] = .string("s\(index)")
                guard
                    case .pending(let operation) = try await cloud.provider.create(
                        TestCloud.request(.server, one, mark: index))
                else { continue }
                operations.append(operation)
                _ = try await cloud.make(TestCloud.request(.vault, TestCloud.vault, mark: 50 + index))
            }
            try await cloud.time.source.sleep(.seconds(600))
            let servers = try await cloud.provider.list(.server, in: TestCloud.region)
            #expect(Set(servers.map(\.name)) == Set((0..<10).map { "s\($0)" }))
            #expect(Set(servers.compactMap(\.operation)).count == 10)
            #expect(try await cloud.provider.list(.disk, in: TestCloud.region).count == 10)
            #expect(try await cloud.provider.list(.vault, in: TestCloud.region).count == 10)
        }
    }

    @Test("A page that is too large is asked for again in halves, in every list") func halves() async throws {
        try await TestCloud.with { cloud in
            let vault = try await cloud.make(
                TestCloud.request(.vault, TestCloud.vault.with(.size, 10_000), mark: 100))
            var servers: [RemoteID] = []
            for number in 0..<9 {
                servers.append(try await cloud.makeServer("s\(number)", mark: number, disks: 1))
                _ = try await cloud.make(
                    TestCloud.request(
                        .image,
                        [
                            .name: .string("i\(number)"), .kind: "whole", .source: .string(servers[number]),
                            .vault: .string(vault),
                        ], mark: 120 + number))
                _ = try await cloud.make(TestCloud.request(.vault, TestCloud.vault, mark: 50 + number))
            }
            var options = HuaweiOptions()
            options.largestAnswer = 8000
            let info = cloud.sandbox.info
            let narrow = HuaweiProvider.sandbox(
                endpoint: info.endpoint, accessKey: Secret(info.accessKey), secretKey: Secret(info.secretKey),
                time: cloud.time.source, random: { 0.5 }, options: options)
            func same(_ read: (HuaweiProvider) async throws -> [LiveResource]) async throws {
                let (whole, halved) = (try await read(cloud.provider), try await read(narrow))
                #expect(halved.sorted { $0.id < $1.id } == whole.sorted { $0.id < $1.id })
                #expect(!halved.isEmpty)
            }
            do {
                for kind in [ResourceKind.server, .disk, .vault, .image] {
                    try await same { try await $0.list(kind, in: TestCloud.region) }
                }
                for kind in [ResourceKind.server, .disk, .vault] {
                    let ids = Set(try await cloud.provider.list(kind, in: TestCloud.region).map(\.id))
                    try await same { try await $0.current(ids, kind, in: TestCloud.region) }
                }
                let halved = try await narrow.imageInventory(in: TestCloud.region).backups
                let whole = try await cloud.provider.imageInventory(in: TestCloud.region).backups
                #expect(halved == whole)
                var needs = CatalogueNeeds(offers: false, networks: true)
                needs.protection = Set(servers)
                let catalogue = try await narrow.catalogue(of: TestCloud.region, needs: needs)
                #expect(catalogue.unprotectable == [:])
                #expect(narrow.callCounts["cbr GET /v3/{project}/protectables/server/instances"] ?? 0 > 2)
            } catch {
                await narrow.shutdown()
                throw error
            }
            await narrow.shutdown()
        }
    }

    @Test("Of few servers the backup service is asked one by one, whatever else the account holds")
    func fewProtectables() async throws {
        try await TestCloud.with { cloud in
            for number in 0..<4 { _ = try await cloud.makeServer("s\(number)", mark: number, disks: 0) }
            let one = try await cloud.makeServer("one", mark: 10, disks: 0)
            var needs = CatalogueNeeds(offers: false, networks: false)
            needs.protection = [one]
            var catalogue: Catalogue?
            let used = try await calls(cloud) {
                catalogue = try await cloud.provider.catalogue(of: TestCloud.region, needs: needs)
            }
            #expect(catalogue?.unprotectable == [:])
            #expect(used == ["cbr GET /v3/{project}/protectables/server/instances": 1])
        }
    }

    @Test("The progress of many servers costs few calls") func serverProgress() async throws {
        try await TestCloud.with { cloud in
            let attributes = try await cloud.serverAttributes()
            var operations: [PendingOperation] = []
            for index in 0..<30 {
                guard
                    case .pending(let operation) = try await cloud.provider.create(
                        TestCloud.request(
                            .server, attributes, mark: index,
                            disks: [TestCloud.request(.disk, TestCloud.disk("d"))]))
                else { continue }
                operations.append(operation)
            }
            #expect(operations.count == 30)
            try await cloud.time.source.sleep(.seconds(1))
            var progress: [PendingOperation: Progress] = [:]
            var used = try await calls(cloud) { progress = try await cloud.provider.progress(of: operations) }
            #expect(progress.count == 30)
            #expect(progress.values.allSatisfy { if case .running = $0 { true } else { false } })
            #expect(used.values.reduce(0, +) <= 31, "\(used)")
            try await cloud.time.source.sleep(.seconds(900))
            used = try await calls(cloud) { progress = try await cloud.provider.progress(of: operations) }
            #expect(progress.count == 30)
            for (operation, state) in progress {
                guard case .succeeded(let id, let live?) = state else {
                    Issue.record("the server is not there: \(state)")
                    continue
                }
                #expect(id == live.id)
                #expect(operation.id == nil || operation.id == id)
                let facts = try #require(live.facts.server)
                #expect(facts.disks.count == 2)
            }
            #expect(used["ecs GET /v1/{project}/cloudservers/detail"] ?? 0 <= 2)
            used = try await calls(cloud) {
                for operation in operations.prefix(10) {
                    let id = try #require(
                        progress[operation].flatMap { if case .succeeded(let id, _) = $0 { id } else { nil } }
                    )
                    _ = try await cloud.provider.delete(
                        DeleteRequest(address: Address(.server, "test"), region: TestCloud.region, id: id))
                }
            }
            #expect(used.values.reduce(0, +) == 10)
        }
    }

    @Test("The progress of new images leaves out the old ones, however many there are")
    func newImagesAlone() async throws {
        var options = HuaweiOptions()
        options.pages.images = 10
        options.pages.backups = 10
        try await TestCloud.with(options: options) { cloud in
            let vault = try await cloud.make(
                TestCloud.request(.vault, TestCloud.vault.with(.size, 10_000), mark: 100))
            var servers: [RemoteID] = []
            for number in 0..<5 {
                servers.append(try await cloud.makeServer("s\(number)", mark: number, disks: 0))
            }
            func begin(_ server: Int, mark: Int) async throws -> PendingOperation? {
                let accepted = try await cloud.provider.create(
                    TestCloud.request(
                        .image,
                        [
                            .name: .string("i\(mark)"), .kind: "whole", .source: .string(servers[server]),
                            .vault: .string(vault),
                        ], mark: mark))
                if case .pending(let operation) = accepted { return operation }
                return nil
            }
            for round in 0..<6 {
                for server in servers.indices { _ = try await begin(server, mark: 110 + round * 5 + server) }
                try await cloud.time.source.sleep(.seconds(7200))
            }
            var operations: [PendingOperation] = []
            for server in servers.indices {
                operations.append(try #require(try await begin(server, mark: 150 + server)))
            }
            try await cloud.time.source.sleep(.seconds(3600))
            var progress: [PendingOperation: Progress] = [:]
            let used = try await calls(cloud) { progress = try await cloud.provider.progress(of: operations) }
            #expect(progress.count == 5)
            #expect(progress.values.allSatisfy { if case .succeeded(_?, _?) = $0 { true } else { false } })
            // One page of images and one of backups, of the four that there are of each.
            #expect(used.values.reduce(0, +) <= 4, "\(used)")
            #expect(try await cloud.provider.list(.image, in: TestCloud.region).count == 35)
        }
    }

    @Test("The progress of many images costs a list") func imageProgress() async throws {
        try await TestCloud.with { cloud in
            let vault = try await cloud.make(
                TestCloud.request(.vault, TestCloud.vault.with(.size, 10_000), mark: 100))
            var operations: [PendingOperation] = []
            for index in 0..<8 {
                let server = try await cloud.makeServer("s\(index)", mark: index, disks: 1)
                let request = TestCloud.request(
                    .image,
                    [
                        .name: .string("i\(index)"), .kind: "whole", .source: .string(server),
                        .vault: .string(vault),
                    ],
                    mark: 20 + index)
                guard case .pending(let operation) = try await cloud.provider.create(request) else {
                    continue
                }
                operations.append(operation)
            }
            try await cloud.time.source.sleep(.seconds(3600))
            var progress: [PendingOperation: Progress] = [:]
            let used = try await calls(cloud) { progress = try await cloud.provider.progress(of: operations) }
            #expect(used.values.reduce(0, +) <= 3, "\(used)")
            #expect(progress.count == 8)
            for (operation, state) in progress {
                guard case .succeeded(_?, let live?) = state else {
                    Issue.record("the image is not there: \(state)")
                    continue
                }
                #expect(live.operation?.description == operation.mark)
                let facts = try #require(live.facts.image)
                #expect(facts.backup != nil && !facts.isLegacy)
                #expect(facts.scope != .none)
            }
            var deletions: [PendingOperation] = []
            for state in progress.values {
                guard case .succeeded(let id?, _) = state,
                    case .pending(let operation) = try await cloud.provider.delete(
                        DeleteRequest(
                            address: Address(.image, "test"), region: TestCloud.region, id: id,
                            withBackup: true))
                else { continue }
                deletions.append(operation)
            }
            #expect(deletions.count == 8)
            try await cloud.time.source.sleep(.seconds(600))
            let ended = try await cloud.provider.progress(of: deletions)
            #expect(ended.count == 8)
            #expect(ended.values.allSatisfy { if case .succeeded = $0 { true } else { false } })
        }
    }

    @Test("A job that fails says why") func failedJob() async throws {
        try await TestCloud.with { cloud in
            try await cloud.sandbox.setFaults(
                "faults:\n  - match: {service: ecs, method: POST}\n    job: {fail: Ecs.0319, reason: no room}\n"
            )
            let request = TestCloud.request(.server, try await cloud.serverAttributes())
            let operation = try #require(try await cloud.provider.create(request).pending)
            try await cloud.time.source.sleep(.seconds(900))
            let progress = try await cloud.provider.progress(of: [operation])
            let error = try #require(progress[operation]?.failure)
            #expect(error.code == "Ecs.0319")
            #expect(error.message == "no room")
            #expect(error.job == operation.job)
        }
    }

    @Test("Objects that appear late in lists, and replies that are lost, lose nothing") func lostReply()
        async throws
    {
        try await TestCloud.with { cloud in
            try await cloud.sandbox.setFaults(
                "faults:\n  - match: {service: ecs, method: POST, times: 1}\n    drop: after\n")
            let request = TestCloud.request(.server, try await cloud.serverAttributes())
            // The token makes the second try safe.
            _ = try await cloud.make(request)
            #expect(try await cloud.provider.list(.server, in: TestCloud.region).count == 1)
            #expect(cloud.provider.repeatedTries == 1)
            try await cloud.sandbox.setFaults(
                "faults:\n  - match: {service: cbr, method: POST, times: 1}\n    drop: after\n")
            let vault = TestCloud.request(.vault, TestCloud.vault, mark: 1)
            let error = await failure { () async throws(ProviderError) in
                _ = try await cloud.provider.create(vault)
            }
            #expect(error?.retry == .outcomeUnknown)
            #expect(
                try await cloud.provider.list(.vault, in: TestCloud.region).map(\.operation) == [
                    vault.operation
                ])
        }
    }
}

extension Attributes {
    func with(_ name: AttributeName, _ value: Value) -> Attributes {
        var copy = self
        copy[name] = value
        return copy
    }
}
