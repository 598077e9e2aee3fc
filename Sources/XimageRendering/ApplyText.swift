package import XimageCore

/// How an apply ended, as far as people have to know.
package struct ApplyOutcome: Sendable {
    package struct Failure: Sendable {
        package var title: String
        package var address: Address
        package var error: ProviderError?
        package var detail: String
        package var fix: String?

        package init(title: String, address: Address, error: ProviderError?, detail: String, fix: String?) {
            self.title = title
            self.address = address
            self.error = error
            self.detail = detail
            self.fix = fix
        }
    }

    /// Something that was not begun, or that goes on without us.
    package struct Remark: Sendable {
        package var title: String
        package var text: String

        package init(title: String, text: String = "") {
            self.title = title
            self.text = text
        }
    }

    /// An object that the run created.
    package struct Created: Hashable, Sendable {
        package var address: Address
        package var id: RemoteID
        package var name: String
        package var region: Region
        /// Of images: the plan waited until the whole region can use it.
        package var isSettled: Bool

        package init(address: Address, id: RemoteID, name: String, region: Region, isSettled: Bool = true) {
            self.address = address
            self.id = id
            self.name = name
            self.region = region
            self.isSettled = isSettled
        }
    }

    package var steps: Int
    package var succeeded: Int
    /// In the order of addresses; without the data disks that are created with their servers.
    package var created: [Created] = []
    package var failures: [Failure]
    package var skipped: [Remark]
    package var stillRunning: [Remark]
    package var wasInterrupted: Bool
    /// Errors forbid a part of what is declared.
    package var leftErrors = false
    /// What is still running was left on purpose.
    package var wasDetached = false
    package var took: Duration

    package init(
        steps: Int, succeeded: Int, failures: [Failure] = [], skipped: [Remark] = [],
        stillRunning: [Remark] = [],
        wasInterrupted: Bool = false, took: Duration
    ) {
        self.steps = steps
        self.succeeded = succeeded
        self.failures = failures
        self.skipped = skipped
        self.stillRunning = stillRunning
        self.wasInterrupted = wasInterrupted
        self.took = took
    }
}

/// The report at the end of an apply.
package struct ApplyText {
    private let style: TextStyle

    package init(style: TextStyle) { self.style = style }

    package func render(_ outcome: ApplyOutcome) -> String {
        var text = outcome.failures.prefix(Self.limit).map { failure($0) + "\n" }.joined()
        text += more(outcome.failures.count, "failure")
        text += list("Not started", outcome.skipped)
        text += list("Still running in the cloud; `ximage resume` takes it up", outcome.stillRunning)
        return text + created(outcome.created) + conclusion(outcome)
    }

    /// What somebody goes on with: ids and names.
    private func created(_ objects: [ApplyOutcome.Created]) -> String {
        guard !objects.isEmpty else { return "" }
        var table = Table([
            .init("CREATED"), .init("ID"), .init("NAME", expendable: 2), .init("REGION"),
            .init("", expendable: 1),
        ])
        for object in objects.prefix(Self.resultLimit) {
            table.rows.append([
                object.address.shown, object.id.visible, object.name.visible, object.region.visible,
                object.isSettled ? "" : "usable in one zone for now",
            ])
        }
        let rest = objects.count - Self.resultLimit
        let more = rest > 0 ? "... and \(Count.grouped(rest)) more; `ximage show` lists them.\n" : ""
        return table.render(style: style, width: style.width) + more + "\n"
    }

    /// Of new objects that are listed.
    private static let resultLimit = 10

    private static let limit = 50

    private func failure(_ failure: ApplyOutcome.Failure) -> String {
        var text = style.paint("failed", .error) + style.paint(": \(failure.title.visible)", .strong) + "\n"
        // What only repeats the service's words is left out: they follow in full.
        if failure.error.map({ $0.message.isEmpty || !failure.detail.contains($0.message) }) ?? true {
            text += field("what", failure.detail)
        }
        if let error = failure.error {
            let code = error.code.map { "\($0): " } ?? ""
            let message = error.message.isEmpty ? "the service gave no reason" : error.message
            text += field("service", "\(error.service.uppercased()) says \(code)\(message)")
            var call = error.operation
            if let status = error.status { call += ", HTTP \(status)" }
            if let job = error.job { call += ", job \(job)" }
            text += field("call", call)
            if let id = error.requestID { text += field("request", id) }
        }
        if let fix = failure.fix { text += field("fix", fix) }
        return text
    }

    private func field(_ name: String, _ body: String) -> String {
        let indent = String(repeating: " ", count: 6 + name.utf8.count)
        return Paragraph.lines(body, width: max(style.width - indent.utf8.count, 20)).enumerated().map {
            index, line in
            (index == 0 ? "  \(style.paint("=", .accent)) \(style.paint("\(name):", .strong)) " : indent)
                + line + "\n"
        }.joined()
    }

    private func list(_ title: String, _ remarks: [ApplyOutcome.Remark]) -> String {
        guard !remarks.isEmpty else { return "" }
        var text = style.paint(title, .strong) + "\n"
        for remark in remarks.prefix(Self.limit) {
            let line = remark.title.visible + (remark.text.isEmpty ? "" : ": \(remark.text)")
            let lines = Paragraph.lines(line, width: style.width - 6)
            text += "  " + lines.joined(separator: "\n      ") + "\n"
        }
        return text + more(remarks.count, "one") + "\n"
    }

    private func more(_ count: Int, _ noun: String) -> String {
        count > Self.limit ? "  ... and \(Count.of(count - Self.limit, "more \(noun)"))\n" : ""
    }

    /// `Done: 5 steps in 4 min 12 s.`
    private func conclusion(_ outcome: ApplyOutcome) -> String {
        let took = TimeText.duration(outcome.took)
        let isComplete =
            outcome.failures.isEmpty && outcome.skipped.isEmpty && outcome.stillRunning.isEmpty
            && !outcome.wasInterrupted && !outcome.leftErrors
        if isComplete {
            return style.paint("Done: \(Count.of(outcome.succeeded, "step")) in \(took).", .added) + "\n"
        }
        var parts = ["\(Count.grouped(outcome.succeeded)) of \(Count.of(outcome.steps, "step")) done"]
        if !outcome.failures.isEmpty { parts.append("\(Count.grouped(outcome.failures.count)) failed") }
        if !outcome.skipped.isEmpty { parts.append("\(Count.grouped(outcome.skipped.count)) not started") }
        if !outcome.stillRunning.isEmpty {
            parts.append("\(Count.grouped(outcome.stillRunning.count)) still running")
        }
        if outcome.leftErrors, outcome.skipped.isEmpty { parts.append("errors forbid the rest") }
        if outcome.wasDetached, outcome.failures.isEmpty {
            return style.paint("Left to the cloud: \(parts.joined(separator: ", ")), after \(took).", .added)
                + " Run `ximage resume` to go on, `ximage status` to see how it stands.\n"
        }
        let lead = outcome.wasInterrupted ? "Interrupted" : "Incomplete"
        return style.paint("\(lead): \(parts.joined(separator: ", ")), after \(took).", .error)
            + " Run apply again to go on.\n"
    }
}
