import Synchronization

/// The set that a run is about, as on the command line: commands that it advises have to be about the same one.
final class SetPlace: Sendable {
    private struct Words {
        var place = ""
        var values = ""
    }

    private let words = Mutex(Words())

    func set(_ choice: some ManifestChoice) {
        let given = Words(place: choice.placeWords, values: choice.valueWords)
        words.withLock { $0 = given }
    }

    /// Advice whose commands name the set as this command line does.
    func completed(_ advice: String) -> String {
        let words = words.withLock { $0 }
        guard !words.place.isEmpty || !words.values.isEmpty, advice.contains("  ximage ") else {
            return advice
        }
        return advice.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard let command = Self.command(line), !Self.withoutSet.contains(command) else {
                return String(line)
            }
            var result = String(line)
            if !line.contains(" -C ") { result += words.place }
            if !line.contains(" --env "), !line.contains(" --var") { result += words.values }
            return result
        }.joined(separator: "\n")
    }

    /// Commands that read no manifest set.
    private static let withoutSet: Set<Substring> = [
        "init", "fmt", "rules", "schema", "sandbox", "completion", "version", "help",
    ]

    /// The command of a line that stands alone; `nil` for other lines.
    private static func command(_ line: Substring) -> Substring? {
        let text = line.drop { $0 == " " }
        guard line.hasPrefix("  "), text.hasPrefix("ximage ") else { return nil }
        return text.dropFirst("ximage ".count).prefix { $0 != " " }
    }
}
