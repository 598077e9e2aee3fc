package import XimageCore
internal import XimageYAML

/// Adds values to the text of a configuration file; comments and everything else stay.
package enum TrustText {
    /// `nil` when the file has a form that is left to its author.
    package static func adding(_ needs: [Trust.Need], to bytes: [UInt8]) -> [UInt8]? {
        let before = UserConfiguration.read(bytes, file: "config.yaml")
        guard !before.diagnostics.hasErrors else { return nil }
        var wanted = before.trust
        var result = bytes
        for need in needs where wanted[need.kind]?.contains(need.value) != true {
            guard let next = adding(need, to: result) else { return nil }
            result = next
            wanted[need.kind, default: []].insert(need.value)
        }
        let after = UserConfiguration.read(result, file: "config.yaml")
        let isRight =
            !after.diagnostics.hasErrors
            && Trust.Kind.allCases.allSatisfy {
                after.trust[$0, default: []] == wanted[$0, default: []]
            }
        return isRight ? result : nil
    }

    private static func adding(_ need: Trust.Need, to bytes: [UInt8]) -> [UInt8]? {
        let tree = YAMLParser.parse(bytes).tree
        guard tree.documents.count <= 1 else { return nil }
        let entry = "\(need.kind.rawValue): [\(Trust.quoted(need.value))]"
        let root = tree.documents.first
        guard let trust = root.flatMap({ value("trust", of: $0, in: tree) }) else {
            let isOpen = bytes.isEmpty || bytes.last == UInt8(ascii: "\n")
            return bytes + Array("\(isOpen ? "" : "\n")trust:\n  \(entry)\n".utf8)
        }
        guard tree.kind(trust) == .mapping, let first = tree.children(trust).first else { return nil }
        guard let list = value(need.kind.rawValue, of: trust, in: tree) else {
            guard !tree.isFlow(trust) else {
                return inserted("\(entry), ", at: tree.bytes(of: first).lowerBound, of: bytes)
            }
            let start = lineStart(of: tree.bytes(of: first).lowerBound, in: bytes)
            let indent = bytes[start..<tree.bytes(of: first).lowerBound]
            return inserted(String(decoding: indent, as: UTF8.self) + entry + "\n", at: start, of: bytes)
        }
        guard tree.kind(list) == .sequence else { return nil }
        let text = Trust.quoted(need.value)
        guard let item = tree.children(list).first else {
            return inserted(text, at: tree.bytes(of: list).upperBound - 1, of: bytes)
        }
        let place = tree.bytes(of: item).lowerBound
        guard !tree.isFlow(list) else { return inserted("\(text), ", at: place, of: bytes) }
        let start = lineStart(of: place, in: bytes)
        let bullet = String(decoding: bytes[start..<place], as: UTF8.self)
        return inserted("\(bullet)\(text)\n", at: start, of: bytes)
    }

    private static func value(_ key: String, of mapping: Int, in tree: YAMLTree) -> Int? {
        guard mapping < tree.nodeCount, tree.kind(mapping) == .mapping else { return nil }
        return tree.entries(mapping).first { tree.string($0.key) == key }?.value
    }

    private static func lineStart(of place: Int, in bytes: [UInt8]) -> Int {
        bytes[..<place].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    }

    private static func inserted(_ text: String, at place: Int, of bytes: [UInt8]) -> [UInt8] {
        Array(bytes[..<place]) + Array(text.utf8) + Array(bytes[place...])
    }
}
