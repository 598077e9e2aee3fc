internal import XimageYAML

/// Formats a file section by section, so that one section without a canonical layout leaves the others theirs.
enum FormattedSections {
    /// The text, and the keys of the sections that were left as they are. `nil` when the file is not one mapping with
    /// its keys at the margin, or when the parts together would say something else.
    static func formatted(_ tree: YAMLTree, each format: (YAMLTree) -> String?) -> (
        text: String, left: [YAMLRange]
    )? {
        guard tree.documents.count == 1, let root = tree.documents.first, root < tree.nodeCount,
            tree.kind(root) == .mapping, !tree.isFlow(root)
        else { return nil }
        let bytes = tree.text.bytes
        let children = tree.children(root)
        let keys = stride(from: 0, to: children.count, by: 2).map { children[$0] }
        let starts = keys.map { lineStart(of: tree.bytes(of: $0).lowerBound, in: bytes) }
        guard Set(starts).count == starts.count else { return nil }
        var text: [UInt8] = []
        var left: [YAMLRange] = []
        for (index, key) in keys.enumerated() {
            let end = index + 1 < keys.count ? starts[index + 1] : bytes.count
            let part = Array(bytes[(index == 0 ? 0 : starts[index])..<end])
            let parsed = YAMLParser.parse(part)
            if !parsed.problems.contains(where: \.isFatal), let formatted = format(parsed.tree) {
                text += Array(formatted.utf8)
                // The blank line before the next section belongs to the end of this one.
                if index + 1 < keys.count, endsWithBlankLine(part) { text.append(0x0A) }
            } else {
                text += part
                left.append(tree.range(key))
            }
        }
        guard left.count < keys.count, YAMLParser.parse(text).tree.saysTheSame(as: tree) else { return nil }
        return (String(decoding: text, as: UTF8.self), left)
    }

    private static func lineStart(of offset: Int, in bytes: [UInt8]) -> Int {
        var start = offset
        while start > 0, bytes[start - 1] != 0x0A { start -= 1 }
        return start
    }

    private static func endsWithBlankLine(_ part: [UInt8]) -> Bool {
        let lines = part.split(omittingEmptySubsequences: false) { $0 == 0x0A }
        guard lines.count >= 2 else { return false }
        return lines[lines.count - 2].allSatisfy { $0 == 0x20 || $0 == 0x0D }
    }
}
