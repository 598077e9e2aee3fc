import XimageYAML

/// The text of a fault script or world file, YAML or JSON, as values. Problems name line and column.
func readDocument(_ text: String) throws(SandboxError) -> JSON {
    let bytes = Array(text.utf8)
    if bytes.first == UInt8(ascii: "{"), let json = try? JSON(parsing: bytes) { return json }
    let result = YAMLParser.parse(bytes)
    if let problem = result.problems.first {
        let place = problem.range.start
        throw .invalid(
            detail: "Line \(place.line), column \(place.column): \(problem.summary). \(problem.detail)")
    }
    guard result.tree.documents.count == 1, let root = result.tree.documents.first else {
        throw .invalid(detail: "Exactly one document is needed.")
    }
    return JSON(result.tree, root)
}

extension JSON {
    /// The node with everything in it.
    fileprivate init(_ tree: YAMLTree, _ node: Int) {
        switch tree.kind(node) {
        case .mapping:
            self = .object(tree.entries(node).map { (tree.string($0.key), JSON(tree, $0.value)) })
        case .sequence:
            self = .array(tree.children(node).map { JSON(tree, $0) })
        case .scalar:
            switch tree.scalar(node) {
            case .null: self = .null
            case .bool(let flag): self = .bool(flag)
            case .int(let number): self = .int(number)
            case .float(let number): self = .double(number)
            case .hugeInt(let text), .string(let text): self = .string(text)
            }
        }
    }
}
