import Foundation
import Synchronization
import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageSandbox
import XimageState

/// Every operation of the main job, every way to go wrong, at the first, middle and last call, once, three times, and for
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
        /// Only for operations that begin with one of these; empty for all.
        var only: [String] = []
    }

    static let kinds: [Kind] = [
        Kind(name: "reset before", deed: "reset: before"), Kind(name: "reset after", deed: "reset: after"),
        Kind(name: "closed before", deed: "drop: before"), Kind(name: "closed after", deed: "drop: after"),
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
    static func cells() async throws -> [Cell] {
        let calls = try await Lab.with { lab in
            try await lab.sandbox.resetCallCounts()
            try await lab.apply(MainJob.desired())
            return try await lab.sandbox.callCounts()
        }
        var cells: [Cell] = []
        for (operation, count) in calls.sorted(by: { $0.key < $1.key }) {
            for kind in kinds
            where kind.only.isEmpty || kind.only.contains(where: { operation.contains(".\($0)") }) {
                for from in Set([1, count / 2 + 1, count]).sorted() {
                    for times in [1, 3, nil] {
                        cells.append(Cell(operation: operation, kind: kind, from: from, times: times))
                    }
                }
            }
        }
        return cells
    }

    @Test("Whatever goes wrong with whichever call, the runs after it come to the same end, nothing twice")
    func matrix() async throws {
        let all = try await Self.cells()
        let environment = ProcessInfo.processInfo.environment
        let isFull = environment["XIMAGE_PROVE_FULL"] != nil
        let cells = isFull ? all : all.enumerated().filter { $0.offset % 60 == 7 }.map(\.element)
        let complaints = try await withThrowingTaskGroup(of: [String].self) { group in
            var next = cells.makeIterator()
            for _ in 0..<2 { if let cell = next.next() { group.addTask { try await Self.trial(cell) } } }
            var complaints: [String] = []
            while let found = try await group.next() {
                complaints += found
                if let cell = next.next() { group.addTask { try await Self.trial(cell) } }
            }
            return complaints
        }
        print("prove R4: \(cells.count) cases")
        for complaint in complaints { Issue.record("\(complaint)") }
    }

    private static let expected = ["server": 1, "vault": 1, "volume": 3, "image": 1]

    static func trial(_ cell: Cell) async throws -> [String] {
        try await FaultLab.with { lab in
            var complaints: [String] = []
            try await lab.sandbox.setFaults(cell.script)
            let disturbed = try await lab.applies()
            if disturbed.uptime > .seconds(24 * 3600) { complaints.append("took \(disturbed.uptime)") }
            try await lab.sandbox.setFaults("faults: []")
            var words = [disturbed.word]
            for _ in 0..<4 {
                let next = try await lab.applies()
                words.append(next.word)
                if next.word == "nothing to do" { break }
            }
            if cell.kind.neverEnds, words.last != "nothing to do" {
                if !words.allSatisfy({ $0.contains(", job ") }) { complaints.append("no job is named") }
                let made = try await lab.made()
                for (kind, count) in Self.expected where made[kind] ?? 0 > count {
                    complaints.append("\(made[kind] ?? 0) of \(kind) were made")
                }
                return complaints.map { "\(cell): \($0); runs: \(words)" }
            }
            if words.last != "nothing to do" { complaints.append("no end: \(words)") }
            let prior = try lab.prior()
            if prior.records.count != 5 { complaints.append("\(prior.records.map(\.address)) are recorded") }
            let ledger = try await lab.sandbox.ledger()
            let made = try await lab.made()
            let there = Dictionary(ledger.map { ($0.kind, $0.deed == .made ? 1 : -1) }, uniquingKeysWith: +)
            for (kind, count) in expected {
                if there[kind] != count { complaints.append("\(there[kind] ?? 0) of \(kind) are there") }
                if made[kind] != count, !cell.kind.leavesBroken {
                    complaints.append("\(made[kind] ?? 0) of \(kind) were made")
                }
            }
            return complaints.map { "\(cell): \($0); runs: \(words)" }
        }
    }
}

/// A sandbox on a real port, the real provider, and a state file, with our own waits on a virtual clock.
struct FaultLab: Sendable {
    let folder: String
    let sandbox: SandboxServer

    static func with<T: Sendable>(_ body: (FaultLab) async throws -> T) async throws -> T {
        let folder = SimulatedProject.makeFolder()
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
    func applies() async throws -> Ended {
        let (info, path) = (sandbox.info, "\(folder)/state.db")
        return try await Simulation.run(pendingOutside: { PendingWrites.count + PendingCalls.count }) {
            simulation in
            // Signatures carry the time of day, which the sandbox compares with its own.
            let time = TimeSource(
                now: TimeSource.system.now, uptime: simulation.time.uptime, sleep: simulation.time.sleep)
            var options = HuaweiOptions()
            options.pollInterval = .seconds(10)
            options.readTimeout = .seconds(2)
            options.callTimeout = .seconds(3)
            options.connectTimeout = .seconds(1)
            let provider = HuaweiProvider.sandbox(
                endpoint: info.endpoint, accessKey: Secret(info.accessKey), secretKey: Secret(info.secretKey),
                projects: info.projects, time: time, options: options)
            let session = Session(
                provider: provider, planner: Planner(rules: []), time: time,
                options: ApplyOptions(parallelism: 8, pollInterval: .seconds(10), quarantine: .seconds(60)),
                statePath: path,
                newOperation: {
                    var random = SystemRandomNumberGenerator()
                    return OperationID(using: &random)
                })
            let word: String
            do {
                let applied = try await session.apply(
                    .init(MainJob.desired()),
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

    /// Objects that were ever made, by kind.
    func made() async throws -> [String: Int] {
        let made = try await sandbox.ledger().filter { $0.deed == .made }
        return Dictionary(made.map { ($0.kind, 1) }, uniquingKeysWith: +)
    }

    func prior() throws -> PriorState {
        try StateStore.openReadOnly(path: "\(folder)/state.db", project: "shop", time: .system)?.prior()
            ?? PriorState()
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
        case .stale: "stale"
        }
    }
}
