import XimageYAML

/// A value of a world file or fault script, and where it stands.
struct DocumentNode {
    private enum Source {
        case json(JSON)
        case yaml(YAMLTree, Int)
    }

    private let source: Source

    /// Reads a text of YAML, or of JSON for speed with large exports. Problems name line and column.
    init(reading text: String) throws(SandboxError) {
        let bytes = Array(text.utf8)
        if bytes.first == UInt8(ascii: "{"), let json = try? JSON(parsing: bytes) {
            source = .json(json)
            return
        }
        let result = YAMLParser.parse(bytes)
        if let problem = result.problems.first {
            let place = problem.range.start
            throw .document(
                line: place.line, column: place.column, detail: "\(problem.summary). \(problem.detail)")
        }
        guard result.tree.documents.count == 1, let root = result.tree.documents.first else {
            throw .invalid(detail: "Exactly one document is needed.")
        }
        source = .yaml(result.tree, root)
    }

    private init(_ source: Source) {
        self.source = source
    }

    /// The value of a key; nil when it is missing or null.
    subscript(name: String) -> DocumentNode? {
        members?.last { $0.key == name && !$0.value.isNull }?.value
    }

    /// The entries of a mapping, in their order.
    var members: [(key: String, value: DocumentNode)]? {
        switch source {
        case .json(let json): return json.object?.map { ($0.key, DocumentNode(.json($0.value))) }
        case .yaml(let tree, let node):
            guard tree.kind(node) == .mapping else { return nil }
            return tree.entries(node).map { (tree.string($0.key), DocumentNode(.yaml(tree, $0.value))) }
        }
    }

    var array: [DocumentNode]? {
        switch source {
        case .json(let json): return json.array?.map { DocumentNode(.json($0)) }
        case .yaml(let tree, let node):
            guard tree.kind(node) == .sequence else { return nil }
            return tree.children(node).map { DocumentNode(.yaml(tree, $0)) }
        }
    }

    var string: String? { json.string }
    var text: String? { json.text }
    var int: Int? { json.int }
    var bool: Bool? { json.bool }
    var number: Double? { json.number }

    /// The whole number under the key; `standard` when there is none.
    func wholeNumber(_ key: String, standard: Int, in range: ClosedRange<Int>) throws(SandboxError) -> Int {
        guard let value = self[key] else { return standard }
        guard let number = value.json.exactInt, range.contains(number) else {
            throw value.wrong(
                "\(key) must be a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    private var isNull: Bool {
        if case .null = json { return true }
        return false
    }

    /// The value with everything in it.
    var json: JSON {
        switch source {
        case .json(let json): json
        case .yaml(let tree, let node): JSON(tree, node)
        }
    }

    /// What is wrong here.
    func wrong(_ detail: String) -> SandboxError {
        guard case .yaml(let tree, let node) = source else { return .invalid(detail: detail) }
        let place = tree.range(node).start
        return .document(line: place.line, column: place.column, detail: detail)
    }

    /// Refuses what is no mapping, and keys nobody knows.
    func check(_ known: [String], _ place: String) throws(SandboxError) {
        guard let members else { throw wrong("A mapping is needed in \(place).") }
        for (key, value) in members where !known.contains(key) {
            throw value.wrong(
                "\(key) is not known in \(place); there are \(known.sorted().joined(separator: ", ")).")
        }
    }
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
