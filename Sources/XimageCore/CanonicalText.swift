/// One text per value, for digests and comparisons: equal values, equal bytes. Not for people.
package enum CanonicalText {
    package static func of(_ value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .string(let text): quoted(text)
        case .list(let values): "[" + values.map(of).joined(separator: ",") + "]"
        case .map(let values):
            "{"
                + values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                .map { "\(quoted($0.key)):\(of($0.value))" }.joined(separator: ",") + "}"
        case .reference(let address): "ref(\(address))"
        case .knownAfterApply: "unknown"
        case .secret: "secret"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { result.unicodeScalars.append("\\") }
            result.unicodeScalars.append(scalar)
        }
        return result + "\""
    }
}
