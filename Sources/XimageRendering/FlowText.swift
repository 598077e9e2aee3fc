import XimageCore

/// Attributes in the flow style of YAML, as a manifest would give them, without what is so by default:
/// `name: shop-web, systemDisk: {type: SSD, size: 40 GiB}`.
enum FlowText {
    static func of(_ attributes: Attributes, _ kind: ResourceKind, showsRegion: Bool) -> String {
        let schema = ResourceSchema.of(kind)
        var parts: [(key: String, values: [(String, String)])] = []
        for entry in attributes.entries where !entry.value.isEmpty && (showsRegion || entry.name != .region) {
            if let standard = schema[entry.name]?.key?.standard, standard == entry.value { continue }
            let path = entry.name.description.split(separator: ".", maxSplits: 1).map(String.init)
            let value = flow(ValueText.plain(entry.value, entry.name), unit: schema[entry.name]?.unit)
            let name = path.count > 1 ? path[1] : ""
            if let index = parts.firstIndex(where: { $0.key == path[0] && !name.isEmpty }) {
                parts[index].values.append((name, value))
            } else {
                parts.append((path[0], [(name, value)]))
            }
        }
        return parts.map { part in
            if part.values.count == 1, let only = part.values.first, only.0.isEmpty {
                return "\(part.key):\(bond)\(only.1)"
            }
            return "\(part.key):\(bond){"
                + part.values.map { "\($0.0):\(bond)\($0.1)" }.joined(separator: ", ") + "}"
        }.joined(separator: ", ")
    }

    /// Stands for a blank at which no line breaks.
    static let bond: Character = "\u{A0}"

    private static func flow(_ value: Value, unit: String?) -> String {
        switch value {
        case .string(let text): quoted(text.visible)
        case .list(let values): "[" + values.map { flow($0, unit: nil) }.joined(separator: ", ") + "]"
        case .map(let values):
            "{"
                + ValueText.pairs(values).map { "\($0.key): \(flow($0.value, unit: nil))" }
                .joined(separator: ", ") + "}"
        case .null, .bool, .int, .reference, .knownAfterApply, .secret: ValueText.of(value, unit: unit)
        }
    }

    /// In quotes where the text could be read as more than one value.
    private static func quoted(_ text: String) -> String {
        let isPlain =
            !text.isEmpty && text.first != " " && text.last != " "
            && !text.contains { ",:{}[]\"#".contains($0) || $0.isNewline }
        return isPlain ? text : "\"\(text.replacing("\"", with: "\\\""))\""
    }
}
