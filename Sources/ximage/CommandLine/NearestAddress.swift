import XimageCore
import XimageRendering

/// Advice after an address that is not there.
enum NearestAddress {
    /// - Parameter otherwise: advice where none of the known addresses is near.
    static func advice(_ mistyped: String, among known: some Sequence<Address>, otherwise: String) -> String {
        let texts = Set(known.flatMap { [$0, $0.series] }.map(\.description)).subtracting([mistyped])
        let near = Nearest.words(to: mistyped, in: texts)
        guard !near.isEmpty else { return otherwise }
        return "Did you mean \(near.map { "`\($0.visible)`" }.joined(separator: " or "))? \(otherwise)"
    }
}
