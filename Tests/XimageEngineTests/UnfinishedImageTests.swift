import Synchronization
import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageRules
import XimageSandbox
import XimageState

/// Images, copies and backups whose creation nobody saw to its end.
@Suite struct UnfinishedImageTests {
    private static func set(_ server: String = "") throws -> DesiredState {
        try Manifests.desired(
            Manifests.mainJob(server: server, image: LifecycleTests.copies, vaults: LifecycleTests.dr))
    }

    private static let clone = """
          clone:
            flavor: s6.large.2
            image: {from: golden}
            systemDisk: {type: SSD, size: 40 GiB}
            dataDisks:
              data: {type: SSD, size: 100 GiB}
        """

    @Test(
        "After the loss of state, images and copies that are still being created are waited for, and servers from them"
    )
    func waits() async throws {
        try await Lab.with { lab in
            try await lab.apply(try Self.set())
            let desired = try Self.set(Self.clone)
            lab.loseState()
            let looks = Mutex(0)
            let slow = AlteredProvider(
                inner: lab.provider,
                altered: { object in
                    guard object.kind == .image || object.kind == .copy, looks.withLock({ $0 }) < 4 else {
                        return object
                    }
                    return Self.unfinished(object)
                },
                looked: { operation, progress in
                    guard operation.purpose == .settle else { return progress }
                    let look = looks.withLock { looks in
                        looks += 1
                        return looks
                    }
                    return look < 4 ? .running(phase: "saving", percent: nil) : progress
                })
            var options = PlanOptions()
            options.takeOver = TakeOver(
                try await lab.provider.list(.server, in: "cn-north-4").first?.operation?.lineage)
            let report = try #require(try await lab.apply(desired, over: slow, selecting: options))
            #expect(
                Set(report.succeeded.map(\.description)).isSuperset(of: [
                    "settle image.golden@1", "settle copy.golden.south@1",
                ]))
            #expect(looks.withLock { $0 } >= 4)
            let disk = try lab.prior().records.first { $0.address.description == "disk.clone.data" }
            #expect(disk.map { !$0.attributes[.sourceDisk].isEmpty } == true)
            #expect(try await lab.made()["image"] == 2)
            #expect(try await lab.plan(desired).steps.map(\.id) == [])
            // The records hold what the images turned out to hold.
            for record in try lab.prior().records where record.address.generation != nil {
                #expect(!record.attributes[.backup].isEmpty && !record.attributes.capturedDisks.isEmpty)
            }
        }
    }

    /// As lists have it before its job has ended.
    private static func unfinished(_ object: LiveResource) -> LiveResource {
        var object = object
        object.phase = .busy
        object.status = "saving"
        guard case .image(var facts) = object.facts else { return object }
        facts.scope = .none
        facts.backup = nil
        facts.disks = []
        object.facts = .image(facts)
        return object
    }

    @Test("Wherever a run is interrupted, the backup of its image gets its name", arguments: [false, true])
    func names(isStopped: Bool) async throws {
        let desired = try Manifests.desired(
            Manifests.mainJob(image: isStopped ? LifecycleTests.stop : ""))
        let boundaries = try await Lab.with { lab in
            let point = CrashPoint(after: .max)
            try await lab.apply(desired, tap: point)
            return point.crossed
        }
        // The image is created last.
        for boundary in boundaries - 12..<boundaries {
            try await Lab.with { lab in
                do { try await lab.apply(desired, tap: CrashPoint(after: boundary)) } catch is StateError {}
                try await lab.apply(desired)
                let backups = try await lab.provider.imageInventory(in: "cn-north-4").backups ?? []
                #expect(backups.map { $0.mark?.generation } == [1], "after boundary \(boundary)")
            }
        }
    }

    @Test("The source of a copy is read again in its own region before its state holds the copy")
    func readsTheSourceAgain() async throws {
        try await Lab.with { lab in
            let desired = try Self.set()
            let looks = Mutex(0)
            let late = {
                var provider = AlteredProvider(inner: lab.provider)
                // The plan reads the backup, and the first look before the step.
                provider.listedBackup = { backup in
                    guard backup.region == "cn-north-4" else { return backup }
                    var backup = backup
                    if looks.withLock({ looks in
                        looks += 1
                        return looks <= 2
                    }) {
                        backup.status = "protecting"
                    }
                    return backup
                }
                return provider
            }()
            try await lab.apply(try Manifests.desired(Manifests.mainJob(vaults: LifecycleTests.dr)))
            let environment = Environment(
                provider: late, time: .system,
                options: ApplyOptions(parallelism: 8, pollInterval: .zero, quarantine: .zero))
            let session = Session(
                environment, planner: Planner(rules: []), statePath: lab.statePath,
                stepCheck: { planned in
                    RuleStepCheck(
                        environment,
                        rules: StepRules(
                            rules: RuleCatalogue.all, desired: planned.desired,
                            catalogues: planned.live.catalogues, acknowledgements: []),
                        records: planned.prior.records, live: planned.live.resources,
                        isTransient: RuleCatalogue.endsByItself)
                })
            guard case .done(_, let report) = try await session.apply(.init(desired), ResumeTests.applying)
            else {
                Issue.record("There was nothing to do.")
                return
            }
            #expect(report.skipped.map(\.because.english) == [])
            #expect(report.succeeded.map(\.description) == ["create copy.golden.south@1"])
        }
    }
}
