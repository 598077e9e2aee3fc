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
        package var outcome: String?
        package var steps: Int
        package var done: Int
        package var failed: Int

        package init(
            number: Int, who: String, host: String, process: Int, command: String, started: Timestamp,
            ended: Timestamp?, outcome: String?, steps: Int, done: Int, failed: Int
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
        package var title: String
        package var phase: String
        package var percent: Int?
        package var begun: Timestamp?
        /// The command that gives it up; `nil` while a run works on it.
        package var remedy: String?

        package init(
            title: String, phase: String, percent: Int?, begun: Timestamp?, remedy: String? = nil
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

    package func render(_ status: RunStatus) -> String {
        let lead = style.paint(status.project.visible, .strong) + ": "
        guard let run = status.run else { return lead + "nothing was ever run here.\n" }
        return lead + sentence(status, run) + "\n" + counts(status, run) + steps(status)
            + owed(status) + abandoned(status) + advice(status)
    }

    private func sentence(_ status: RunStatus, _ run: RunStatus.Run) -> String {
        let who = "`\(run.command.visible)` of \(run.who.visible)@\(run.host.visible)"
        let began = "begun \(TimeText.moment(run.started)), \(TimeText.ago(run.started, now: now))"
        switch status.standing {
        case .running:
            if status.isPreparing { return "a run reads and plans; nothing of it is begun yet." }
            return "\(who) (process \(run.process)) is running, \(began)."
        case .interrupted: return "\(who), \(began), was interrupted."
        case .detached: return "\(who), \(began), left its work to the cloud."
        case .idle:
            let ended = run.ended.map { TimeText.ago($0, now: now) } ?? "some time ago"
            return "nothing is running. \(who) ended \(ended): \(run.outcome ?? "without a word")."
        }
    }

    private func counts(_ status: RunStatus, _ run: RunStatus.Run) -> String {
        guard run.steps > 0, !status.isPreparing else { return "" }
        var text = "  \(Count.grouped(run.done)) of \(Count.of(run.steps, "step")) done"
        text += " (\(min(100, 100 * run.done / run.steps)) %)"
        if run.failed > 0 { text += ", \(Count.grouped(run.failed)) failed" }
        if status.standing == .running {
            text += ", \(Count.grouped(status.open.count)) running"
            if let end = status.expectedEnd, end > now {
                text += "; about \(TimeText.duration(end - now)) left, until \(TimeText.moment(end))"
            }
        }
        return text + "\n"
    }

    private func steps(_ status: RunStatus) -> String {
        guard !status.open.isEmpty else { return "" }
        var table = Table([
            .init(status.standing == .running ? "RUNNING" : "LEFT OPEN"), .init("PHASE"),
            .init("%", alignsRight: true), .init("SINCE"),
        ])
        for step in status.open.prefix(Self.limit) {
            table.rows.append([
                step.title, step.phase, step.percent.map { String($0) } ?? "",
                step.begun.map { TimeText.duration(now - $0) } ?? "",
            ])
        }
        let rest = status.open.count - table.rows.count
        return "\n" + table.render(style: style, width: tableWidth, indent: 2)
            + (rest > 0 ? "  ... and \(Count.grouped(rest)) more\n" : "")
    }

    /// While a run goes on, it is for that run.
    private func owed(_ status: RunStatus) -> String {
        guard status.standing != .running else { return "" }
        return status.owed.map { "  \($0.visible), and still has to be started\n" }.joined()
            + status.found.map { "  \($0.detail.visible)\n  \(($0.fix ?? "").visible)\n" }.joined()
    }

    private func abandoned(_ status: RunStatus) -> String {
        status.abandoned.map {
            "  given up, and not known what became of it: \($0.title.visible)\n"
        }.joined()
    }

    private func advice(_ status: RunStatus) -> String {
        switch status.standing {
        case .interrupted, .detached:
            "\nTo take it up, here or on another machine that has the state:\n  ximage resume\n"
                + surrender(status)
        case .idle, .running: ""
        }
    }

    private func surrender(_ status: RunStatus) -> String {
        let remedies = status.open.prefix(Self.limit).compactMap(\.remedy)
        guard !remedies.isEmpty else { return "" }
        return "To give up \(remedies.count == 1 ? "the step" : "a step"), if it is stuck:\n"
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
                    object.field("title", step.title)
                    object.field("phase", step.phase)
                    object.field("percent", step.percent)
                    object.field("begun", step.begun?.description)
                    object.field("remedy", step.remedy)
                }
            }
            json.field("abandoned", array: status.abandoned) { json, step in
                json.element { object in
                    object.field("title", step.title)
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
        json.field("outcome", run.outcome)
        json.field("steps", run.steps)
        json.field("done", run.done)
        json.field("failed", run.failed)
    }
}
