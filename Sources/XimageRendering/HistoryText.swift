package import XimageCore

/// One run of a state's history.
package struct HistoryLine: Hashable, Sendable {
    package var run: Int
    /// `nil` for a run that changed no record.
    package var serials: ClosedRange<Int>?
    package var started: Timestamp
    package var who: String
    package var command: String
    /// `nil` while it has none.
    package var outcome: Bilingual?
    package var done: Int
    package var failed: Int

    package init(
        run: Int, serials: ClosedRange<Int>?, started: Timestamp, who: String, command: String,
        outcome: Bilingual?,
        done: Int, failed: Int
    ) {
        self.run = run
        self.serials = serials
        self.started = started
        self.who = who
        self.command = command
        self.outcome = outcome
        self.done = done
        self.failed = failed
    }

    /// What a run changed at one address.
    package struct Change: Hashable, Sendable {
        package var serial: Int
        package var address: String
        package var id: RemoteID
        package var what: Bilingual

        package init(serial: Int, address: String, id: RemoteID, what: Bilingual) {
            self.serial = serial
            self.address = address
            self.id = id
            self.what = what
        }
    }
}

package struct HistoryText {
    private let style: TextStyle
    private let now: Timestamp
    private let tableWidth: Int?

    package init(style: TextStyle, now: Timestamp, tableWidth: Int?) {
        self.style = style
        self.now = now
        self.tableWidth = tableWidth
    }

    private var language: Language { style.language }

    package func render(_ runs: [HistoryLine]) -> String {
        guard !runs.isEmpty else {
            return language("No run changed this state yet.", zh: "还没有运行更改过此状态。") + "\n"
        }
        var table = Table([
            .init(Heading.run, alignsRight: true), .init(Heading.serials),
            .init(Heading.begun), .init(Heading.outcome),
            .init(Heading.done, alignsRight: true),
            .init(Heading.failed, alignsRight: true, expendable: 1),
            .init(Heading.who, expendable: 2),
            .init(Heading.command, expendable: 3),
        ])
        for run in runs {
            table.rows.append([
                String(run.run), Self.serials(run), TimeText.ago(run.started, now: now, language),
                run.outcome?[language] ?? language("no word", zh: "无记录"), String(run.done),
                String(run.failed), run.who, run.command,
            ])
        }
        return table.render(style: style, width: tableWidth)
    }

    package func render(_ changes: [HistoryLine.Change], of run: HistoryLine) -> String {
        let lead = language(
            "Run \(run.run), `\(run.command.visible)` of \(run.who.visible), \(TimeText.moment(run.started))",
            zh:
                "第 \(run.run) 次运行，\(run.who.visible) 的 `\(run.command.visible)`，\(TimeText.moment(run.started))"
        )
        guard !changes.isEmpty else {
            return lead + language(": changed no record.", zh: "：没有更改任何记录。") + "\n"
        }
        var table = Table([
            .init(Heading.serial, alignsRight: true), .init(Heading.address),
            .init(Heading.id), .init(Heading.changed),
        ])
        for change in changes {
            table.rows.append([String(change.serial), change.address, change.id, change.what[language]])
        }
        return lead + "\n\n" + table.render(style: style, width: nil)
    }

    private static func serials(_ run: HistoryLine) -> String {
        guard let serials = run.serials else { return "-" }
        return serials.count == 1 ? "\(serials.lowerBound)" : "\(serials.lowerBound)-\(serials.upperBound)"
    }
}

/// The same for machines.
package enum HistoryJSON {
    package static func render(_ runs: [HistoryLine]) -> String {
        JSONWriter.document { json in
            json.field("format", "ximage-state-history")
            json.field("version", 1)
            json.field("runs", array: runs) { json, run in json.element { write(&$0, run) } }
        }
    }

    package static func render(_ changes: [HistoryLine.Change], of run: HistoryLine) -> String {
        JSONWriter.document { json in
            json.field("format", "ximage-state-run")
            json.field("version", 1)
            json.field("run") { write(&$0, run) }
            json.field("changes", array: changes) { json, change in
                json.element { object in
                    object.field("serial", change.serial)
                    object.field("address", change.address)
                    object.field("id", change.id)
                    object.field("what", change.what.english)
                }
            }
        }
    }

    private static func write(_ json: inout JSONWriter, _ run: HistoryLine) {
        json.field("run", run.run)
        json.field("firstSerial", run.serials?.lowerBound)
        json.field("lastSerial", run.serials?.upperBound)
        json.field("started", run.started.description)
        json.field("who", run.who)
        json.field("command", run.command)
        json.field("outcome", run.outcome?.english)
        json.field("done", run.done)
        json.field("failed", run.failed)
    }
}
