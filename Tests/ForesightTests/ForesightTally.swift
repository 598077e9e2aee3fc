/// How predictions and refusals met.
struct ForesightTally: Sendable {
    struct Row: Sendable {
        var seeded = 0
        var predicted = 0
        var refused = 0
        var missed = 0
        /// Codes with which the service refused.
        var codes: Set<String> = []
    }

    var cases = 0
    var units = 0
    /// Predicted and refused.
    var foreseen = 0
    /// Refused by what only the service knows.
    var serverSide = 0
    var missed: [String] = []
    var falseAlarms: [String] = []
    var rows: [String: Row] = [:]

    var table: String {
        var lines = ["rule   seeded  predicted  refused  missed  codes"]
        for (rule, row) in rows.sorted(by: { $0.key < $1.key }) {
            lines.append(
                pad(rule, 7) + pad(row.seeded, 8) + pad(row.predicted, 11) + pad(row.refused, 9)
                    + pad(row.missed, 8) + row.codes.sorted().joined(separator: " "))
        }
        lines.append(
            "\(cases) cases, \(units) units: \(foreseen) foreseen, \(missed.count) missed, "
                + "\(falseAlarms.count) false alarms, \(serverSide) known to the service alone")
        return
            (lines + missed.prefix(20).map { "missed: \($0)" }
            + falseAlarms.prefix(20).map { "false alarm: \($0)" }).joined(separator: "\n")
    }

    private func pad(_ value: some CustomStringConvertible, _ width: Int) -> String {
        let text = "\(value)"
        return text + String(repeating: " ", count: max(1, width - text.count))
    }

    mutating func add(_ item: ForesightCase, _ outcome: ForesightOutcome) {
        cases += 1
        units += item.units.count
        for place in [Int?](item.units.map(\.number)) + [nil] {
            let predicted = outcome.predicted[place] ?? []
            let refused = outcome.refused[place] ?? []
            let knowable = refused.filter { !outcome.isServerSide($0) }
            serverSide += refused.count - knowable.count
            let breakers = item.broken.filter { $0.unit == place }.map(\.breaker)
            let said = predicted.map { "\($0.code) at \($0.address)" }.joined(separator: ", ")
            let refusals = refused.map { "\($0.code) at \($0.address): \($0.detail)" }.joined(separator: ", ")
            let words = "seed \(item.seed), \(place.map { "unit \($0)" } ?? "region")"
            switch (predicted.isEmpty, knowable.isEmpty) {
            case (false, false): foreseen += 1
            case (true, false): missed.append("\(words) [\(breakers.map(\.name))]: \(refusals)")
            case (false, true): falseAlarms.append("\(words) [\(breakers.map(\.name))]: \(said)")
            case (true, true): break
            }
            for breaker in breakers {
                rows[breaker.rule, default: Row()].seeded += 1
                if predicted.contains(where: { $0.code == breaker.rule }) {
                    rows[breaker.rule]?.predicted += 1
                }
                if !refused.isEmpty { rows[breaker.rule]?.refused += 1 }
                if predicted.isEmpty, !knowable.isEmpty { rows[breaker.rule]?.missed += 1 }
                if breakers.count == 1 { rows[breaker.rule]?.codes.formUnion(refused.map(\.code)) }
            }
        }
    }
}
