import XimageCore
package import XimagePlanning

/// A plan in numbers.
package struct PlanSummary: Hashable, Sendable {
    /// Words of actions in the order in which they are told.
    static let words = ["create", "update", "replace", "delete", "forget"]

    private static let chinese = [
        "create": "创建", "update": "更新", "replace": "替换", "delete": "删除", "forget": "不再管理",
    ]

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
    package var text: String { text(.english) }

    func text(_ language: Language) -> String {
        let parts = Self.words.compactMap { word -> String? in
            guard let count = counts[word], count > 0 else { return nil }
            return language(
                "\(Count.grouped(count)) to \(word)",
                zh: "\(Self.chinese[word] ?? word) \(Count.grouped(count)) 个")
        }
        guard !parts.isEmpty else { return language("nothing to change", zh: "没有变更") }
        return parts.joined(separator: language(", ", zh: "，"))
    }

    /// `12 unchanged, 2 existing ones only read`; `nil` when there is nothing to say.
    func rest(existing: Int, _ language: Language = .english) -> String? {
        var parts: [String] = []
        if unchanged > 0 {
            parts.append(
                language("\(Count.grouped(unchanged)) unchanged", zh: "\(Count.grouped(unchanged)) 个不变"))
        }
        if existing > 0 {
            parts.append(
                language(
                    "\(Count.grouped(existing)) existing, only read", zh: "\(Count.grouped(existing)) 个已有对象只读"
                ))
        }
        return parts.isEmpty ? nil : parts.joined(separator: language("; ", zh: "；"))
    }

    /// One row a kind, one column an action.
    func table(_ language: Language) -> Table {
        let used = Self.words.filter { counts[$0] != nil }
        var table = Table(
            [.init(Heading.none)]
                + used.map { .init(Bilingual($0, zh: Self.chinese[$0] ?? $0), alignsRight: true) },
            showsHeading: true)
        for kind in byKind.keys.sorted() {
            table.rows.append(
                [kind.name(language)] + used.map { byKind[kind]?[$0].map { Count.grouped($0) } ?? "-" })
        }
        return table
    }
}
