import Testing
import XimageCore
import XimagePlanning
import XimageRules

/// What rules mean for a plan: what they block, and what it takes of what is left.
@Suite struct PlanBehaviourTests {
    @Test("An error blocks what depends on the object and nothing else")
    func blocks() throws {
        var scene = Scene.bulk(servers: 3)
        scene.set("server.s1", .flavor, "s9.large.2")
        let plan = try scene.plan(RuleCatalogue.all)
        #expect(plan.isBlocked)
        let rest = try #require(try scene.planSkippingBlocked(RuleCatalogue.all))
        let left = rest.skipped
        let leftAddresses = Set(left.map { "\($0.address.series)" })
        #expect(leftAddresses == ["server.s1", "disk.s1.data", "disk.s1.logs", "image.s1"])
        #expect(left.first { $0.address.kind == .server }?.because.english.hasPrefix("AV006: ") == true)
        #expect(rest.steps.count + left.count == plan.steps.count)
        #expect(rest.steps.contains { "\($0.address)" == "image.s0@1" })
        #expect(rest.steps.contains { "\($0.address)" == "vault.v0" })
    }

    @Test(
        "An error at a vault blocks what goes into it; an error at a disk blocks the server it is born with")
    func blocksWhatRefers() throws {
        var vault = Scene.bulk(servers: 2)
        vault.set("vault.v0", .size, 100)
        let withoutVault = try #require(try vault.planSkippingBlocked(RuleCatalogue.all))
        #expect(Set(withoutVault.skipped.map(\.address.kind)) == [.vault, .image])
        var disk = Scene.bulk(servers: 2)
        disk.set("disk.s0.logs", .type, "SATA")
        let withoutDisk = try #require(try disk.planSkippingBlocked(RuleCatalogue.all))
        #expect(withoutDisk.skipped.contains { "\($0.address)" == "server.s0" })
        #expect(withoutDisk.steps.contains { "\($0.address)" == "server.s1" })
    }

    @Test("An error about nothing in particular cannot be left out")
    func cannotTell() throws {
        var scene = Scene.bulk(servers: 3)
        scene.catalogue { $0.quotas.images = .init(used: 0, limit: 2) }
        #expect(try scene.planSkippingBlocked(RuleCatalogue.all) == nil)
    }

    @Test("The plan shows what it takes of quotas and vaults")
    func shows() throws {
        var scene = Scene.bulk(servers: 840)
        scene.catalogue {
            $0.quotas.images = .init(used: 12, limit: 100)
            $0.quotas.servers = .init(used: 3, limit: 2000)
            $0.quotas.cores = .init(used: 10, limit: 8000)
        }
        let usages = try scene.plan([]).usages
        let images = try #require(usages.first { $0.thing == .images })
        #expect((images.used, images.after, images.peak, images.limit) == (12, 852, 852, 100))
        #expect(!images.fits)
        let cores = try #require(usages.first { $0.thing == .cores })
        #expect(cores.after == 10 + 840 * 2 && cores.fits)
        let vault = try #require(usages.first { $0.thing == .vault(Address(.vault, "v0")) })
        #expect((vault.used, vault.after, vault.limit) == (0, 200 * 190, 100_000))
    }

    @Test("The peak counts what is made before the old goes")
    func peaks() throws {
        var scene = Scene()
        scene.apply()
        scene.set("server.web", .zone, "cn-north-4b")
        scene.catalogue { $0.quotas.servers = .init(used: 5, limit: 5) }
        let servers = try #require(try scene.plan([]).usages.first { $0.thing == .servers })
        #expect((servers.used, servers.after, servers.peak) == (5, 5, 6))
        #expect(!servers.fits)
    }

    @Test("A plan that changes nothing takes nothing")
    func takesNothing() throws {
        var scene = Scene()
        scene.apply()
        scene.catalogue { $0.quotas.images = .init(used: 12, limit: 100) }
        #expect(try scene.plan([]).usages.isEmpty)
    }
}
