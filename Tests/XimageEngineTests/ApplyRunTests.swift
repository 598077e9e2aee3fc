import Foundation
import Synchronization
import Testing
import XimageCore
import XimageEngine
import XimagePlanning
import XimageState
import XimageTestSupport

/// How an apply tries, waits and reports, in plans made by hand on a virtual clock.
@Suite struct ApplyRunTests {
    private struct Outcome: Sendable {
        var report: ApplyReport
        var events: [ApplyEvent]
        var journal: [String]
        var calls: [String: Int]
        var mostImageTasks: Int
        var took: Duration
    }

    private static func run(
        _ steps: [PlanStep], options: ApplyOptions = ApplyOptions(),
        _ settings: SimulatedCloud.Settings = .init(),
        stopAt isLast: @escaping @Sendable (ApplyEvent) -> Bool = { _ in false }
    ) async throws -> Outcome {
        try await Simulation.run { simulation in
            let cloud = SimulatedCloud(time: simulation.time, settings)
            let (journal, stop) = (NotedJournal(), StopSignal())
            let events = Mutex<[ApplyEvent]>([])
            let operations = OperationSource(seed: 1)
            let applier = Applier(
                Environment(
                    provider: cloud, time: simulation.time, options: options,
                    newOperation: { operations.next() }
                ).running(until: stop) { event in
                    events.withLock { $0.append(event) }
                    if isLast(event) { stop.raise() }
                }, journal: journal, proveLock: {})
            let report = try await applier.apply(
                Plan(project: "shop", lineage: "", serial: 0, changes: [], steps: steps), records: [])
            return Outcome(
                report: report, events: events.withLock { $0 }, journal: journal.lines, calls: cloud.calls,
                mostImageTasks: cloud.mostImageTasks, took: simulation.uptime)
        }
    }

    private static func vault(_ number: Int = 0) -> PlanStep {
        let address = Address(.vault, "v\(number)")
        return PlanStep(
            id: StepID(.create, address), region: "north",
            operation: .create(CreateStep(attributes: [.name: .string("v\(number)"), .size: 100])))
    }

    private static func image(_ number: Int) -> PlanStep {
        let address = Address(.image, "i\(number)", generation: 1)
        return PlanStep(
            id: StepID(.create, address), region: "north",
            operation: .create(
                CreateStep(
                    attributes: [
                        .name: .string("i\(number)"), .source: .string("server-\(number)"), .vault: "vault-0",
                    ], generation: 1)))
    }

    private static func refusing(_ operation: String, _ error: ProviderError, times: Int = .max)
        -> SimulatedCloud.Settings
    {
        let left = Mutex(times)
        var settings = SimulatedCloud.Settings()
        settings.refuses = { asked in
            guard asked == operation else { return nil }
            return left.withLock { left in
                left -= 1
                return left >= 0 ? error : nil
            }
        }
        return settings
    }

    private static func error(
        _ retry: ProviderError.Retry, _ category: ProviderError.Category = .unavailable, code: String? = nil
    ) -> ProviderError {
        ProviderError(
            retry: retry, category: category, service: "sim", operation: "create", code: code,
            message: "not now")
    }

    // MARK: Tries

    @Test("A create of which nothing was done is sent five times more, after growing pauses")
    func safeTries() async throws {
        let refused = try await Self.run([Self.vault()], Self.refusing("create vault", Self.error(.safe)))
        #expect(refused.calls["create vault"] == 6)
        // 0.5, 1, 2, 4 and 8 seconds, and six calls.
        #expect(refused.took >= .milliseconds(15_500) && refused.took < .seconds(17))
        let failure = try #require(refused.report.failures.first)
        #expect(failure.detail.hasPrefix("Create of vault.v0 failed: "))
        #expect(refused.journal == ["intent create vault.v0", "failed create vault.v0"])
        let late = try await Self.run(
            [Self.vault()], Self.refusing("create vault", Self.error(.safe), times: 5))
        #expect(late.report.isComplete)
        #expect(
            late.journal == [
                "intent create vault.v0", "accepted create vault.v0", "succeeded create vault.v0",
            ])
    }

    @Test("After an unknown outcome the mark is looked for before each of three tries")
    func unknownOutcome() async throws {
        let lost = try await Self.run(
            [Self.vault()], Self.refusing("create vault", Self.error(.outcomeUnknown)))
        #expect(lost.calls["create vault"] == 3)
        #expect(lost.report.failures.map(\.step) == ["create vault.v0"])
        #expect(lost.journal.first == "intent create vault.v0")
        #expect(
            lost.journal.dropFirst().allSatisfy { $0 == "unknown create vault.v0" }, "the step stays open")
        // A minute of looking after each.
        #expect(lost.took >= .seconds(180) && lost.took < .seconds(260))
        let phases = lost.events.compactMap { if case .progress(_, let phase, _) = $0 { phase } else { nil } }
        #expect(
            phases.first
                == "no answer came; looking for what may have been made, for up to 60 s, before it is asked for again"
        )
    }

    @Test("A refusal for good is sent once")
    func refusedForGood() async throws {
        let outcome = try await Self.run([Self.vault()], Self.refusing("create vault", Self.error(.never)))
        #expect(outcome.calls["create vault"] == 1)
        #expect(outcome.report.failures.count == 1)
    }

    @Test("An image whose vault is busy starts again after a pause, one at a time, up to 30 times")
    func busyVault() async throws {
        let busy = Self.error(.never, .state, code: "BackupService.6125")
        let passing = try await Self.run(
            [Self.image(0), Self.image(1)], Self.refusing("create image", busy, times: 3))
        #expect(passing.report.isComplete, "\(passing.report)")
        #expect(passing.calls["create image"] == 5)
        #expect(passing.mostImageTasks == 1)
        #expect(passing.events.count { if case .notice = $0 { true } else { false } } == 3)
        let lasting = try await Self.run([Self.image(0)], Self.refusing("create image", busy))
        #expect(lasting.calls["create image"] == 31)
        #expect(lasting.report.failures.map(\.step) == ["create image.i0@1"])
        // Thirty seconds between two tries.
        #expect(lasting.took >= .seconds(900) && lasting.took < .seconds(960))
        let other = try await Self.run(
            [Self.image(0)], Self.refusing("create image", Self.error(.never, .state, code: "IMG.1")))
        #expect(other.calls["create image"] == 1)
    }

    @Test("An image that starts again after a pause belongs to the batch that it was begun in")
    func busyVaultInBatches() async throws {
        var options = ApplyOptions()
        options.pacing.batch = 2
        let images = (0..<6).map { number in
            let image = Self.image(number)
            guard case .create(var create) = image.operation else { return image }
            create.attributes[.vault] = .string("vault-\(number)")
            return PlanStep(id: image.id, region: image.region, operation: .create(create))
        }
        let busy = Self.error(.never, .state, code: "BackupService.6125")
        let outcome = try await Self.run(
            images, options: options, Self.refusing("create image", busy, times: 1))
        #expect(outcome.report.isComplete, "\(outcome.report)")
        #expect(outcome.calls["create image"] == 7)
        #expect(outcome.mostImageTasks == 2)
        #expect(outcome.took >= .seconds(3 * 600))
    }

    // MARK: Going on

    @Test("No more steps are under way at once than are allowed", arguments: [1, 2, 4])
    func parallelism(_ most: Int) async throws {
        let outcome = try await Self.run(
            (0..<6).map { Self.image($0) }, options: ApplyOptions(parallelism: most))
        #expect(outcome.report.isComplete)
        #expect(outcome.mostImageTasks == most)
    }

    @Test("Each step is told when it starts, what it waits for, and how it ends")
    func events() async throws {
        let outcome = try await Self.run([Self.vault(), Self.image(0)])
        guard case .began(steps: 2) = try #require(outcome.events.first) else {
            Issue.record("\(outcome.events.first as Any)")
            return
        }
        func steps(_ step: (ApplyEvent) -> StepID?) -> Set<StepID> { Set(outcome.events.compactMap(step)) }
        let all: Set<StepID> = ["create vault.v0", "create image.i0@1"]
        #expect(steps { if case .started(let step) = $0 { step.id } else { nil } } == all)
        #expect(steps { if case .succeeded(let step, _, _) = $0 { step } else { nil } } == all)
        #expect(
            steps { if case .progress(let step, "creating", nil) = $0 { step } else { nil } } == [
                "create image.i0@1"
            ])
        let first = try #require(
            outcome.events.firstIndex { if case .succeeded = $0 { true } else { false } })
        #expect(outcome.events[..<first].contains { if case .expected = $0 { true } else { false } })
        #expect(outcome.report.durations.map(\.work).sorted() == ["create image", "create vault"])
    }

    @Test("A stop after the last step is no interruption; one before leaves the rest")
    func stops() async throws {
        let steps = [Self.vault(0), Self.image(0)]
        let last = try await Self.run(steps) {
            if case .succeeded("create image.i0@1", _, _) = $0 { true } else { false }
        }
        #expect(!last.report.wasInterrupted && last.report.isComplete)
        let early = try await Self.run(steps, options: ApplyOptions(parallelism: 1)) {
            if case .succeeded = $0 { true } else { false }
        }
        #expect(early.report.wasInterrupted && !early.report.wasDetached)
        #expect(early.report.skipped.map(\.because.english) == ["the apply was stopped before"])
        let amid = try await Self.run([Self.image(0)]) {
            if case .progress = $0 { true } else { false }
        }
        #expect(amid.report.wasInterrupted && amid.report.stillRunning.count == 1)
        let failed = try await Self.run([Self.vault()], Self.refusing("create vault", Self.error(.never)))
        #expect(!failed.report.wasInterrupted && !failed.report.wasDetached)
    }

    @Test("A report is complete when nothing failed, was left out, goes on or was interrupted")
    func complete() {
        #expect(ApplyReport().isComplete)
        var report = ApplyReport()
        report.failures = [
            ApplyFailure(
                Notice(
                    "step-failed", Bilingual("A step failed", zh: "步骤失败"), english: RuleText("No."),
                    chinese: RuleText("否。")), [:], step: "create vault.v0", address: .of("vault.v0"))
        ]
        #expect(!report.isComplete)
        report = ApplyReport()
        report.skipped = [("create vault.v0", .of("vault.v0"), Bilingual("no", zh: "原因"))]
        #expect(!report.isComplete)
        report = ApplyReport()
        report.stillRunning = [("create vault.v0", .of("vault.v0"), nil)]
        #expect(!report.isComplete)
        report = ApplyReport()
        report.wasInterrupted = true
        #expect(!report.isComplete)
    }

    @Test("Work that never ends is given up after its limit: an hour where nothing is known of its size")
    func overdue() async throws {
        var settings = SimulatedCloud.Settings()
        settings.imageTakes = .seconds(1_000_000)
        let outcome = try await Self.run([Self.image(0)], settings)
        let failure = try #require(outcome.report.failures.first)
        #expect(failure.error?.message.hasPrefix("it has not ended within ") == true)
        #expect(failure.error?.job != nil)
        #expect(outcome.took >= .seconds(3600) && outcome.took < .seconds(3600 + 120))
    }

    @Test("The limit of an image is a minute longer for each GiB of its server")
    func overdueBySize() async throws {
        var settings = SimulatedCloud.Settings()
        settings.imageTakes = .seconds(1_000_000)
        settings.serverTakes = .zero
        let web = Address(.server, "web")
        let server = PlanStep(
            id: StepID(.create, web), region: "north",
            operation: .create(CreateStep(attributes: [.name: "web", .systemDiskSize: 40])))
        let image = Self.image(0)
        guard case .create(var create) = image.operation else { return }
        create.attributes[.source] = .reference(web)
        let step = PlanStep(
            id: image.id, region: "north", operation: .create(create),
            edges: [StepEdge(server.id, .serverBeforeImage)])
        let outcome = try await Self.run([server, step], settings)
        #expect(outcome.report.failures.map(\.step) == [image.id])
        #expect(outcome.took >= .seconds(6000) && outcome.took < .seconds(6000 + 35))
    }

    // MARK: What is kept beside the state

    private struct Seen {
        /// Steps under way, each with the percentage that was told last.
        var started: [String: Int?] = [:]
        var percentages = 0
        var done = 0
        var failed = 0
        var last: Timestamp?
        var looks = 0
        var complaints: [String] = []
    }

    @Test("The file for `status` says what is done, failed and under way")
    func progress() async throws {
        let complaints = try await Simulation.run { simulation in
            let cloud = SimulatedCloud(time: simulation.time)
            let folder = SimulatedProject.makeFolder()
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let project = SimulatedProject(simulation: simulation, cloud: cloud, folder: folder)
            // The first image fails, the other one goes on.
            let refuses = Self.refusing("create image", Self.error(.never, .quota), times: 1).refuses
            cloud.set {
                $0.refuses = refuses
                $0.tellsPercent = true
            }
            let seen = Mutex(Seen())
            _ = try await project.apply(SimulatedSet.desired(servers: 2)) { event in
                let file = try? StateStore.openReadOnly(
                    path: project.statePath, project: "shop", time: simulation.time)
                let report = file?.progress()
                try? file?.close()
                seen.withLock { seen in
                    switch event {
                    case .started(let step): seen.started[step.id.description] = .some(nil)
                    case .progress(let step, _, let percent):
                        guard seen.started[step.description] != nil else { break }
                        seen.started[step.description] = .some(percent)
                        if percent != nil { seen.percentages += 1 }
                    case .succeeded(let step, _, _):
                        seen.started[step.description] = nil
                        seen.done += 1
                    case .failed(let step, _):
                        seen.started[step.description] = nil
                        seen.failed += 1
                    default: break
                    }
                    // Written twice a second at most.
                    guard let report, report.at != seen.last else { return }
                    seen.last = report.at
                    seen.looks += 1
                    func text(_ name: String, _ percent: Int?) -> String {
                        "\(name) \(percent.map { "\($0) %" } ?? "")"
                    }
                    let started = seen.started.map { text($0.key, $0.value) }.sorted()
                    let running = report.running.map { text($0.name, $0.percent) }.sorted()
                    let expected = "\(seen.done) \(seen.failed) \(started)"
                    let found = "\(report.done) \(report.failed) \(running)"
                    if found != expected { seen.complaints.append("\(event): \(found), not \(expected)") }
                }
            }
            let left = try StateStore.openReadOnly(
                path: project.statePath, project: "shop", time: simulation.time)?.progress()
            return seen.withLock { seen in
                (seen.looks, seen.failed, seen.complaints, left == nil, seen.percentages)
            }
        }
        #expect(complaints.0 > 3)
        #expect(complaints.1 == 1)
        #expect(complaints.4 > 3)
        #expect(complaints.2 == [])
        #expect(complaints.3, "nothing is left of it after the run")
    }
}
