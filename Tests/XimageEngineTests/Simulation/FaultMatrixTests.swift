import Foundation
import Synchronization
import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageSandbox
import XimageState

/// Every operation of a life of an image, every way to go wrong, at the first, middle and last call, once, three times, and for
/// good: through real HTTP, with virtual time for every wait of ours.
@Suite(
    .serialized,
    .enabled(
        if: ProcessInfo.processInfo.environment["XIMAGE_PROVE_FULL"] != nil, "a row of scripts/prove")
) struct FaultMatrixTests {
    struct Kind: Sendable {
        var name: String
        /// What the script says beside the match.
        var deed: String
        /// Objects may be made more than once, as the first one is broken.
        var leavesBroken = false
        /// The work goes on for ever: every run tells so within its limits, and nothing is made beside it.
        var neverEnds = false
        /// Waits by the real clock, and is tried once at each call.
        var isSlow = false
        /// Only for operations that begin with one of these; empty for all.
        var only: [String] = []
    }

    static let kinds: [Kind] = [
        Kind(name: "reset before", deed: "reset: before"), Kind(name: "reset after", deed: "reset: after"),
        Kind(name: "closed before", deed: "drop: before"), Kind(name: "closed after", deed: "drop: after"),
        Kind(name: "no answer, not done", deed: "delay: 0.4, drop: before", isSlow: true),
        Kind(name: "drip", deed: "drip: 200", isSlow: true),
        Kind(name: "429 with seconds", deed: "status: 429, headers: {Retry-After: \"3\"}"),
        Kind(
            name: "429 with a date",
            deed: "status: 429, headers: {Retry-After: \"Wed, 21 Oct 2026 07:28:00 GMT\"}"),
        Kind(name: "429", deed: "status: 429"),
        Kind(name: "429 with garbage", deed: "status: 429, headers: {Retry-After: soon}"),
        Kind(name: "500 not done", deed: "status: 500"),
        Kind(name: "500 done", deed: "status: 500, done: true"),
        Kind(name: "502 in HTML", deed: "status: 502, contentType: text/html, body: \"<html>bad</html>\""),
        Kind(name: "503", deed: "status: 503"), Kind(name: "504 done", deed: "status: 504, done: true"),
        Kind(name: "cut off", deed: "truncate: 20"), Kind(name: "wrong type", deed: "contentType: text/html"),
        Kind(
            name: "an error with 200",
            deed: "status: 200, body: '{\"error_code\": \"X.1\", \"error_msg\": \"no\"}', done: true"),
        Kind(name: "nothing with 200", deed: "status: 200, body: \"\", done: true"),
        Kind(name: "redirect", deed: "status: 302, headers: {Location: \"http://127.0.0.1:9/\"}"),
        Kind(name: "401", deed: "status: 401"), Kind(name: "403", deed: "status: 403"),
        Kind(name: "404", deed: "status: 404"), Kind(name: "409", deed: "status: 409"),
        Kind(name: "job stuck", deed: "job: stuck", neverEnds: true, only: ["Create"]),
        Kind(
            name: "job failed", deed: "job: {fail: X.2, reason: no}", leavesBroken: true, only: ["Create"]),
        Kind(
            name: "job half done", deed: "job: {fail: X.2, reason: no, half: true}", leavesBroken: true,
            only: ["CreateServers"]),
        Kind(name: "first page for ever", deed: "repeatPages: true", only: ["List"]),
    ]

    struct Cell: Sendable, CustomStringConvertible {
        var operation: String
        var kind: Kind
        var from: Int
        /// `nil`: for good.
        var times: Int?

        var script: String {
            let bound = times.map { ", times: \($0)" } ?? ""
            let names = operation.split(separator: ".")
            let match = "service: \(names[0]), operation: \(names[1])"
            return "faults: [{match: {\(match), from: \(from)\(bound)}, \(kind.deed)}]"
        }

        var description: String {
            "\(operation) \(kind.name) from call \(from) \(times.map { "\($0) times" } ?? "for good")"
        }
    }

    /// Operations of an undisturbed run with their number of calls, then all cells over them.
    static func cells(of story: FaultStory, _ calls: [String: Int]) -> [Cell] {
        var cells: [Cell] = []
        let isWhole = ProcessInfo.processInfo.environment["XIMAGE_PROVE_FULL"] == "all"
        for (operation, count) in calls.sorted(by: { $0.key < $1.key })
        where isWhole || story.isNew(operation) {
            for kind in kinds
            where kind.only.isEmpty || kind.only.contains(where: { operation.contains(".\($0)") }) {
                for from in Set([1, count / 2 + 1, count]).sorted() {
                    for times in kind.isSlow ? [1] : [1, 3, nil] {
                        cells.append(Cell(operation: operation, kind: kind, from: from, times: times))
                    }
                }
            }
        }
        // The gate runs every n-th cell.
        let share = ProcessInfo.processInfo.environment["XIMAGE_PROVE_SHARE"].flatMap { Int($0) } ?? 1
        return cells.enumerated().filter { $0.offset % max(1, share) == 0 }.map(\.element)
    }

    @Test(
        "Whatever goes wrong with whichever call, the runs after it come to the same end, nothing twice",
        arguments: FaultStory.all)
    func matrix(_ story: FaultStory) async throws {
        let beginning = try await FaultLab.record(story)
        defer { beginning.remove() }
        let work = try story.work()
        let (undisturbed, calls) = try await Self.undisturbed(work, beginning)
        let cells = Self.cells(of: story, calls)
        let complaints = try await withThrowingTaskGroup(of: [String].self) { group in
            var next = cells.makeIterator()
            func add(_ group: inout ThrowingTaskGroup<[String], any Error>) {
                guard let cell = next.next() else { return }
                group.addTask { try await Self.trial(cell, work, beginning, undisturbed) }
            }
            // They wait much, some of them by the real clock.
            for _ in 0..<8 { add(&group) }
            var complaints: [String] = []
            while let found = try await group.next() {
                complaints += found
                add(&group)
            }
            return complaints
        }
        print("prove R4: \(cells.count) cases")
        for complaint in complaints { Issue.record("\(story): \(complaint)") }
    }

    private static func undisturbed(
        _ work: FaultLab.Work, _ beginning: FaultLab.Recording
    ) async throws -> (FaultLab.Outcome, [String: Int]) {
        try await FaultLab.with(beginning) { lab in
            try await lab.sandbox.resetCallCounts()
            _ = try await lab.applies(work)
            let calls = try await lab.sandbox.callCounts()
            #expect(try await lab.applies(work).word == "nothing to do")
            return (try await lab.outcome(), calls)
        }
    }

    static func trial(
        _ cell: Cell, _ work: FaultLab.Work, _ beginning: FaultLab.Recording, _ expected: FaultLab.Outcome
    ) async throws -> [String] {
        try await FaultLab.with(beginning) { lab in
            var complaints: [String] = []
            try await lab.sandbox.setFaults(cell.script)
            let disturbed = try await lab.applies(work, isImpatient: cell.kind.isSlow)
            if disturbed.uptime > .seconds(24 * 3600) { complaints.append("took \(disturbed.uptime)") }
            try await lab.sandbox.setFaults("faults: []")
            var words = [disturbed.word]
            for _ in 0..<4 {
                let next = try await lab.applies(work)
                words.append(next.word)
                if next.word == "nothing to do" { break }
            }
            let outcome = try await lab.outcome()
            if cell.kind.neverEnds, words.last != "nothing to do" {
                if !words.allSatisfy({ $0.contains(", job ") }) { complaints.append("no job is named") }
                for (kind, count) in outcome.made where count > expected.made[kind] ?? 0 {
                    complaints.append("\(count) of \(kind) were made")
                }
                return complaints.map { "\(cell): \($0); runs: \(words)" }
            }
            if words.last != "nothing to do" { complaints.append("no end: \(words)") }
            if outcome.records(isExact: !cell.kind.leavesBroken)
                != expected.records(isExact: !cell.kind.leavesBroken)
            {
                complaints.append("\(outcome.records) are recorded")
            }
            for kind in Set(expected.made.keys).union(outcome.made.keys).sorted() {
                let there = (outcome.there[kind] ?? 0, expected.there[kind] ?? 0)
                // The backup of a broken image stays until somebody cleans.
                if there.0 != there.1, !cell.kind.leavesBroken || !["backup", "checkpoint"].contains(kind) {
                    complaints.append("\(there.0) of \(kind) are there, not \(there.1)")
                }
                let made = (outcome.made[kind] ?? 0, expected.made[kind] ?? 0)
                if made.0 != made.1, !cell.kind.leavesBroken {
                    complaints.append("\(made.0) of \(kind) were made, not \(made.1)")
                }
            }
            return complaints.map { "\(cell): \($0); runs: \(words)" }
        }
    }
}

/// What is done undisturbed first, and what is done then while things go wrong.
struct FaultStory: Sendable, CustomStringConvertible {
    let description: String
    /// Manifests that are applied first; `nil` for an empty cloud.
    var before: String?
    let manifest: String
    var mode = PlanInput.Mode.apply
    /// Operations that an earlier story has struck in the same way are left to that one.
    var isNew: @Sendable (_ operation: String) -> Bool = { _ in true }

    func work() throws -> FaultLab.Work {
        FaultLab.Work(desired: try Manifests.desired(manifest), mode: mode)
    }

    /// The lists of a refresh are the same in each.
    @Sendable private static func changes(_ operation: String) -> Bool {
        let name = operation.drop { $0 != "." }.dropFirst()
        return !["List", "Show", "Query", "Nova", "Checkpoints"].contains { name.hasPrefix($0) }
    }

    static let all: [FaultStory] = [
        FaultStory(description: "the main job", manifest: Manifests.mainJob()),
        FaultStory(
            description: "the next generation", before: life(revision: 1, dataGiB: 100, tier: "web"),
            manifest: life(revision: 2, dataGiB: 120, tier: "shop"), isNew: changes),
        FaultStory(
            description: "the end", before: life(revision: 1, dataGiB: 100, tier: "web"),
            manifest: life(revision: 1, dataGiB: 100, tier: "web"), mode: .destroy(withBackups: true),
            isNew: changes),
    ]

    /// A server that is stopped for its image, a copy in another region, retention with backups.
    private static func life(revision: Int, dataGiB: Int, tier: String) -> String {
        Manifests.mainJob(
            server: "    tags: {tier: \(tier)}",
            image: """
                    revision: "\(revision)"
                    quiesce: stop
                    retention: {keep: 1, deleteBackups: true}
                    copies:
                      south: {region: cn-south-1, vault: dr, agency: ims_copy, retention: {keep: 1}}
                """,
            vaults: "  dr: {region: cn-south-1, size: 500 GiB, purpose: replication}"
        ).replacing("size: 100 GiB}", with: "size: \(dataGiB) GiB}")
    }
}

/// A sandbox on a real port, the real provider, and a state file, with our own waits on a virtual clock.
struct FaultLab: Sendable {
    let folder: String
    let sandbox: SandboxServer

    /// A sandbox and a state as they were after a story's beginning.
    struct Recording: Sendable {
        let folder: String

        func remove() { try? FileManager.default.removeItem(atPath: folder) }
    }

    /// What a run is to do.
    struct Work: Sendable {
        var desired: DesiredState
        var mode: PlanInput.Mode
    }

    /// What is there in the end, and what was ever made, by kind; the addresses that are recorded.
    struct Outcome: Sendable, Equatable {
        var made: [String: Int]
        var there: [String: Int]
        var records: [Address]

        /// - Parameter isExact: with the numbers of generations.
        func records(isExact: Bool) -> [Address] { isExact ? records : records.map(\.series).sorted() }
    }

    static func record(_ story: FaultStory) async throws -> Recording {
        let empty = Recording(folder: SimulatedProject.makeFolder())
        guard let before = story.before else { return empty }
        defer { empty.remove() }
        let folder = SimulatedProject.makeFolder()
        try await with(empty) { lab in
            let beginning = Work(desired: try Manifests.desired(before), mode: .apply)
            _ = try await lab.applies(beginning)
            try #require(try await lab.applies(beginning).word == "nothing to do")
            // The sandbox writes its file before it answers.
            try copy(lab.folder, folder)
        }
        return Recording(folder: folder)
    }

    private static func copy(_ source: String, _ target: String) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: source) where !name.hasSuffix(".lock")
        {
            try FileManager.default.copyItem(atPath: "\(source)/\(name)", toPath: "\(target)/\(name)")
        }
    }

    static func with<T: Sendable>(
        _ recording: Recording, _ body: (FaultLab) async throws -> T
    ) async throws -> T {
        let folder = SimulatedProject.makeFolder()
        try copy(recording.folder, folder)
        let sandbox = try await SandboxServer.start(
            SandboxConfiguration(dataFile: "\(folder)/sandbox.db", timeScale: 0, seed: 7))
        let result: Result<T, any Error>
        do { result = .success(try await body(FaultLab(folder: folder, sandbox: sandbox))) } catch {
            result = .failure(error)
        }
        await sandbox.stop()
        try? FileManager.default.removeItem(atPath: folder)
        return try result.get()
    }

    struct Ended: Sendable {
        var word: String
        var uptime: Duration
    }

    /// One run, whatever becomes of it.
    /// - Parameter isImpatient: soon gives up waiting for answers, which it does by the real clock.
    func applies(_ work: Work, isImpatient: Bool = false) async throws -> Ended {
        let (info, path) = (sandbox.info, "\(folder)/state.db")
        return try await Simulation.run(pendingOutside: { PendingWrites.count + PendingCalls.count }) {
            simulation in
            // Signatures carry the time of day, which the sandbox compares with its own.
            let time = TimeSource(
                now: TimeSource.system.now, uptime: simulation.time.uptime, sleep: simulation.time.sleep)
            var options = HuaweiOptions()
            options.pollInterval = .seconds(10)
            options.readTimeout = isImpatient ? .milliseconds(250) : .seconds(2)
            options.callTimeout = isImpatient ? .milliseconds(500) : .seconds(3)
            options.connectTimeout = .seconds(1)
            let provider = HuaweiProvider.sandbox(
                endpoint: info.endpoint, accessKey: Secret(info.accessKey), secretKey: Secret(info.secretKey),
                projects: info.projects, time: time, options: options)
            let session = Session(
                Environment(
                    provider: provider, time: time,
                    options: ApplyOptions(
                        parallelism: 8, pollInterval: .seconds(10), quarantine: .seconds(60))),
                planner: Planner(rules: []), statePath: path)
            let word: String
            do {
                let applied = try await session.apply(
                    .init(work.desired, mode: work.mode),
                    Session.Applying(
                        holder: LockHolder(
                            who: "tester", host: "here", pid: getpid(), command: "ximage apply"),
                        lockTimeout: .zero, stop: StopSignal(), confirm: { _ in true }, report: { _ in }))
                word = Self.word(applied)
            } catch {
                word = "threw \(error)"
            }
            await provider.shutdown()
            return Ended(word: word, uptime: simulation.uptime)
        }
    }

    func outcome() async throws -> Outcome {
        let ledger = try await sandbox.ledger()
        let prior = try StateStore.openReadOnly(path: "\(folder)/state.db", project: "shop", time: .system)?
            .prior()
        return Outcome(
            made: Dictionary(ledger.filter { $0.deed == .made }.map { ($0.kind, 1) }, uniquingKeysWith: +),
            there: Dictionary(ledger.map { ($0.kind, $0.deed == .made ? 1 : -1) }, uniquingKeysWith: +),
            records: (prior?.records ?? []).map(\.address))
    }

    private static func word(_ applied: Session.Applied) -> String {
        switch applied {
        case .nothingToDo: "nothing to do"
        case .done(_, let report):
            "\(report.succeeded.count) done, failed: \(report.failures.map { "\($0.step): \($0.detail)" })"
        case .unsettled(let steps): "unsettled: \(steps.map { "\($0.step.intent.step): \($0.reason)" })"
        case .blocked(let planned): "blocked: \(planned.plan.findings.map(\.summary))"
        case .declined: "declined"
        case .interrupted: "interrupted"
        case .settled(let owed): "settled, \(owed.count) owed"
        case .stale: "stale"
        }
    }
}
