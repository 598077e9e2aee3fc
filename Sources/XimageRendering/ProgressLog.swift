package import XimageCore

/// A running apply as plain lines with the time in front, for logs and pipes. A step that goes on is told of when its
/// phase changes, and once a minute.
package struct ProgressLog: Sendable {
    private struct Step {
        var title: String
        var phase = ""
        var told: Duration
    }

    private var total = 0
    private var finished = 0
    private var running: [String: Step] = [:]
    private let language: Language

    package init(_ language: Language = .english) { self.language = language }

    package mutating func begin(steps: Int, at moment: Timestamp) -> String {
        total = steps
        return line(moment, .begin, language(Count.of(steps, "step"), zh: "共 \(Count.grouped(steps)) 步"))
    }

    package mutating func start(_ id: String, title: String, at moment: Timestamp, now: Duration) -> String {
        running[id] = Step(title: title.visible, told: now)
        return line(moment, .start, title.visible)
    }

    /// Empty when there is nothing worth a line.
    package mutating func progress(
        _ id: String, phase: String, percent: Int?, at moment: Timestamp, now: Duration
    ) -> String {
        guard let step = running[id], step.phase != phase || now - step.told >= .seconds(60) else {
            return ""
        }
        running[id]?.phase = phase
        running[id]?.told = now
        let share = percent.map { language(", \($0) %", zh: "，\($0) %") } ?? ""
        return line(moment, .going, told(step.title, phase) + share)
    }

    package mutating func succeed(_ id: String, remoteID: String?, took: Duration, at moment: Timestamp)
        -> String
    {
        finished += 1
        let title = running.removeValue(forKey: id)?.title ?? id.visible
        let facts = [TimeText.duration(took, language)] + (remoteID.map { ["id \($0.visible)"] } ?? [])
        let aside = language.listed(facts)
        return line(
            moment, .done,
            language(
                "\(title) (\(aside)), \(finished) of \(total)", zh: "\(title)（\(aside)），\(finished)/\(total)")
        )
    }

    package mutating func fail(_ id: String, reason: String, at moment: Timestamp) -> String {
        let title = running.removeValue(forKey: id)?.title ?? id.visible
        return line(moment, .failed, told(title, reason))
    }

    package func skip(_ title: String, because: String, at moment: Timestamp) -> String {
        line(moment, .skipped, told(title.visible, because))
    }

    package func note(_ text: String, at moment: Timestamp) -> String { line(moment, .note, text.visible) }

    private func told(_ title: String, _ words: String) -> String {
        title + language(": ", zh: "：") + words.visible
    }

    private func line(_ moment: Timestamp, _ word: ProgressWord, _ text: String) -> String {
        let seconds = Timestamp(milliseconds: moment.milliseconds - moment.milliseconds % 1000)
        return "\(seconds) \(word.text(language).padded(to: 7)) \(text)\n"
    }
}
