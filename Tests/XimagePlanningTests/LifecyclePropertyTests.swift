import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// Random histories over all that the life of an image knows: whatever is edited, an applied plan leaves nothing to plan.
@Suite struct LifecyclePropertyTests {
    private struct History {
        var random: SeededGenerator
        var cloud = SimulatedCloud()
        private var revision = 1

        init(seed: UInt64) { random = SeededGenerator(seed: seed) }

        mutating func flag() -> Bool { Bool.random(using: &random) }
        mutating func pick<T>(_ values: [T]) -> T { values.randomElement(using: &random)! }

        mutating func retention() -> Retention? {
            guard flag() else { return nil }
            return Retention(
                keep: Int.random(in: 1...3, using: &random), keepFor: flag() ? .seconds(86_400) : nil,
                keepBackups: Int.random(in: 0...2, using: &random), deleteBackups: flag())
        }

        /// A source with its image and perhaps a copy, and servers made from it, each by its own wishes.
        mutating func set() -> DesiredState {
            if flag() { revision = Int.random(in: 1...4, using: &random) }
            var replica = Declare.vault("dr")
            replica.region = "south"
            replica.attributes[.region] = "south"
            replica.attributes[.purpose] = "replication"
            var resources = [Declare.vault(), replica, Declare.server("source", disks: [])]
            resources.append(image())
            if flag() { resources.append(copy()) }
            for number in 0..<Int.random(in: 0...3, using: &random) { resources.append(clone(number)) }
            var desired = Declare.manifests(resources)
            let declared = Set(desired.resources.map(\.address))
            for record in cloud.records where !declared.contains(record.address.series) {
                guard !Snapshot.isSeries(record.address) else { continue }
                desired.removals.append(Removal(from: record.address.series, action: .delete))
            }
            return desired
        }

        private mutating func image() -> DesiredResource {
            var image = Declare.image(
                of: "source", revision: "\(revision)", description: pick([nil, "one", "two"]))
            guard case .image(var details) = image.details else { return image }
            var options = ImageOptions()
            options.retention = retention()
            options.ready = pick([.region, .zone])
            if flag() { options.quiesce = Quiesce(then: pick([.asWas, .running, .stopped])) }
            details.options = Boxed(options)
            image.details = .image(details)
            return image
        }

        private mutating func copy() -> DesiredResource {
            DesiredResource(
                address: Address(.copy, "golden", part: "south"), region: "north",
                attributes: [
                    .region: "north", .targetRegion: "south", .source: .reference(Address(.image, "golden")),
                    .targetVault: .reference(Address(.vault, "dr")), .agency: "ims_copy",
                ], details: .copy(CopyDetails(image: Address(.image, "golden"), retention: retention())))
        }

        private mutating func clone(_ number: Int) -> DesiredResource {
            var server = Declare.server("clone\(number)", disks: [])
            server.attributes[.image] = .reference(Address(.image, "golden"))
            var options = ServerOptions()
            options.onNewImage = pick([.keep, .replace])
            options.onReplace = pick([.reattach, .recreate])
            if flag() { options.rollout = Rollout(atOnce: 1, canary: pick([0, 1])) }
            server.details = .server(ServerDetails(options: Boxed(options)))
            return server
        }

        /// What somebody may do between two applies.
        mutating func interfere(_ desired: DesiredState) {
            switch Int.random(in: 0..<5, using: &random) {
            case 0: cloud.now = cloud.now + .seconds(Int.random(in: 1...5, using: &random) * 86_400)
            case 1: cloud.loseState()
            case 2:
                let bare = cloud.backups.first { $0.image == nil && $0.mark != nil && $0.region == "north" }
                guard let number = bare?.mark?.generation else { return }
                var choices = PlanOptions()
                choices.undelete = [Address(.image, "golden", generation: number)]
                choices.targets = [.glob("image.golden@\(number)")]
                cloud.apply(cloud.plan(desired, options: choices))
            case 3:
                guard let server = cloud.objects.values.first(where: { $0.name == "shop-source" }),
                    let vault = cloud.objects.values.first(where: { $0.name == "shop-main" })
                else { return }
                var wish = SnapshotRequest(of: server, in: vault, desired, cloud.prior)
                if flag() { wish.note.keepUntil = cloud.now + .seconds(2 * 86_400) }
                cloud.apply(cloud.plan(wish.desired(), options: wish.options))
            default: break
            }
        }
    }

    @Test(
        "An applied plan leaves nothing to plan, whatever was edited and done before",
        arguments: UInt64(0)..<500)
    func converges(seed: UInt64) {
        var history = History(seed: seed)
        for round in 0..<6 {
            let desired = history.set()
            history.cloud.apply(history.cloud.plan(desired))
            let left = history.cloud.plan(desired).steps.map(\.id)
            #expect(left == [], "seed \(seed), round \(round)")
            history.interfere(desired)
        }
    }

    @Test("Nothing that a server runs on, and no snapshot before its time, ever goes")
    func protects() {
        var gone = Gone()
        for seed in UInt64(500)..<800 { Self.protects(seed, &gone) }
        // Histories in which nothing goes would show nothing.
        #expect(gone.generations >= 100 && gone.snapshots >= 10, "\(gone)")
    }

    private struct Gone {
        var generations = 0
        var snapshots = 0
    }

    private static func protects(_ seed: UInt64, _ gone: inout Gone) {
        var history = History(seed: seed)
        for _ in 0..<6 {
            let desired = history.set()
            let plan = history.cloud.plan(desired)
            let replaced = Set(
                plan.changes.filter { $0.address.kind == .server && $0.action != .update }.compactMap(\.id))
            let stillUsed = Set(
                history.cloud.objects.values.filter { $0.kind == .server && !replaced.contains($0.id) }
                    .compactMap { $0.attributes[.image].string })
            for change in plan.changes where change.action == .delete && change.address.kind == .image {
                if case .snapshotOver(let until) = change.reason {
                    gone.snapshots += 1
                    #expect(until <= history.cloud.now, "seed \(seed): \(change.address) goes too early")
                }
                guard case .pastRetention = change.reason else { continue }
                gone.generations += 1
                #expect(!stillUsed.contains(change.id ?? ""), "seed \(seed): \(change.address) is in use")
            }
            history.cloud.apply(plan)
            history.interfere(desired)
        }
    }
}
