package import XimageCore

/// How a project's newest run stands.
package struct RunStatus: Hashable, Sendable {
    package enum Standing: String, Hashable, Sendable {
        /// Nothing is under way.
        case idle
        case running
        /// A run ended without a word or was stopped; it can be taken up.
        case interrupted
        /// A run left work to the cloud, as told.
        case detached
    }

    package struct Run: Hashable, Sendable {
        package var number: Int
        package var who: String
        package var host: String
        package var process: Int
        package var command: String
        package var started: Timestamp
        package var ended: Timestamp?
        /// A word; `nil` while it has none.
        package var outcome: Bilingual?
        package var steps: Int
        package var done: Int
        package var failed: Int

        package init(
            number: Int, who: String, host: String, process: Int, command: String, started: Timestamp,
            ended: Timestamp?, outcome: Bilingual?, steps: Int, done: Int, failed: Int
        ) {
            self.number = number
            self.who = who
            self.host = host
            self.process = process
            self.command = command
            self.started = started
            self.ended = ended
            self.outcome = outcome
            self.steps = steps
            self.done = done
            self.failed = failed
        }
    }

    /// A step that was begun and has not ended.
    package struct Step: Hashable, Sendable {
        package var title: Bilingual
        package var phase: Bilingual
        package var percent: Int?
        package var begun: Timestamp?
        /// The command that gives it up; `nil` while a run works on it.
        package var remedy: String?

        package init(
            title: Bilingual, phase: Bilingual, percent: Int?, begun: Timestamp?, remedy: String? = nil
        ) {
            self.title = title
            self.phase = phase
            self.percent = percent
            self.begun = begun
            self.remedy = remedy
        }
    }

    package var project: String
    package var standing = Standing.idle
    /// The newest; `nil` when there was none.
    package var run: Run?
    /// Reads and plans, and has begun nothing yet: `run` is the one before.
    package var isPreparing = false
    /// Id of the lock that is held.
    package var lock: String?
    package var lastHeard: Timestamp?
    package var open: [Step] = []
    /// Steps that were given up and of which it is not known what became of them.
    package var abandoned: [Step] = []
    /// Servers that were stopped for their images and do not run again yet, a sentence each.
    package var owed: [String] = []
    /// Servers that were found stopped, and that ximage does not start.
    package var found: [Diagnostic] = []
    package var expectedEnd: Timestamp?
    /// When the phases were looked at.
    package var asOf: Timestamp?

    package init(project: String) { self.project = project }
}

package struct StatusText {
    private let style: TextStyle
    private let now: Timestamp
    private let tableWidth: Int?

    package init(style: TextStyle, now: Timestamp, tableWidth: Int?) {
        self.style = style
        self.now = now
        self.tableWidth = tableWidth
    }

    private var language: Language { style.language }

    package func render(_ status: RunStatus) -> String {
        let lead = style.paint(status.project.visible, .strong) + language(": ", zh: "：")
        guard let run = status.run else {
            return lead + language("nothing was ever run here.", zh: "从未在此运行过。") + "\n"
        }
        return lead + sentence(status, run) + "\n" + counts(status, run) + steps(status)
            + owed(status) + abandoned(status) + advice(status)
    }

    private func sentence(_ status: RunStatus, _ run: RunStatus.Run) -> String {
        let person = "\(run.who.visible)@\(run.host.visible)"
        let who = language(
            "`\(run.command.visible)` of \(person)", zh: "\(person) 的 `\(run.command.visible)`")
        let (moment, ago) = (TimeText.moment(run.started), TimeText.ago(run.started, now: now, language))
        let began = language("begun \(moment), \(ago)", zh: "开始于 \(moment)（\(ago)）")
        switch status.standing {
        case .running:
            if status.isPreparing {
                return language(
                    "a run reads and plans; nothing of it is begun yet.", zh: "有运行正在读取和计划，尚未开始执行。")
            }
            return language(
                "\(who) (process \(run.process)) is running, \(began).",
                zh: "\(who)（进程 \(run.process)）正在运行，\(began)。")
        case .interrupted: return language("\(who), \(began), was interrupted.", zh: "\(who) 已中断，\(began)。")
        case .detached:
            return language(
                "\(who), \(began), left its work to the cloud.", zh: "\(who) 已将工作交由云端继续，\(began)。")
        case .idle:
            let ended =
                run.ended.map { TimeText.ago($0, now: now, language) } ?? language("some time ago", zh: "此前")
            let outcome = run.outcome?[language] ?? language("without a word", zh: "没有结果记录")
            return language(
                "nothing is running. \(who) ended \(ended): \(outcome).",
                zh: "没有运行中的任务。\(who) 已于\(ended)结束：\(outcome)。")
        }
    }

    private func counts(_ status: RunStatus, _ run: RunStatus.Run) -> String {
        guard run.steps > 0, !status.isPreparing else { return "" }
        let (done, percent) = (Count.grouped(run.done), min(100, 100 * run.done / run.steps))
        var text = language(
            "  \(done) of \(Count.of(run.steps, "step")) done (\(percent) %)",
            zh: "  共 \(Count.grouped(run.steps)) 步，完成 \(done) 步（\(percent) %）")
        if run.failed > 0 {
            text += language(
                ", \(Count.grouped(run.failed)) failed", zh: "，\(Count.grouped(run.failed)) 步失败")
        }
        if status.standing == .running {
            let open = Count.grouped(status.open.count)
            text += language(", \(open) running", zh: "，\(open) 步运行中")
            if let end = status.expectedEnd, end > now {
                let (left, moment) = (TimeText.duration(end - now, language), TimeText.moment(end))
                text += language("; about \(left) left, until \(moment)", zh: "；预计还需 \(left)，到 \(moment)")
            }
        }
        return text + "\n"
    }

    private func steps(_ status: RunStatus) -> String {
        guard !status.open.isEmpty else { return "" }
        var table = Table([
            .init(
                status.standing == .running
                    ? Heading.running : Heading.leftOpen),
            .init(Heading.phase), .init(Heading.percent, alignsRight: true), .init(Heading.since),
        ])
        for step in status.open.prefix(Self.limit) {
            table.rows.append([
                step.title[language], step.phase[language], step.percent.map { String($0) } ?? "",
                step.begun.map { TimeText.duration(now - $0, language) } ?? "",
            ])
        }
        let rest = status.open.count - table.rows.count
        return "\n" + table.render(style: style, width: tableWidth, indent: 2)
            + (rest > 0
                ? language(
                    "  ... and \(Count.grouped(rest)) more", zh: "  …… 另有 \(Count.grouped(rest)) 步") + "\n"
                : "")
    }

    /// While a run goes on, it is for that run.
    private func owed(_ status: RunStatus) -> String {
        guard status.standing != .running else { return "" }
        return status.owed.map {
            language("  \($0.visible), and still has to be started", zh: "  \($0.visible)，尚需开机") + "\n"
        }.joined()
            + status.found.map {
                let text = $0.text(language)
                return "  \(text.message.visible)\n  \((text.fix ?? "").visible)\n"
            }.joined()
    }

    private func abandoned(_ status: RunStatus) -> String {
        status.abandoned.map {
            let title = $0.title[language].visible
            return language(
                "  given up, and not known what became of it: \(title)", zh: "  已放弃，结果未知：\(title)") + "\n"
        }.joined()
    }

    private func advice(_ status: RunStatus) -> String {
        switch status.standing {
        case .interrupted, .detached:
            "\n"
                + language(
                    "To take it up, here or on another machine that has the state:",
                    zh: "在此处或其他拥有该状态的机器上继续：") + "\n  ximage resume\n" + surrender(status)
        case .idle, .running: ""
        }
    }

    private func surrender(_ status: RunStatus) -> String {
        let remedies = status.open.prefix(Self.limit).compactMap(\.remedy)
        guard !remedies.isEmpty else { return "" }
        return language(
            "To give up \(remedies.count == 1 ? "the step" : "a step"), if it is stuck:", zh: "如果步骤卡住，可以放弃：")
            + "\n"
            + remedies.map { "  \($0.visible)\n" }.joined()
    }

    private static let limit = 50
}

/// The same for machines.
package enum StatusJSON {
    package static func render(_ status: RunStatus) -> String {
        JSONWriter.document { json in
            json.field("format", "ximage-status")
            json.field("version", 1)
            json.field("project", status.project)
            json.field("standing", status.standing.rawValue)
            json.field("isPreparing", status.isPreparing)
            json.field("lock", status.lock)
            json.field("lastHeard", status.lastHeard?.description)
            if let run = status.run { json.field("run") { write(&$0, run) } }
            json.field("expectedEnd", status.expectedEnd?.description)
            json.field("asOf", status.asOf?.description)
            json.field("owed", array: status.owed)
            json.field("stopped", array: status.found.map(\.detail))
            json.field("steps", array: status.open) { json, step in
                json.element { object in
                    object.field("title", step.title.english)
                    object.field("phase", step.phase.english)
                    object.field("percent", step.percent)
                    object.field("begun", step.begun?.description)
                    object.field("remedy", step.remedy)
                }
            }
            json.field("abandoned", array: status.abandoned) { json, step in
                json.element { object in
                    object.field("title", step.title.english)
                    object.field("begun", step.begun?.description)
                    object.field("remedy", step.remedy)
                }
            }
        }
    }

    private static func write(_ json: inout JSONWriter, _ run: RunStatus.Run) {
        json.field("number", run.number)
        json.field("who", run.who)
        json.field("host", run.host)
        json.field("process", run.process)
        json.field("command", run.command)
        json.field("started", run.started.description)
        json.field("ended", run.ended?.description)
        json.field("outcome", run.outcome?.english)
        json.field("steps", run.steps)
        json.field("done", run.done)
        json.field("failed", run.failed)
    }
}
