import XimageCore
import XimagePlanning

/// What the options of a run left out of its plan.
enum LeftOutText {
    private static let limit = 5

    /// Full sentences, one a line; empty when nothing was left out.
    static func lines(_ changes: [LeftOutChange], _ language: Language = .english) -> [String] {
        guard !changes.isEmpty else { return [] }
        let count = Count.of(changes.count, "change")
        let names = shown(
            changes.map { change in
                change.action.map { "\($0.word(language)) \(change.address.shown)" }
                    ?? language(
                        "\(change.address.shown) (ximage would refuse it)",
                        zh: "\(change.address.shown)（ximage 会拒绝）")
            }, language)
        var result = [
            language(
                "\(count) left out, as the options of this run say: \(names).",
                zh: "按本次运行的选项，略去 \(Count.grouped(changes.count)) 项变更：\(names)。")
        ]
        var due: [String] = []
        var closed: [String] = []
        var never: [String] = []
        for change in changes {
            let address = change.address.series.shown
            switch change.due {
            case .notAsked: break
            case .at(let moment):
                due.append(
                    language(
                        "\(address) at \(TimeText.moment(moment))",
                        zh: "\(address)（\(TimeText.moment(moment))）"))
            case .closed(let moment):
                closed.append(
                    language(
                        "\(address) until \(TimeText.moment(moment))",
                        zh: "\(address)（至 \(TimeText.moment(moment))）"))
            case .never: never.append(address)
            }
        }
        if !due.isEmpty {
            result.append(
                language("Due by schedule: \(shown(due, language)).", zh: "按计划到期：\(shown(due, language))。"))
        }
        if !closed.isEmpty {
            result.append(
                language(
                    "Due, and outside the window of the schedule: \(shown(closed, language)).",
                    zh: "已到期，但不在计划的时间窗口内：\(shown(closed, language))。"))
        }
        if !never.isEmpty {
            result.append(
                language(
                    "Due by no schedule: \(shown(never, language)). A run without --due-only carries out what no schedule asks for.",
                    zh: "没有计划到期：\(shown(never, language))。不带 --due-only 的运行会执行没有计划的变更。")
            )
        }
        return result
    }

    private static func shown(_ parts: [String], _ language: Language) -> String {
        let more = parts.count - limit
        let rest = language("\(Count.grouped(more)) more", zh: "另外 \(Count.grouped(more)) 项")
        return language.list(parts.prefix(limit) + (more > 0 ? [rest] : []))
    }
}
