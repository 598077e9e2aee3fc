import XimageCore
import XimageRendering

/// Advice after an address that is not there.
enum NearestAddress {
    /// - Parameter otherwise: advice where none of the known addresses is near.
    static func advice(
        _ mistyped: String, among known: some Sequence<Address>, otherwise: RuleArgument
    ) -> RuleArgument {
        let texts = Set(known.flatMap { [$0, $0.series] }.map(\.description)).subtracting([mistyped])
        let near = Nearest.words(to: mistyped, in: texts).map { "`\($0.visible)`" }
        guard !near.isEmpty else { return otherwise }
        return RuleArgument(
            "Did you mean \(near.joined(separator: " or "))? \(otherwise.english)",
            zh: "您是指 \(near.joined(separator: " 或 "))吗？\(otherwise.chinese ?? otherwise.english)")
    }
}
