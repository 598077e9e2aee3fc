import Testing
import XimageCore
import XimageHuawei
import XimageSandbox
import XimageTestSupport

extension OverThePort {
    /// What the engine relies on, for every kind of resource.
    @Suite struct ProviderContractTests {}
}

extension OverThePort.ProviderContractTests {
    private func expectSameInList(_ cloud: TestCloud, _ live: LiveResource) async throws {
        let listed = try await cloud.provider.list(live.kind, in: live.region).first { $0.id == live.id }
        #expect(listed == live)
    }

    @Test("A vault is made, read, changed and deleted") func vault() async throws {
        try await TestCloud.with { cloud in
            let request = TestCloud.request(.vault, TestCloud.vault)
            let id = try await cloud.make(request)
            var live = try await cloud.live(id, .vault)
            for entry in TestCloud.vault.entries {
                #expect(live.attributes[entry.name].matches(entry.value), "\(entry.name)")
            }
            #expect(live.owner == request.owner)
            #expect(live.operation == request.operation)
            #expect(live.phase == .ready)
            #expect(
                live.facts
                    == .vault(VaultFacts(allocatedGiB: 0, usedMiB: 0, members: [], objectType: "server")))
            try await expectSameInList(cloud, live)

            try await cloud.update(
                .vault, id,
                [
                    .name: "renamed", .size: 600, .autoExpand: true, .consistency: "app",
                    .tags: .strings(["team": "x", "a": "b"]),
                ],
                current: live.attributes)
            live = try await cloud.live(id, .vault)
            #expect(live.name == "renamed")
            #expect(live.attributes[.size] == 600)
            #expect(live.attributes[.autoExpand] == true)
            #expect(live.attributes[.consistency] == "app")
            #expect(live.attributes[.tags] == .strings(["team": "x", "a": "b"]))
            #expect(live.operation == request.operation)
            try await cloud.update(
                .vault, id, [.tags: .map([:])], current: live.attributes, owner: "other_abcdefghij")
            live = try await cloud.live(id, .vault)
            #expect(live.attributes[.tags].isEmpty)
            #expect(live.owner == "other_abcdefghij")

            try await cloud.delete(.vault, id)
            #expect(try await cloud.provider.read(id, .vault, in: TestCloud.region) == nil)
            try await cloud.delete(.vault, id)
        }
    }

    @Test("A server is made with its disks, read and listed alike") func server() async throws {
        try await TestCloud.with { cloud in
            let id = try await cloud.makeServer()
            let live = try await cloud.live(id, .server)
            let wanted = try await cloud.serverAttributes()
            for name in [
                AttributeName.name, .description, .region, .zone, .flavor, .image, .vpc, .subnet, .tags,
            ] {
                #expect(live.attributes[name].matches(wanted[name]), "\(name): \(live.attributes[name])")
            }
            #expect(live.attributes[.power] == "running")
            #expect(live.attributes[.ip].string != nil)
            #expect(live.attributes[.createdAt].string.flatMap { Timestamp($0) } != nil)
            #expect(live.owner == "shop_abcdefghij")
            #expect(live.operation != nil)
            let facts = try #require(live.facts.server)
            #expect(facts.disks.map(\.isSystem) == [true, false, false])
            #expect(facts.osType == "Linux")
            #expect(facts.taskState == nil)
            try await expectSameInList(cloud, live)

            let disks = try await cloud.provider.list(.disk, in: TestCloud.region)
            let sizes = facts.disks.map { disk in disks.first { $0.id == disk.id }?.attributes[.size] }
            #expect(sizes == [40, 50, 51])
            #expect(disks.allSatisfy { $0.attributes[.server] == .string(id) })
        }
    }

    @Test("The same create, sent again, makes no second server") func token() async throws {
        try await TestCloud.with { cloud in
            let request = TestCloud.request(.server, try await cloud.serverAttributes())
            let first = try await cloud.make(request)
            let second = try await cloud.make(request)
            #expect(first == second)
            #expect(try await cloud.provider.list(.server, in: TestCloud.region).count == 1)
        }
    }

    @Test("Every attribute of a server that can change in place does") func serverUpdates() async throws {
        try await TestCloud.with { cloud in
            let id = try await cloud.makeServer(disks: 0)
            let live = try await cloud.live(id, .server)
            try await cloud.update(
                .server, id,
                [
                    .name: "renamed", .description: "", .tags: .strings(["new": "1"]), .power: "stopped",
                    .systemDiskSize: 60, .flavor: "s6.xlarge.2",
                ], current: live.attributes)
            var changed = try await cloud.live(id, .server)
            #expect(changed.name == "renamed")
            #expect(changed.attributes[.description].isEmpty)
            #expect(changed.attributes[.tags] == .strings(["new": "1"]))
            #expect(changed.attributes[.power] == "stopped")
            #expect(changed.attributes[.flavor] == "s6.xlarge.2")
            #expect(changed.operation == live.operation)
            let facts = try #require(changed.facts.server)
            #expect(try await cloud.live(facts.disks[0].id, .disk).attributes[.size] == 60)

            // The same again: everything is as wanted already.
            try await cloud.update(
                .server, id, [.power: "stopped", .systemDiskSize: 60], current: changed.attributes)
            try await cloud.update(.server, id, [.power: "running"], current: changed.attributes)
            changed = try await cloud.live(id, .server)
            #expect(changed.attributes[.power] == "running")
        }
    }

    @Test("A deleted server leaves its data disks") func serverDelete() async throws {
        try await TestCloud.with { cloud in
            let id = try await cloud.makeServer()
            try await cloud.delete(.server, id)
            #expect(try await cloud.provider.read(id, .server, in: TestCloud.region) == nil)
            #expect(try await cloud.provider.list(.server, in: TestCloud.region).isEmpty)
            #expect(
                try await cloud.provider.list(.disk, in: TestCloud.region).map(\.attributes[.server]) == [
                    .nothing, .nothing,
                ])
            try await cloud.delete(.server, id)
        }
    }

    @Test("A disk is made and attached, changed, moved, detached and deleted") func disk() async throws {
        try await TestCloud.with { cloud in
            let first = try await cloud.makeServer("a", mark: 1, disks: 0)
            let second = try await cloud.makeServer("b", mark: 2, disks: 0)
            var wanted = TestCloud.disk("data")
            wanted[.server] = .string(first)
            wanted[.tags] = .strings(["team": "shop"])
            wanted[.device] = "scsi"
            let request = TestCloud.request(.disk, wanted, mark: 3)
            let id = try await cloud.make(request)
            var live = try await cloud.live(id, .disk)
            for entry in wanted.entries {
                #expect(live.attributes[entry.name].matches(entry.value), "\(entry.name)")
            }
            #expect(live.owner == request.owner)
            #expect(live.operation == request.operation)
            try await expectSameInList(cloud, live)

            try await cloud.update(
                .disk, id,
                [
                    .name: "renamed", .description: "text", .size: 120, .server: .string(second),
                    .tags: .map([:]),
                ],
                current: live.attributes)
            live = try await cloud.live(id, .disk)
            #expect(live.name == "renamed")
            #expect(live.attributes[.description] == "text")
            #expect(live.attributes[.size] == 120)
            #expect(live.attributes[.server] == .string(second))
            #expect(live.attributes[.tags].isEmpty)
            #expect(live.operation == request.operation)
            try await cloud.update(
                .disk, id, [.size: 120, .server: .string(second)], current: live.attributes)

            try await cloud.delete(.disk, id, detachFrom: second, keepObject: true)
            live = try await cloud.live(id, .disk)
            #expect(live.attributes[.server] == .nothing)
            try await cloud.update(.disk, id, [.server: .string(first)], current: live.attributes)
            try await cloud.delete(.disk, id, detachFrom: first)
            #expect(try await cloud.provider.read(id, .disk, in: TestCloud.region) == nil)
            try await cloud.delete(.disk, id, detachFrom: first)
        }
    }

    @Test("A whole image is made, becomes regional, is changed, copied and deleted") func image() async throws
    {
        try await TestCloud.with { cloud in
            let server = try await cloud.makeServer(mark: 1)
            let vault = try await cloud.make(TestCloud.request(.vault, TestCloud.vault, mark: 2))
            let request = TestCloud.request(
                .image,
                [
                    .name: "golden-1", .description: "nightly", .region: .string(TestCloud.region),
                    .kind: "whole",
                    .source: .string(server), .vault: .string(vault), .minimumMemory: 2048,
                    .tags: .strings(["team": "shop"]),
                ], mark: 3)
            let id = try await cloud.make(request)
            var live = try await cloud.live(id, .image)
            for entry in request.attributes.entries {
                #expect(
                    live.attributes[entry.name].matches(entry.value),
                    "\(entry.name): \(live.attributes[entry.name])")
            }
            #expect(live.owner == request.owner)
            #expect(live.operation == request.operation)
            let early = try #require(live.facts.image)
            #expect(early.scope == .zone(TestCloud.zone))
            #expect(early.vault == vault)
            #expect(early.sourceServer == server)
            #expect(early.capturedGiB == 141)
            #expect(early.minimumDiskGiB == 40)
            try await cloud.time.source.sleep(.seconds(7200))
            live = try await cloud.live(id, .image)
            let late = try #require(live.facts.image)
            #expect(late.scope == .region)
            try await expectSameInList(cloud, live)
            #expect(try await cloud.provider.list(.copy, in: TestCloud.region).isEmpty)

            try await cloud.update(
                .image, id,
                [
                    .name: "golden-2", .description: "", .minimumMemory: 1024, .maximumMemory: 8192,
                    .tags: .strings(["x": "y"]),
                ],
                current: live.attributes)
            live = try await cloud.live(id, .image)
            #expect(live.name == "golden-2")
            #expect(live.attributes[.description].isEmpty)
            #expect(live.attributes[.minimumMemory] == 1024)
            #expect(live.attributes[.maximumMemory] == 8192)
            #expect(live.attributes[.tags] == .strings(["x": "y"]))
            #expect(live.operation == request.operation)
            try await cloud.update(.image, id, [.description: "again"], current: live.attributes)
            #expect(try await cloud.live(id, .image).attributes[.description] == "again")

            try await copyAndDelete(cloud, id)

            let full = try #require(try await cloud.live(vault, .vault).facts.vault)
            #expect(full.members == [server])
            #expect(full.allocatedGiB == 141)
            try await cloud.delete(.image, id, withBackup: true)
            #expect(try await cloud.provider.list(.image, in: TestCloud.region).isEmpty)
            try await cloud.delete(.image, id)
        }
    }

    private func copyAndDelete(_ cloud: TestCloud, _ image: RemoteID) async throws {
        var replicas = TestCloud.vault
        replicas[.region] = .string(TestCloud.other)
        replicas[.purpose] = "replication"
        let target = try await cloud.make(
            TestCloud.request(.vault, replicas, mark: 4, region: TestCloud.other))
        let request = TestCloud.request(
            .copy,
            [
                .name: "golden-dr", .description: "for the south", .region: .string(TestCloud.region),
                .agency: "ims_copy",
                .source: .string(image), .targetRegion: .string(TestCloud.other),
                .targetVault: .string(target),
            ], mark: 5)
        let id = try await cloud.make(request)
        var live = try await cloud.live(id, .copy, in: TestCloud.other)
        #expect(live.owner == request.owner)
        #expect(live.operation == request.operation)
        #expect(live.attributes[.description] == "for the south")
        #expect(live.attributes[.targetVault] == .string(target))
        #expect(live.attributes[.targetRegion] == .string(TestCloud.other))
        let listed = try await cloud.provider.list(.copy, in: TestCloud.other).first
        #expect(listed?.id == id)
        #expect(try await cloud.provider.list(.image, in: TestCloud.other).isEmpty)

        try await cloud.update(
            .copy, id, [.description: "changed", .tags: .strings(["team": "dr"]), .minimumMemory: 2048],
            current: live.attributes, owner: request.owner, operation: request.operation,
            region: TestCloud.other)
        live = try await cloud.live(id, .copy, in: TestCloud.other)
        #expect(live.attributes[.description] == "changed")
        #expect(live.attributes[.tags] == .strings(["team": "dr"]))
        #expect(live.operation == request.operation)
        try await cloud.delete(.copy, id, withBackup: true, region: TestCloud.other)
        #expect(try await cloud.provider.list(.copy, in: TestCloud.other).isEmpty)
    }

    @Test("System and data images are made") func otherImages() async throws {
        try await TestCloud.with { cloud in
            let server = try await cloud.makeServer(mark: 1, disks: 1)
            try await cloud.update(.server, server, [.power: "stopped"])
            let system = try await cloud.make(
                TestCloud.request(.image, [.name: "sys", .kind: "system", .source: .string(server)], mark: 2))
            var live = try await cloud.live(system, .image)
            #expect(live.attributes[.kind] == "system")
            #expect(live.attributes[.source] == .string(server))
            let facts = try #require(live.facts.image)
            #expect(facts.scope == .region)
            let disks = try await cloud.provider.list(.disk, in: TestCloud.region)
            let disk = try #require(disks.first { $0.attributes[.size] == 50 })
            let data = try await cloud.make(
                TestCloud.request(
                    .image, [.name: "data", .kind: "data", .sourceDisk: .string(disk.id)], mark: 3))
            live = try await cloud.live(data, .image)
            #expect(live.attributes[.kind] == "data")
            #expect(live.operation != nil)
            #expect(try await cloud.provider.list(.image, in: TestCloud.region).count == 2)
        }
    }

    @Test("The catalogue has what was asked for, and nothing else is read") func catalogue() async throws {
        try await TestCloud.with { cloud in
            let all = try await cloud.provider.catalogue(
                of: TestCloud.region,
                needs: CatalogueNeeds(imageNames: ["Ubuntu 22.04 server 64bit"]))
            #expect(all.zones.map(\.name).contains(TestCloud.zone))
            let flavor = try #require(all.flavors["s6.large.2"])
            #expect(flavor.vcpus == 2)
            #expect(flavor.memoryMiB == 4096)
            #expect(flavor.architecture == "x86_64")
            #expect(flavor.isSold(in: TestCloud.zone))
            #expect(all.flavors["s3.large.2"]?.isSold(in: TestCloud.zone) == false)
            #expect(all.flavors["kc1.large.2"]?.architecture == "aarch64")
            #expect(all.diskTypes["SSD"]?.isSold(in: TestCloud.zone) == true)
            #expect(all.diskTypes["SATA"]?.isSold(in: TestCloud.zone) == false)
            #expect(all.images.values.map(\.name) == ["Ubuntu 22.04 server 64bit"])
            #expect(all.images.values.first?.isPublic == true)
            #expect(all.networks.map(\.name) == ["vpc-default"])
            #expect(all.subnets.map(\.name) == ["subnet-default"])
            #expect(all.subnets.first?.network == all.networks.first?.id)
            #expect(all.securityGroups.map(\.name) == ["default"])
            #expect(all.quotas.servers != nil && all.quotas.disks != nil && all.quotas.images != nil)

            let before = cloud.provider.callCounts.values.reduce(0, +)
            let id = try #require(all.images.keys.first)
            let few = try await cloud.provider.catalogue(
                of: TestCloud.region, needs: CatalogueNeeds(offers: false, imageIDs: [id], networks: false))
            #expect(few.images.keys.first == id)
            #expect(few.flavors.isEmpty)
            #expect(cloud.provider.callCounts.values.reduce(0, +) == before + 1)
        }
    }

    @Test("Where a name fits no image, the names that there are come along") func otherNames() async throws {
        try await TestCloud.with { cloud in
            let known = "Ubuntu 22.04 server 64bit"
            let needs = CatalogueNeeds(offers: false, imageNames: [known, "Ubunto 22.04"], networks: false)
            let names = try await cloud.provider.catalogue(of: TestCloud.region, needs: needs).images.values
                .map(\.name)
            #expect(names.count { $0 == known } == 1)
            #expect(names.contains("Debian 12.0.0 64bit"))
            var all = CatalogueNeeds.nothing
            all.images = true
            let offered = try await cloud.provider.catalogue(of: TestCloud.region, needs: all).images.values
                .map(\.name)
            #expect(offered.sorted() == names.sorted())
        }
    }

    @Test("Refusals of the service carry its code, its words and the request id") func refusals() async throws
    {
        try await TestCloud.with { cloud in
            var attributes = try await cloud.serverAttributes()
            attributes[.flavor] = "s3.large.2"
            let request = TestCloud.request(.server, attributes)
            let error = await failure { () async throws(ProviderError) in
                _ = try await cloud.provider.create(request)
            }
            #expect(error?.code == "Ecs.0019", "\(String(describing: error))")
            #expect(error?.retry == .never)
            #expect(error?.requestID != nil)
            for canary in Canary.all { #expect(!"\(error!)".contains(canary)) }

            let image = TestCloud.request(
                .image, [.name: "x", .kind: "whole", .source: "no-server", .vault: "no-vault"], mark: 1)
            let second = await failure { () async throws(ProviderError) in
                _ = try await cloud.provider.create(image)
            }
            #expect(second?.code?.hasPrefix("IMG.") == true)
            #expect(second?.retry == .never)
        }
    }

    @Test("A wrong key is told apart from everything else") func wrongKey() async throws {
        try await TestCloud.with { cloud in
            let provider = HuaweiProvider.sandbox(
                endpoint: cloud.sandbox.info.endpoint, accessKey: Secret(cloud.sandbox.info.accessKey),
                secretKey: Secret("wrong-secret-key"), time: cloud.time.source)
            let error = await failure { () async throws(ProviderError) in
                _ = try await provider.list(.server, in: TestCloud.region)
            }
            await provider.shutdown()
            #expect(error?.category == .credentials)
            #expect(error?.service == "iam")
        }
    }

    @Test("A region without a project is named") func noProject() async throws {
        try await TestCloud.with { cloud in
            let error = await failure { () async throws(ProviderError) in
                _ = try await cloud.provider.list(.server, in: "no-such-region")
            }
            #expect(error?.category == .notFound)
            #expect(error?.message == "this account has no region project for no-such-region")
        }
    }
}
