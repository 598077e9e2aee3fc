import XimageCore
import XimagePlanning

/// How rules say things.
enum Wording {
    /// At most `limit` items, parted by commas; a word when there are none.
    static func list(_ items: some Sequence<String>, limit: Int = 6) -> RuleArgument {
        let all = Array(items)
        guard !all.isEmpty else { return RuleArgument("none", zh: "无") }
        let shown = all.prefix(limit).joined(separator: ", ")
        guard all.count > limit else { return RuleArgument(shown) }
        let rest = all.count - limit
        return RuleArgument("\(shown) and \(rest) more", zh: "\(shown) 等 \(all.count) 个")
    }
}
