import Foundation
import Synchronization
import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageState

/// A clock that sleeping moves on.
private final class LeapingClock: Sendable {
    private let passed = Mutex(Duration.zero)

    var elapsed: Duration { passed.withLock { $0 } }

    var source: TimeSource {
        TimeSource(
            now: { TimeSource.system.now() + self.elapsed }, uptime: { self.elapsed },
            sleep: { duration in
                self.passed.withLock { $0 += duration }
                await Task.yield()
            })
    }
}

/// A cloud in which the work on objects of one kind does not end as far as anyone can see, until it is released.
private final class StuckCloud: Sendable {
    private let isStuck = Mutex(true)

    func release() { isStuck.withLock { $0 = false } }

    func provider(_ lab: Lab, _ kind: ResourceKind, hidesIt: Bool) -> AlteredProvider {
        AlteredProvider(
            inner: lab.provider,
            listed: { [self] object in
                hidesIt && object.kind == kind && isStuck.withLock { $0 } ? nil : object
            },
            looked: { [self] operation, progress in
                operation.kind == kind && isStuck.withLock { $0 }
                    ? .running(phase: "saving", percent: nil) : progress
            })
    }
}

/// A lab whose image does not come to an end, and the step that creates it open in the journal.
private struct StuckLab {
    let lab: Lab
    let cloud = StuckCloud()
    let provider: AlteredProvider
    let desired: DesiredState
    static let step = "create image.golden@1"

    /// - Parameter hidden: whether the lists do not show the image either.
    init(_ lab: Lab, image: String = "", dataGiB: Int = 100, hidden: Bool = true) async throws {
        self.lab = lab
        desired = try Manifests.desired(
            Manifests.mainJob(image: image).replacing("100 GiB", with: "\(dataGiB) GiB").replacing(
                "500 GiB", with: "2000 GiB"))
        provider = cloud.provider(lab, .image, hidesIt: hidden)
        var options = ApplyOptions(parallelism: 8, pollInterval: .zero, quarantine: .zero)
        options.pacing.detaches = true
        let session = session(.system, options)
        guard case .done(_, let report) = try await session.apply(.init(desired), Self.applying()) else {
            throw CocoaError(.featureUnsupported)
        }
        #expect(report.wasDetached)
        #expect(try lab.openSteps().map(\.intent.step) == [Self.step])
    }

    func session(_ time: TimeSource, _ options: ApplyOptions) -> Session {
        Session(
            Environment(provider: provider, time: time, options: options), planner: Planner(rules: []),
            statePath: lab.statePath)
    }

    static func applying(_ interrupted: Session.Applying.Interrupted = .resume) -> Session.Applying {
        var applying = Session.Applying(
            holder: LockHolder(who: "tester", host: "here", pid: getpid(), command: "ximage apply"),
            lockTimeout: .zero, stop: StopSignal(), confirm: { _ in true }, report: { _ in })
        applying.interrupted = interrupted
        return applying
    }

    func abandon(_ step: String = Self.step, forGood: Bool = false) async throws -> Session.Abandoned {
        try await lab.session(over: provider).abandon(
            step, forGood: forGood, desired, Self.applying()
        ) { _, _ in true }
    }

    func plan(mode: PlanInput.Mode = .apply) async throws -> Plan {
        try await lab.session(over: provider).plan(.init(desired, mode: mode)).plan
    }
}

/// A step that never ends: how long it is waited for, and what becomes of it when a person gives it up.
@Suite struct AbandonTests {
    @Test(
        "Resume waits as long as the manifest or the size of the image says",
        arguments: [
            ("    timeouts: {create: 10m}", 100, 500.0...6000.0),
            // An hour, and a minute for each of the 1,040 GiB.
            ("", 1000, 65_000.0...120_000.0),
        ])
    func waits(timeouts: String, dataGiB: Int, expected: ClosedRange<Double>) async throws {
        try await Lab.with { lab in
            let stuck = try await StuckLab(lab, image: timeouts, dataGiB: dataGiB)
            let clock = LeapingClock()
            let options = ApplyOptions(parallelism: 8, pollInterval: .seconds(10), quarantine: .zero)
            let applied = try await stuck.session(clock.source, options).apply(
                .init(stuck.desired), StuckLab.applying(.settle))
            guard case .unsettled(let steps) = applied else {
                Issue.record("the step has an end")
                return
            }
            #expect(steps.map(\.step.intent.step) == [StuckLab.step])
            let waited = Double(clock.elapsed.milliseconds) / 1000
            #expect(expected.contains(waited), "\(waited) s")
        }
    }

    @Test("A creation that is given up blocks its own address alone, and is recorded when it appears")
    func appears() async throws {
        try await Lab.with { lab in
            let stuck = try await StuckLab(lab)
            guard case .givenUp = try await stuck.abandon() else {
                Issue.record("not given up")
                return
            }
            #expect(try lab.openSteps().isEmpty)
            let held = try await stuck.plan()
            let finding = try #require(held.findings.first { $0.code == "abandoned-step" })
            #expect(finding.severity == .error && held.isBlocked)
            #expect(finding.address?.description == "image.golden")
            #expect(
                finding.fix?.contains("ximage state abandon 'create image.golden@1' --for-good") == true,
                "\(finding.fix ?? "")")
            // Everything else goes on.
            let more = try Manifests.desired(Manifests.mainJob(vaults: "  second: {size: 100 GiB}"))
            var part = PlanOptions()
            part.targets = [.glob("vault.second")]
            #expect(try await lab.apply(more, over: stuck.provider, selecting: part)?.isComplete == true)
            #expect(try await lab.made()["image"] == 1)
            // The job ends after all.
            stuck.cloud.release()
            try await lab.apply(more, over: stuck.provider)
            #expect(try lab.prior().abandoned.isEmpty)
            #expect(try lab.prior().records.contains { $0.address.description == "image.golden@1" })
            #expect(try await lab.plan(more).steps.isEmpty)
            #expect(try await lab.made()["image"] == 1)
        }
    }

    @Test("An image whose job hangs and that lists show is recorded by the next run, and not created twice")
    func visible() async throws {
        try await Lab.with { lab in
            let stuck = try await StuckLab(lab, hidden: false)
            _ = try await stuck.abandon()
            let plan = try await stuck.plan()
            #expect(plan.rebuilt.map(\.address.description) == ["image.golden@1"])
            #expect(plan.findings.allSatisfy { $0.code != "abandoned-step" })
            stuck.cloud.release()
            try await lab.apply(stuck.desired, over: stuck.provider)
            #expect(try lab.prior().abandoned.isEmpty)
            #expect(try await lab.plan(stuck.desired).steps.isEmpty)
            #expect(try await lab.made()["image"] == 1)
        }
    }

    @Test("Data disks of a server that lists show before it is ready are not created a second time")
    func disksOfServer() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(
                Manifests.mainJob().components(separatedBy: "images:\n  golden:")[0])
            let cloud = StuckCloud()
            let provider = cloud.provider(lab, .server, hidesIt: false)
            let clock = LeapingClock()
            let session = Session(
                Environment(
                    provider: provider, time: clock.source,
                    options: ApplyOptions(parallelism: 8, pollInterval: .seconds(10), quarantine: .zero)),
                planner: Planner(rules: []), statePath: lab.statePath)
            _ = try await session.apply(.init(desired), StuckLab.applying())
            let open = try lab.openSteps().map(\.intent.step)
            #expect(open == ["create server.web"])
            _ = try await session.abandon("create server.web", forGood: false, desired, StuckLab.applying()) {
                _, _ in true
            }
            let held = try await session.plan(.init(desired)).plan
            #expect(
                held.isBlocked || held.steps.allSatisfy { $0.id.verb != .create }, "\(held.steps.map(\.id))")
            let disks = try await lab.made()["volume"]
            _ = try await session.apply(.init(desired), StuckLab.applying())
            #expect(try await lab.made()["volume"] == disks)
            cloud.release()
            let report = try await lab.apply(desired)
            let failures = report?.failures ?? []
            #expect(failures.isEmpty)
            #expect(try lab.prior().abandoned.isEmpty)
            let known = Set(try lab.prior().records.map(\.address.description))
            #expect(known == ["vault.main", "server.web", "disk.web.data"])
            #expect(try await lab.plan(desired).steps.isEmpty)
            #expect(try await lab.made()["volume"] == disks)
            #expect(try await lab.made()["server"] == 1)
        }
    }

    @Test("Given up for good, the address is free, and what appears late is known and not lost")
    func forGood() async throws {
        try await Lab.with { lab in
            let stuck = try await StuckLab(lab)
            _ = try await stuck.abandon()
            guard case .forgotten = try await stuck.abandon(forGood: true) else {
                Issue.record("not forgotten")
                return
            }
            let plan = try await stuck.plan()
            #expect(!plan.isBlocked)
            #expect(plan.steps.contains { $0.id.description.hasPrefix("create image.golden@") })
            // Its operation stays known: what appears is no stranger.
            stuck.cloud.release()
            let late = try await stuck.plan()
            #expect(late.rebuilt.map(\.address.description) == ["image.golden@1"])
            #expect(late.steps.isEmpty && late.findings.allSatisfy { $0.code != "mark-stranger" })
        }
    }

    @Test("Destroy goes on beside a creation that was given up, and names what may remain")
    func destroy() async throws {
        try await Lab.with { lab in
            let stuck = try await StuckLab(lab)
            _ = try await stuck.abandon()
            let plan = try await stuck.plan(mode: .destroy(withBackups: false))
            let findings = plan.findings.filter { $0.code == "abandoned-step" }
            #expect(findings.map(\.severity) == [.warning])
            var part = PlanOptions()
            part.targets = [.glob("server.web")]
            let report = try await lab.apply(
                stuck.desired, mode: .destroy(withBackups: false), over: stuck.provider, selecting: part)
            #expect(report?.isComplete == true)
            #expect(try lab.prior().abandoned.map(\.step) == [StuckLab.step])
            #expect(try lab.prior().records.allSatisfy { $0.address.kind == .vault })
        }
    }

    @Test("A step that has ended since is recorded and not given up")
    func ended() async throws {
        try await Lab.with { lab in
            let stuck = try await StuckLab(lab)
            stuck.cloud.release()
            guard case .ended(.finished) = try await stuck.abandon() else {
                Issue.record("not ended")
                return
            }
            #expect(try await stuck.plan().steps.isEmpty)
        }
    }

    @Test("Without agreement, and without such a step, nothing changes")
    func refused() async throws {
        try await Lab.with { lab in
            let stuck = try await StuckLab(lab)
            guard case .noSuchStep(let open) = try await stuck.abandon("create image.golden") else {
                Issue.record("a step was given up")
                return
            }
            #expect(open.map(\.intent.step) == [StuckLab.step])
            let declined = try await lab.session(over: stuck.provider).abandon(
                StuckLab.step, forGood: false, stuck.desired, StuckLab.applying()
            ) { _, _ in false }
            guard case .declined = declined else {
                Issue.record("given up")
                return
            }
            #expect(try lab.openSteps().map(\.intent.step) == [StuckLab.step])
        }
    }

    @Test("A server that moved to another key while its creation was given up is not created twice")
    func moved() async throws {
        try await Lab.with { lab in
            let stuck = try await StuckLab(lab)
            _ = try await stuck.abandon()
            let text = Manifests.mainJob(more: "moved: [{from: image.golden, to: image.master}]")
                .replacing("  golden:\n", with: "  master:\n")
            let desired = try Manifests.desired(text)
            let plan = try await lab.session(over: stuck.provider).plan(.init(desired)).plan
            let finding = plan.findings.first { $0.code == "abandoned-step" }
            #expect(finding?.severity == .error && finding?.address?.description == "image.master")
        }
    }

    @Test("A stop that is given up is still made good: the server runs again before anything else")
    func stop() async throws {
        try await Lab.with { lab in
            let first = try Manifests.desired(
                Manifests.mainJob().components(separatedBy: "images:\n  golden:")[0])
            try await lab.apply(first)
            let desired = try Manifests.desired(Manifests.mainJob(image: "    quiesce: stop"))
            let cloud = StuckCloud()
            let provider = cloud.provider(lab, .server, hidesIt: false)
            let clock = LeapingClock()
            let session = Session(
                Environment(
                    provider: provider, time: clock.source,
                    options: ApplyOptions(parallelism: 8, pollInterval: .seconds(10), quarantine: .zero)),
                planner: Planner(rules: []), statePath: lab.statePath)
            _ = try await session.apply(.init(desired), StuckLab.applying())
            let step = "stop server.web for image.golden@1"
            let open = try lab.openSteps().map(\.intent.step)
            #expect(open.contains(step), "\(open)")
            for step in open {
                let given = try await session.abandon(step, forGood: false, desired, StuckLab.applying()) {
                    _, _ in true
                }
                guard case .givenUp = given else {
                    Issue.record("\(given)")
                    return
                }
            }
            cloud.release()
            let report = try await lab.apply(desired)
            #expect(report?.failures.map(\.detail) == [])
            let server = try await lab.provider.list(.server, in: "cn-north-4").first
            #expect(server?.attributes[.power] == "running")
            #expect(try await lab.plan(desired).steps.isEmpty)
            #expect(try await lab.made()["image"] == 1)
        }
    }

    @Test("A deletion that is given up leaves its record, and is planned again")
    func deletion() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Manifests.mainJob())
            try await lab.apply(desired)
            let provider = StuckCloud().provider(lab, .server, hidesIt: false)
            let clock = LeapingClock()
            let session = Session(
                Environment(
                    provider: provider, time: clock.source,
                    options: ApplyOptions(parallelism: 8, pollInterval: .seconds(10), quarantine: .zero)),
                planner: Planner(rules: []), statePath: lab.statePath)
            _ = try await session.apply(
                .init(desired, mode: .destroy(withBackups: true)), StuckLab.applying())
            let open = try lab.openSteps().map(\.intent.step)
            #expect(open == ["delete server.web"])
            let given = try await session.abandon(
                "delete server.web", forGood: false, desired, StuckLab.applying()
            ) { _, _ in true }
            guard case .givenUp = given else {
                Issue.record("\(given)")
                return
            }
            #expect(try lab.openSteps().isEmpty)
            #expect(try lab.prior().abandoned.isEmpty)
            #expect(try lab.prior().records.contains { $0.address.description == "server.web" })
            // The next run sees what is left of it.
            #expect(try await lab.apply(desired, mode: .destroy(withBackups: true))?.isComplete == true)
            #expect(try lab.prior().records.isEmpty)
        }
    }
}
