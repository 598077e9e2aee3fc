import XimageCore
package import XimagePlanning

/// A plan in numbers.
package struct PlanSummary: Hashable, Sendable {
    /// Words of actions in the order in which they are told.
    static let words = ["create", "update", "replace", "delete", "forget"]

    /// By word of the action.
    private(set) var counts: [String: Int] = [:]
    private(set) var byKind: [ResourceKind: [String: Int]] = [:]
    private let unchanged: Int

    package init(_ plan: Plan) {
        unchanged = plan.unchanged
        for change in plan.changes {
            counts[change.action.word, default: 0] += 1
            byKind[change.address.kind, default: [:]][change.action.word, default: 0] += 1
        }
    }

    /// `4 to create, 1 to update`; `nothing to change` when there is nothing.
    package var text: String {
        let parts = Self.words.compactMap { word -> String? in
            guard let count = counts[word], count > 0 else { return nil }
            return "\(Count.grouped(count)) to \(word)"
        }
        return parts.isEmpty ? "nothing to change" : parts.joined(separator: ", ")
    }

    /// `12 unchanged, 2 existing ones only read`; `nil` when there is nothing to say.
    func rest(existing: Int) -> String? {
        var parts: [String] = []
        if unchanged > 0 { parts.append("\(Count.grouped(unchanged)) unchanged") }
        if existing > 0 { parts.append("\(Count.grouped(existing)) existing, only read") }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    /// One row a kind, one column an action.
    var table: Table {
        let used = Self.words.filter { counts[$0] != nil }
        var table = Table([.init("")] + used.map { .init($0, alignsRight: true) }, showsHeading: true)
        for kind in byKind.keys.sorted() {
            table.rows.append(
                [kind.plural] + used.map { byKind[kind]?[$0].map { Count.grouped($0) } ?? "-" })
        }
        return table
    }
}
