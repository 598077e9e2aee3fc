import XimageCore
import XimagePlanning

/// What the options of a run left out of its plan.
enum LeftOutText {
    private static let limit = 5

    /// Full sentences, one a line; empty when nothing was left out.
    static func lines(_ changes: [LeftOutChange]) -> [String] {
        guard !changes.isEmpty else { return [] }
        let count = Count.of(changes.count, "change")
        let names = shown(
            changes.map { change in
                change.action.map { "\($0.word) \(change.address.shown)" }
                    ?? "\(change.address.shown) (ximage would refuse it)"
            })
        var result = ["\(count) left out, as the options of this run say: \(names)."]
        var due: [String] = []
        var closed: [String] = []
        var never: [String] = []
        for change in changes {
            let address = change.address.series.shown
            switch change.due {
            case .notAsked: break
            case .at(let moment): due.append("\(address) at \(TimeText.moment(moment))")
            case .closed(let moment): closed.append("\(address) until \(TimeText.moment(moment))")
            case .never: never.append(address)
            }
        }
        if !due.isEmpty { result.append("Due by schedule: \(shown(due)).") }
        if !closed.isEmpty { result.append("Due, and outside the window of the schedule: \(shown(closed)).") }
        if !never.isEmpty {
            result.append(
                "Due by no schedule: \(shown(never)). A run without --due-only carries out what no schedule asks for."
            )
        }
        return result
    }

    private static func shown(_ parts: [String]) -> String {
        let more = parts.count - limit
        return Count.listed(parts.prefix(limit) + (more > 0 ? ["\(Count.grouped(more)) more"] : []))
    }
}
