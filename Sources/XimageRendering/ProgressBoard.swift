package import XimageCore

/// Keeps account of a running apply and says what to write: lines that stay, and on a terminal a block below them
/// that is drawn again in place.
package struct ProgressBoard: Sendable {
    package struct Step: Sendable {
        /// `create server.web`
        package var title: String
        package var phase = ""
        package var percent: Int?
        package var began: Duration
        fileprivate let kind: ResourceKind?

        fileprivate init(title: String, kind: ResourceKind?, began: Duration) {
            self.kind = kind
            self.title = title
            self.began = began
        }
    }

    private let style: TextStyle
    private var began: Duration
    private var total = 0
    /// Of the steps of a large apply, by what they are about.
    private var tallies: [ResourceKind: Tally] = [:]
    private var finished = 0
    private var failed = 0
    private var skipped = 0
    /// Running steps by id, in the order in which they began.
    private var order: [String] = []
    private var running: [String: Step] = [:]
    /// Lines that have not been written yet.
    private var lines: [String] = []
    /// Widths of the lines of the block on the terminal.
    private var drawn: [Int] = []
    private var isStopping = false
    /// When all of it should be over, on the clock of `now`.
    private var expectedEnd: Duration?
    /// What is done before there are steps.
    private var preparation: String

    private struct Tally {
        var total: Int
        var done = 0
        var failed = 0
        var skipped = 0
        var running = 0
    }

    /// An apply of more steps than this shows a line for each kind of object in place of one for each step that is done.
    private static let small = 20

    /// - Parameter preparation: what is done before there are steps, such as `reading the cloud`.
    package init(style: TextStyle, now: Duration, preparation: String = "") {
        self.style = style
        self.preparation = preparation
        began = now
    }

    private var language: Language { style.language }

    /// The word before a line, 8 columns wide.
    private func word(_ word: ProgressWord) -> String { word.text(language).leftPadded(to: 8) }

    // MARK: What happens

    /// What the steps of the apply are about.
    package mutating func expect(_ kinds: [ResourceKind: Int]) {
        guard kinds.values.reduce(0, +) > Self.small else { return }
        tallies = kinds.mapValues { Tally(total: $0) }
    }

    /// Counts anew; what ran before is done with.
    package mutating func begin(steps: Int, now: Duration) {
        began = now
        (total, finished, failed, skipped) = (steps, 0, 0, 0)
        order = []
        running = [:]
    }

    package mutating func start(_ id: String, title: String, of kind: ResourceKind? = nil, now: Duration) {
        if running[id] == nil {
            order.append(id)
            if let kind { tallies[kind]?.running += 1 }
        }
        running[id] = Step(title: title.visible, kind: kind, began: now)
    }

    package mutating func progress(_ id: String, phase: String, percent: Int?) {
        running[id]?.phase = phase.visible
        running[id]?.percent = percent.map { min(max($0, 0), 100) }
    }

    package mutating func succeed(_ id: String, took: Duration) {
        let title = end(id, \.done) ?? id.visible
        finished += 1
        guard tallies.isEmpty else { return }
        let tail = style.paint("(\(TimeText.duration(took, language)))", .faint)
        lines.append(style.paint(word(.done), .added) + "  \(title)  \(tail)")
    }

    package mutating func fail(_ id: String, reason: String) {
        let title = end(id, \.failed) ?? id.visible
        failed += 1
        lines.append(style.paint(word(.failed), .error) + "  \(title): \(reason.visible)")
    }

    package mutating func skip(_ title: String, of kind: ResourceKind? = nil, because: String) {
        skipped += 1
        if let kind { tallies[kind]?.skipped += 1 }
        lines.append(style.paint(word(.skipped), .warning) + "  \(title.visible): \(because.visible)")
    }

    package mutating func note(_ text: String) {
        lines.append(style.paint(word(.note), .accent) + "  \(text.visible)")
    }

    /// - Parameter left: until all of it is over.
    package mutating func expect(_ left: Duration, now: Duration) { expectedEnd = now + left }

    /// No new steps from here on; the block says so.
    package mutating func stop() { isStopping = true }

    private mutating func end(_ id: String, _ result: WritableKeyPath<Tally, Int>) -> String? {
        guard let step = running.removeValue(forKey: id) else { return nil }
        order.removeAll { $0 == id }
        if let kind = step.kind {
            tallies[kind]?.running -= 1
            tallies[kind]?[keyPath: result] += 1
        }
        return step.title
    }

    // MARK: What to write

    /// Bytes that bring a terminal up to date: finished lines scroll up, the block below is drawn anew.
    package mutating func frame(now: Duration, width: Int, height: Int) -> String {
        var text = erase(width: width)
        for line in lines { text += line + "\n" }
        lines = []
        let block = self.block(now: now, width: width, height: height)
        for line in block { text += line + "\n" }
        drawn = block.map { DisplayWidth.withoutColour($0) }
        return text
    }

    /// Bytes that take the block away; finished lines stay.
    /// - Parameter width: of the terminal now.
    package mutating func close(width: Int) -> String {
        var text = erase(width: width)
        for line in lines { text += line + "\n" }
        lines = []
        drawn = []
        return text
    }

    /// A terminal that became narrower has broken the lines of the block into several.
    private func erase(width: Int) -> String {
        let rows = drawn.reduce(0) { $0 + max(1, ($1 + width - 1) / max(width, 1)) }
        return rows == 0 ? "" : "\u{1B}[\(rows)A\r\u{1B}[J"
    }

    private func block(now: Duration, width: Int, height: Int) -> [String] {
        guard total > 0 || !running.isEmpty else {
            guard !preparation.isEmpty else { return [] }
            let text = "  " + language.listed([preparation, TimeText.clock(now - began)])
            return [style.paint(text.truncated(to: width - 1), .faint)]
        }
        let kinds = Array(bars(width: width).prefix(max(0, height - 4)))
        let room = max(1, min(height - 2 - kinds.count, Self.mostLines))
        let fits = order.count <= room
        let shown = fits ? order[...] : order.prefix(room - 1)
        let titleWidth = shown.compactMap { running[$0]?.title.displayWidth }.max() ?? 0
        var block =
            kinds
            + shown.compactMap { id in
                running[id].map { line($0, titleWidth: titleWidth, now: now, width: width) }
            }
        if !fits {
            let more = Count.grouped(order.count - shown.count)
            block.append("          " + language("and \(more) more running", zh: "另有 \(more) 步运行中"))
        }
        block.append(style.paint(summary(now: now).truncated(to: width - 1), .strong))
        return block
    }

    /// `  servers  ######......   412 of 1,000, 64 running, 2 failed`
    private func bars(width: Int) -> [String] {
        let kinds = tallies.sorted { $0.key < $1.key }
        let names = kinds.map { $0.key.name(language) }
        let nameWidth = names.map(\.displayWidth).max() ?? 0
        let barWidth = max(6, min(30, width - nameWidth - 46))
        return zip(kinds, names).map { kind, name in
            let tally = kind.value
            let ended = tally.done + tally.failed + tally.skipped
            let filled = tally.total == 0 ? 0 : barWidth * min(ended, tally.total) / tally.total
            let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: barWidth - filled)
            let text = "  \(name.padded(to: nameWidth))  \(bar)  \(language.listed(counts(tally)))"
            return style.paint(text.truncated(to: width - 1), tally.failed > 0 ? .error : .strong)
        }
    }

    private func counts(_ tally: Tally) -> [String] {
        var parts = [
            language(
                "\(Count.grouped(tally.done)) of \(Count.grouped(tally.total))",
                zh: "\(Count.grouped(tally.done))/\(Count.grouped(tally.total))")
        ]
        func add(_ count: Int, _ english: String, zh chinese: String) {
            guard count > 0 else { return }
            parts.append(
                language("\(Count.grouped(count)) \(english)", zh: "\(chinese) \(Count.grouped(count))"))
        }
        add(tally.running, "running", zh: "运行中")
        add(tally.failed, "failed", zh: "失败")
        add(tally.skipped, "skipped", zh: "跳过")
        return parts
    }

    private static let mostLines = 30

    private func line(_ step: Step, titleWidth: Int, now: Duration, width: Int) -> String {
        let clock = TimeText.clock(now - step.began).leftPadded(to: 6)
        let percent = (step.percent.map { "\($0) %" } ?? "").leftPadded(to: 6)
        let room = max(width - 1 - 10 - clock.utf8.count - percent.utf8.count - 1, 10)
        let title = step.title.truncated(to: room)
        var middle = title
        let rest = room - min(titleWidth, room) - 2
        if !step.phase.isEmpty, rest > 6 {
            middle = title.padded(to: min(titleWidth, room)) + "  " + step.phase.truncated(to: rest)
        }
        return style.paint(word(.running), .accent) + "  " + middle.padded(to: room) + percent + " "
            + style.paint(clock, .faint)
    }

    private func summary(now: Duration) -> String {
        var parts: [String] = []
        if total > 0 {
            parts.append(
                language(
                    "\(Count.grouped(finished)) of \(Count.grouped(total)) done",
                    zh: "共 \(Count.grouped(total)) 步，完成 \(Count.grouped(finished)) 步"))
        }
        func add(_ count: Int, _ english: String, zh chinese: String) {
            guard count > 0 else { return }
            parts.append(
                language("\(Count.grouped(count)) \(english)", zh: "\(chinese) \(Count.grouped(count)) 步"))
        }
        add(running.count, "running", zh: "运行中")
        add(failed, "failed", zh: "失败")
        add(skipped, "skipped", zh: "跳过")
        add(total - finished - failed - skipped - running.count, "waiting", zh: "等待")
        let stopping =
            isStopping
            ? language("stopping (Ctrl-C again leaves at once): ", zh: "正在停止（再按 Ctrl-C 立即退出）：") : ""
        if let expectedEnd, !isStopping, expectedEnd > now {
            let left = TimeText.duration(expectedEnd - now, language)
            parts.append(language("about \(left) left", zh: "预计还需 \(left)"))
        }
        return "  " + stopping + language.listed(parts + [TimeText.clock(now - began)])
    }
}
