/// How predictions and refusals met.
struct ForesightTally: Sendable {
    struct Row: Sendable {
        var predicted = 0
        var refused = 0
        /// A case that the service accepts.
        var accepted: UInt64?
        /// Codes with which the service refused.
        var codes: Set<String> = []
    }

    private static let shown = 40
    var cases = 0
    var units = 0
    /// The manifest or the planner refuses the case.
    var untried: [String] = []
    /// Predicted and refused.
    var foreseen = 0
    /// Refused by what only the service knows.
    var serverSide = 0
    var missed: [String] = []
    var falseAlarms: [String] = []
    var rows: [String: Row] = [:]

    var table: String {
        var lines = ["rule   predicted  refused  accepted  codes"]
        for (rule, row) in rows.sorted(by: { $0.key < $1.key }) {
            lines.append(
                pad(rule, 7) + pad(row.predicted, 11) + pad(row.refused, 9)
                    + pad(row.accepted.map { "\($0)" } ?? "-", 10)
                    + row.codes.sorted().joined(separator: " "))
        }
        lines.append(
            "\(cases) cases, \(untried.count) not tried, \(units) units: \(foreseen) foreseen, \(missed.count) missed, "
                + "\(falseAlarms.count) false alarms, \(serverSide) known to the service alone")
        return
            (lines + missed.prefix(Self.shown).map { "missed: \($0)" }
            + untried.prefix(Self.shown / 2).map { "not tried: \($0)" }
            + falseAlarms.prefix(Self.shown).map { "false alarm: \($0)" }).joined(separator: "\n")
    }

    private func pad(_ value: some CustomStringConvertible, _ width: Int) -> String {
        let text = "\(value)"
        return text + String(repeating: " ", count: max(1, width - text.count))
    }

    mutating func add(_ item: GeneratedCase, _ outcome: ForesightOutcome) {
        cases += 1
        if let problem = outcome.problem {
            untried.append("seed \(item.seed): \(problem)")
            return
        }
        units += item.units.count
        for place in item.places {
            let predicted = outcome.predicted[place] ?? []
            let refused = outcome.refused[place] ?? []
            let knowable = refused.filter { !outcome.isServerSide($0) }
            serverSide += refused.count - knowable.count
            let said = predicted.map { "\($0.code) at \($0.address): \($0.detail)" }.joined(separator: ", ")
            let refusals = refused.map { "\($0.code) at \($0.address): \($0.detail)" }.joined(separator: ", ")
            let words =
                "seed \(item.seed), \(place.map { "unit \($0)" } ?? "region") \(item.deeds(at: place))"
            if !predicted.isEmpty, !refused.isEmpty {
                foreseen += 1
            } else if !knowable.isEmpty {
                missed.append("\(words): \(refusals)")
            } else if !predicted.allSatisfy(\.isForPeople) {
                falseAlarms.append("\(words): \(said)")
            }
            for code in Set(predicted.map(\.code)) {
                rows[code, default: Row()].predicted += 1
                if refused.isEmpty { rows[code]?.accepted = item.seed } else { rows[code]?.refused += 1 }
                if predicted.count == 1 { rows[code]?.codes.formUnion(refused.map(\.code)) }
            }
        }
    }
}
