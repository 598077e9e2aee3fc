import ArgumentParser
import XimageCore
import XimageEngine
import XimageRendering
import XimageState

extension StateCommand {
    struct History: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "history",
            abstract: told(
                "List the runs that changed state, or what one of them changed.", zh: "列出修改过状态的运行，或其中一次运行的变更。"
            ),
            usage: "ximage state history [--run <number>] [<options>]",
            discussion: told(
                """
                The changes of the last 50 runs that changed something are kept.

                EXAMPLE:
                  ximage state history
                  ximage state history --run 12

                EXIT CODES: 0 done, 1 there is no such run or no state, 7 state is damaged or belongs elsewhere.
                """,
                zh: """
                    保留最近 50 次有变更的运行的变更内容。

                    示例：
                      ximage state history
                      ximage state history --run 12

                    退出码：0 完成，1 没有此运行或没有状态，7 状态已损坏或属于其他项目。
                    """))

        @Option(help: ArgumentHelp(told("What this run changed.", zh: "此次运行的变更。"), valueName: "number"))
        var run: Int?

        @OptionGroup(title: OptionTitle.manifest) var manifest: ManifestOption
        @OptionGroup(title: OptionTitle.output) var format: FormatOptions
        @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

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
                    return context.refusal(
                        .noSuchRun, ["run": "\(number)", "known": Self.known(runs)])
                }
                let changes = try store.changes(of: wanted).map(HistoryLine.Change.init)
                context.output.result(
                    context.isJSON
                        ? HistoryJSON.render(changes, of: HistoryLine(wanted))
                        : text.render(changes, of: HistoryLine(wanted)))
                return .done
            }
        }

        private static func known(_ runs: [RunRecord]) -> RuleArgument {
            guard let first = runs.last?.id, let last = runs.first?.id else {
                return RuleArgument("There are none.", zh: "没有任何运行。")
            }
            return RuleArgument("It has runs \(first) to \(last).", zh: "已有第 \(first) 至 \(last) 次运行。")
        }
    }

    struct Restore: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "restore",
            abstract: told(
                "Make the records those of an earlier serial; the cloud stays as it is.",
                zh: "将记录恢复到较早的序列号；云端保持不变。"),
            usage: "ximage state restore <serial> [<options>]",
            discussion: told(
                """
                It is a new serial with the old records: nothing of the history is lost, and it can be undone the same \
                way. The next plan shows what differs from the cloud.

                EXAMPLE:
                  ximage state history
                  ximage state restore 41

                EXIT CODES: 0 done, 1 no such serial, 5 state is locked, 7 state is damaged or belongs elsewhere.
                """,
                zh: """
                    这会产生带有旧记录的新序列号：历史不会丢失，也可用同样的方式撤销。下次 plan 显示与云端的差异。

                    示例：
                      ximage state history
                      ximage state restore 41

                    退出码：0 完成，1 没有此序列号，5 状态已被锁定，7 状态已损坏或属于其他项目。
                    """))

        @Argument(
            help: ArgumentHelp(
                told("As `state history` shows it.", zh: "`state history` 显示的序列号。"), valueName: "serial"))
        var serial: Int

        @OptionGroup(title: OptionTitle.work) var care: CareOptions
        @OptionGroup(title: OptionTitle.manifest) var manifest: ManifestOption
        @OptionGroup(title: OptionTitle.output) var format: FormatOptions
        @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

        func run() async throws {
            let context = RunContext(display, isJSON: format.isJSON)
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
                    return context.refusal(.openSteps)
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
                context.conclude(
                    "state restore", facts: [("records", records), ("restored", serial), ("serial", now)],
                    context.language(
                        "State has the \(Count.of(records, "record")) of serial \(serial) again, as serial \(now).",
                        zh: "状态已恢复为序号 \(serial) 的 \(Count.grouped(records)) 条记录，新序号为 \(now)。"))
                return .done
            }
        }
    }
}

/// How a command that cares for state goes about it.
struct CareOptions: ParsableArguments {
    @Option(
        name: .customLong("lock-timeout"),
        help: ArgumentHelp(
            told(
                "How long to wait for another run to end, such as 90s or 5m.",
                zh: "等待其他运行结束的最长时间，例如 90s 或 5m。"), valueName: "duration"))
    var lockTimeout = TimeLimit(.zero)
}

extension RunOutcome {
    /// How a run ended, for people.
    var word: Bilingual {
        switch self {
        case .completed: Bilingual(rawValue, zh: "已完成")
        case .failed: Bilingual(rawValue, zh: "有失败")
        case .interrupted: Bilingual(rawValue, zh: "已中断")
        case .detached: Bilingual(rawValue, zh: "已交由云端")
        case .broken: Bilingual(rawValue, zh: "异常结束")
        }
    }
}

extension HistoryLine {
    init(_ run: RunRecord) {
        self.init(
            run: run.id,
            serials: run.lastSerial > run.firstSerial ? run.firstSerial + 1...run.lastSerial : nil,
            started: run.info.started, who: "\(run.info.who)@\(run.info.host)", command: run.info.command,
            outcome: run.outcome?.word, done: run.done, failed: run.failed)
    }
}

extension HistoryLine.Change {
    init(_ change: HistoryChange) {
        let address = change.address?.description ?? "?"
        self.init(
            serial: change.serial, address: address, id: (change.after ?? change.before)?.id ?? "",
            what: Self.words(change))
    }

    private static func words(_ change: HistoryChange) -> Bilingual {
        switch (change.before, change.after) {
        case (nil, _?): Bilingual("recorded", zh: "已记录")
        case (_?, nil): Bilingual("removed", zh: "已移除")
        case (let before?, let after?): differences(before, after)
        case (nil, nil): Bilingual("unchanged", zh: "未变")
        }
    }

    private static func differences(_ before: ResourceRecord, _ after: ResourceRecord) -> Bilingual {
        var parts: [String] = []
        if before.standing != after.standing {
            parts.append("\(before.standing.rawValue) -> \(after.standing.rawValue)")
        }
        for name in AttributeName.allCases where before.attributes[name] != after.attributes[name] {
            let (old, new) = (before.attributes[name], after.attributes[name])
            parts.append("\(name): \(CanonicalText.of(old)) -> \(CanonicalText.of(new))")
        }
        guard !parts.isEmpty else { return Bilingual("changed", zh: "已更改") }
        return Bilingual(parts.joined(separator: ", "), zh: parts.joined(separator: "，"))
    }
}
