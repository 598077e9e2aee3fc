import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// What `ximage refresh` and the lists report beside a plan.
@Suite struct DriftReaderTests {
    private static func cloud(_ desired: DesiredState) -> SimulatedCloud {
        var cloud = SimulatedCloud()
        cloud.apply(cloud.plan(desired))
        return cloud
    }

    private static func read(
        _ desired: DesiredState, _ edit: (inout PlanInput) -> Void = { _ in }
    ) -> DriftReader.Report {
        let cloud = cloud(desired)
        var input = PlanInput(desired: desired, prior: cloud.prior, live: cloud.live)
        edit(&input)
        return DriftReader(project: "shop").read(desired: input.desired, prior: input.prior, live: input.live)
    }

    private static let copied = Declare.manifests(
        Declare.mainJob.resources + [Declare.replicas, Declare.copy()])

    @Test("Nothing differs: also where only ximage keeps a value")
    func nothing() {
        let desired = Declare.manifests(
            Self.copied.resources.map { $0.serving { $0.recreateOn = ["v1"] } })
        let report = Self.read(desired)
        #expect(report.drift == [])
        #expect(report.unknown == [])
        #expect(report.bareBackups == [])
    }

    @Test("Changed and lost objects are reported by address; two records of one address by id")
    func differs() {
        let report = Self.read(Self.copied) { input in
            input.object("disk.web.data") { $0.attributes[.size] = 120 }
            input.object("copy.golden.south@1") { $0.attributes[.targetRegion] = "west" }
            input.lose("server.web")
            input.prior.records.reverse()
            for id in ["old-2", "old-1"] {
                input.prior.records.append(
                    ResourceRecord(address: .of("vault.main"), region: "north", id: id, standing: .deposed))
            }
        }
        #expect(
            report.drift.map { "\($0.address) \($0.id) \($0.isGone)" } == [
                "vault.main old-1 true", "vault.main old-2 true", "server.web server-3 true",
                "disk.web.data disk-5 false", "copy.golden.south@1 copy-8 false",
            ])
        #expect(
            report.drift.flatMap(\.differences) == [
                Drift.Difference(attribute: .size, recorded: 100, live: 120),
                Drift.Difference(attribute: .targetRegion, recorded: "south", live: "west"),
            ])
    }

    @Test("Selections and snapshots have addresses; what has none is unknown, sorted by region and kind")
    func unknown() {
        var desired = Self.copied
        var selector = LiveSelector()
        selector.names = ["shop-web"]
        desired.selections = [
            ImageSelection(
                selector: selector,
                image: Declare.image("nightly").with(.source, .null))
        ]
        let report = Self.read(desired) { input in
            for (region, kind, id) in [
                ("south", ResourceKind.vault, "a"), ("north", .disk, "c"), ("north", .vault, "d"),
                ("north", .disk, "b"),
            ] {
                input.live.resources.append(
                    LiveResource(
                        kind: kind, region: region, id: id, name: id,
                        owner: Mark.owner(project: "shop", address: .of("vault.none"))))
            }
            input.knowOperations()
        }
        #expect(report.unknown.map(\.id) == ["d", "b", "c", "a"])
        #expect(
            report.desired.resources.contains { $0.address.name == "nightly" && $0.address.instance != nil })
    }

    @Test("Bare backups are those of this project without an image")
    func bareBackups() {
        let report = Self.read(Self.copied) { input in
            input.leaveBackup("bare", of: "image.golden", generation: 9)
            input.leaveBackup("used", of: "image.golden", generation: 8)
            input.live.backups[input.live.backups.count - 1].image = "image-1"
            var theirs = LiveBackup(region: "north", id: "theirs")
            theirs.name = "\(BackupName(image: "x", owner: "other_abcdefghij", generation: 1))"
            input.live.backups += [theirs, LiveBackup(region: "north", id: "unnamed")]
        }
        #expect(report.bareBackups.map(\.id) == ["bare"])
    }
}
