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

    private var language: Language { style.language }

    package func render(_ outcome: ApplyOutcome) -> String {
        var text = outcome.failures.prefix(Self.limit).map { failure($0) + "\n" }.joined()
        text += more(outcome.failures.count, "failure")
        text += list(language("Not started", zh: "未开始"), outcome.skipped)
        text += list(
            language(
                "Still running in the cloud; `ximage resume` takes it up",
                zh: "仍在云上运行；`ximage resume` 会继续处理"), outcome.stillRunning)
        return text + created(outcome.created) + conclusion(outcome)
    }

    /// What somebody goes on with: ids and names.
    private func created(_ objects: [ApplyOutcome.Created]) -> String {
        guard !objects.isEmpty else { return "" }
        var table = Table([
            .init(Heading.created), .init(Heading.id),
            .init(Heading.name, expendable: 2), .init(Heading.region),
            .init(Heading.none, expendable: 1),
        ])
        for object in objects.prefix(Self.resultLimit) {
            table.rows.append([
                object.address.shown, object.id.visible, object.name.visible, object.region.visible,
                object.isSettled
                    ? "" : language("usable in one zone for now", zh: "目前仅在一个可用区可用"),
            ])
        }
        let rest = objects.count - Self.resultLimit
        let more =
            rest > 0
            ? language(
                "... and \(Count.grouped(rest)) more; `ximage show` lists them.",
                zh: "…… 另有 \(Count.grouped(rest)) 个；`ximage show` 可全部列出。") + "\n" : ""
        return table.render(style: style, width: style.width) + more + "\n"
    }

    /// Of new objects that are listed.
    private static let resultLimit = 10

    private static let limit = 50

    private func failure(_ failure: ApplyOutcome.Failure) -> String {
        var text =
            style.paint(language("failed", zh: "失败"), .error)
            + style.paint(language(": ", zh: "：") + failure.title.visible, .strong) + "\n"
        // What only repeats the service's words is left out: they follow in full.
        if failure.error.map({ $0.message.isEmpty || !failure.detail.contains($0.message) }) ?? true {
            text += field(language("what", zh: "现象"), failure.detail)
        }
        if let error = failure.error {
            let code = error.code.map { "\($0): " } ?? ""
            let message =
                error.message.isEmpty ? language("the service gave no reason", zh: "服务未给出原因") : error.message
            let service = error.service.uppercased()
            text += field(
                language("service", zh: "服务"),
                language("\(service) says \(code)\(message)", zh: "\(service) 返回 \(code)\(message)"))
            var call = error.operation
            if let status = error.status { call += language(", ", zh: "，") + "HTTP \(status)" }
            if let job = error.job { call += language(", job \(job)", zh: "，任务 \(job)") }
            text += field(language("call", zh: "调用"), call)
            if let id = error.requestID { text += field(language("request", zh: "请求"), id) }
        }
        if let fix = failure.fix { text += field(language("fix", zh: "处理"), fix) }
        return text
    }

    private func field(_ name: String, _ body: String) -> String {
        let lead = name + language(": ", zh: "：")
        let indent = String(repeating: " ", count: 4 + lead.displayWidth)
        return Paragraph.lines(body, width: max(style.width - indent.utf8.count, 20)).enumerated().map {
            index, line in
            (index == 0 ? "  \(style.paint("=", .accent)) \(style.paint(lead, .strong))" : indent)
                + line + "\n"
        }.joined()
    }

    private func list(_ title: String, _ remarks: [ApplyOutcome.Remark]) -> String {
        guard !remarks.isEmpty else { return "" }
        var text = style.paint(title, .strong) + "\n"
        for remark in remarks.prefix(Self.limit) {
            let line =
                remark.title.visible
                + (remark.text.isEmpty ? "" : language(": ", zh: "：") + remark.text)
            let lines = Paragraph.lines(line, width: style.width - 6)
            text += "  " + lines.joined(separator: "\n      ") + "\n"
        }
        return text + more(remarks.count, "one") + "\n"
    }

    private func more(_ count: Int, _ noun: String) -> String {
        guard count > Self.limit else { return "" }
        return language(
            "  ... and \(Count.of(count - Self.limit, "more \(noun)"))",
            zh: "  …… 另有 \(Count.grouped(count - Self.limit)) 项") + "\n"
    }

    /// `Done: 5 steps in 4 min 12 s.`
    private func conclusion(_ outcome: ApplyOutcome) -> String {
        let took = TimeText.duration(outcome.took, language)
        let isComplete =
            outcome.failures.isEmpty && outcome.skipped.isEmpty && outcome.stillRunning.isEmpty
            && !outcome.wasInterrupted && !outcome.leftErrors
        if isComplete {
            return style.paint(
                language(
                    "Done: \(Count.of(outcome.succeeded, "step")) in \(took).",
                    zh: "完成：共 \(Count.grouped(outcome.succeeded)) 步，用时 \(took)。"), .added) + "\n"
        }
        let parts = language.listed(counts(outcome))
        if outcome.wasDetached, outcome.failures.isEmpty {
            return style.paint(
                language("Left to the cloud: \(parts), after \(took).", zh: "已交由云端继续：\(parts)，用时 \(took)。"),
                .added)
                + language(
                    " Run `ximage resume` to go on, `ximage status` to see how it stands.",
                    zh: "执行 `ximage resume` 继续，执行 `ximage status` 查看进展。") + "\n"
        }
        let lead =
            outcome.wasInterrupted
            ? language("Interrupted", zh: "已中断") : language("Incomplete", zh: "未完成")
        return style.paint(
            language("\(lead): \(parts), after \(took).", zh: "\(lead)：\(parts)，用时 \(took)。"), .error)
            + language(" Run apply again to go on.", zh: "再次执行 apply 即可继续。") + "\n"
    }

    private func counts(_ outcome: ApplyOutcome) -> [String] {
        func part(_ count: Int, _ english: String, zh chinese: String) -> String? {
            guard count > 0 else { return nil }
            return language("\(Count.grouped(count)) \(english)", zh: "\(Count.grouped(count)) 步\(chinese)")
        }
        let steps = language(
            "\(Count.grouped(outcome.succeeded)) of \(Count.of(outcome.steps, "step")) done",
            zh: "共 \(Count.grouped(outcome.steps)) 步，完成 \(Count.grouped(outcome.succeeded)) 步")
        let forbidden = outcome.leftErrors && outcome.skipped.isEmpty
        return [
            steps, part(outcome.failures.count, "failed", zh: "失败"),
            part(outcome.skipped.count, "not started", zh: "未开始"),
            part(outcome.stillRunning.count, "still running", zh: "仍在运行"),
            forbidden ? language("errors forbid the rest", zh: "其余部分因错误而被禁止") : nil,
        ].compactMap { $0 }
    }
}
