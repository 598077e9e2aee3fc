import ArgumentParser
import XimageCore
import XimageEngine
import XimageRendering
import XimageState

extension StateCommand {
    struct History: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "history",
            abstract: "List the runs that changed state, or what one of them changed.",
            usage: "ximage state history [--run <number>] [<options>]",
            discussion: """
                The changes of the last 50 runs that changed something are kept.

                EXAMPLE:
                  ximage state history
                  ximage state history --run 12

                EXIT CODES: 0 done, 1 there is no such run or no state, 7 state is damaged or belongs elsewhere.
                """)

        @Option(help: ArgumentHelp("What this run changed.", valueName: "number"))
        var run: Int?

        @OptionGroup(title: "Manifest options") var manifest: ManifestOption
        @OptionGroup(title: "Output options") var format: FormatOptions
        @OptionGroup(title: "Output options") var display: DisplayOptions

        func run() async throws {
            let context = RunContext(display, isJSON: format.isJSON)
            try await context.run {
                let settings = try context.load(manifest, for: .state).desired.settings
                let path = Wiring.statePath(settings)
                guard
                    let store = try StateStore.openReadOnly(
                        path: path, project: settings.project, environment: settings.environmentName,
                        time: context.time)
                else { throw StateError.missing(path: path) }
                defer { try? store.close() }
                let runs = try store.runs()
                let text = HistoryText(
                    style: context.resultStyle, now: context.time.now(),
                    tableWidth: Terminal.current.tableWidth)
                guard let number = run else {
                    let lines = runs.map(HistoryLine.init)
                    context.output.result(
                        context.isJSON ? HistoryJSON.render(lines) : text.render(lines))
                    return .done
                }
                guard let wanted = runs.first(where: { $0.id == number }) else {
                    context.tell([Self.noSuchRun(number, runs)])
                    return .error
                }
                let changes = try store.changes(of: wanted).map(HistoryLine.Change.init)
                context.output.result(
                    context.isJSON
                        ? HistoryJSON.render(changes, of: HistoryLine(wanted))
                        : text.render(changes, of: HistoryLine(wanted)))
                return .done
            }
        }

        private static func noSuchRun(_ number: Int, _ runs: [RunRecord]) -> Diagnostic {
            let known =
                runs.isEmpty ? "There are none." : "It has runs \(runs.last?.id ?? 0) to \(runs[0].id)."
            return Diagnostic(
                code: "state-no-such-run", summary: "No such run",
                detail: "State has no run \(number). \(known)",
                fix: "To list them:\n  ximage state history")
        }
    }

    struct Restore: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "restore",
            abstract: "Make the records those of an earlier serial; the cloud stays as it is.",
            usage: "ximage state restore <serial> [<options>]",
            discussion: """
                It is a new serial with the old records: nothing of the history is lost, and it can be undone the same \
                way. The next plan shows what differs from the cloud.

                EXAMPLE:
                  ximage state history
                  ximage state restore 41

                EXIT CODES: 0 done, 1 no such serial, 5 state is locked, 7 state is damaged or belongs elsewhere.
                """)

        @Argument(help: ArgumentHelp("As `state history` shows it.", valueName: "serial"))
        var serial: Int

        @OptionGroup(title: "Work options") var care: CareOptions
        @OptionGroup(title: "Manifest options") var manifest: ManifestOption
        @OptionGroup(title: "Output options") var display: DisplayOptions

        func run() async throws {
            let context = RunContext(display)
            try await context.run {
                let settings = try context.load(manifest, for: .state).desired.settings
                var random = SystemRandomNumberGenerator()
                let store = try StateStore.open(
                    path: Wiring.statePath(settings), project: settings.project,
                    environment: settings.environmentName, time: context.time,
                    random: &random, createIfMissing: false)
                guard try store.openSteps().isEmpty else {
                    let running = try StateLock(store, time: context.time).holder()
                    try store.close()
                    if let running { throw StateError.locked(running) }
                    context.tell([Self.interrupted])
                    return .error
                }
                let holder = ApplyRun.holder("ximage state restore")
                let (wanted, time) = (serial, context.time)
                let now = try await StateLock(store, time: time).holding(
                    holder, timeout: care.lockTimeout.duration, random: &random
                ) { lease in
                    try store.restore(serial: wanted, RunInfo(holder, started: time.now()), under: lease)
                }
                let records = try store.prior().records.count
                try store.close()
                context.output.message(
                    "State has the \(Count.of(records, "record")) of serial \(serial) again, as serial \(now).\n"
                )
                return .done
            }
        }

        private static let interrupted = Diagnostic(
            code: "state-interrupted", summary: "A run was interrupted",
            detail:
                "State holds steps of which it is not known how they ended. What they made would be forgotten.",
            fix: "To take them up first:\n  ximage resume")
    }
}

/// How a command that cares for state goes about it.
struct CareOptions: ParsableArguments {
    @Option(
        name: .customLong("lock-timeout"),
        help: ArgumentHelp(
            "How long to wait for another run to end, such as 90s or 5m.", valueName: "duration"))
    var lockTimeout = TimeLimit(.zero)
}

extension HistoryLine {
    init(_ run: RunRecord) {
        self.init(
            run: run.id,
            serials: run.lastSerial > run.firstSerial ? run.firstSerial + 1...run.lastSerial : nil,
            started: run.info.started, who: "\(run.info.who)@\(run.info.host)", command: run.info.command,
            outcome: run.outcome?.rawValue, done: run.done, failed: run.failed)
    }
}

extension HistoryLine.Change {
    init(_ change: HistoryChange) {
        let address = change.address?.description ?? "?"
        self.init(
            serial: change.serial, address: address, id: (change.after ?? change.before)?.id ?? "", what: "")
        switch (change.before, change.after) {
        case (nil, _?): what = "recorded"
        case (_?, nil): what = "removed"
        case (let before?, let after?): what = Self.differences(before, after)
        case (nil, nil): what = "unchanged"
        }
    }

    private static func differences(_ before: ResourceRecord, _ after: ResourceRecord) -> String {
        var parts: [String] = []
        if before.standing != after.standing {
            parts.append("\(before.standing.rawValue) -> \(after.standing.rawValue)")
        }
        for name in AttributeName.allCases where before.attributes[name] != after.attributes[name] {
            let (old, new) = (before.attributes[name], after.attributes[name])
            parts.append("\(name): \(CanonicalText.of(old)) -> \(CanonicalText.of(new))")
        }
        return parts.isEmpty ? "changed" : parts.joined(separator: ", ")
    }
}
