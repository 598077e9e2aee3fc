internal import XimageCore
internal import XimageYAML

/// Finds the stretches of a file that nothing may show: passwords, user data, and values of sensitive variables.
///
/// The tree says where a value ends. Where a text has errors, ``DamagedText`` finds what the tree does not have.
struct SensitiveText {
    let names: SensitiveNames
    /// A file of names and values, for variables.
    var holdsValues = false

    /// The bytes as they may be shown, and the texts that are hidden in them.
    struct Result {
        var shown: [UInt8]
        var hidden: Set<String> = []
    }

    func read(_ bytes: [UInt8]) -> Result {
        guard holdsValues || names.hasSensitive || SensitiveNames.occur(in: bytes) else {
            return Result(shown: bytes)
        }
        let parsed = YAMLParser.parse(bytes)
        let tree = parsed.tree
        let text = DamagedText(tree.text.bytes, names, holdsValues: holdsValues)
        let (nodes, keys, isWhole) = nodes(of: tree)
        var ranges = nodes.map { tree.bytes(of: $0) } + keys.map { text.behind(tree.bytes(of: $0)) }
        ranges += isWhole && parsed.problems.isEmpty ? text.wordsInScalars(tree) : text.ranges()
        ranges = Self.merged(ranges)
        return Result(
            shown: Self.masked(tree.text.bytes, ranges),
            hidden: Self.lines(of: ranges, in: tree.text.bytes).union(Self.texts(of: nodes, in: tree)))
    }

    /// Names that the variables of a file have.
    static func names(in result: YAMLResult) -> SensitiveNames {
        let tree = result.tree
        var names = SensitiveNames()
        if !result.isReadable {
            names.variables = DamagedText(tree.text.bytes, names).markedNames
            names.areIncomplete = !names.variables.isEmpty
        }
        names.open = Set(blocks("variables", in: tree).map { tree.string($0.key) })
        // The name of their section may have a typo.
        for node in 0..<tree.nodeCount where !tree.isAlias(node) && tree.kind(node) == .mapping {
            tree.forEachEntry(node) { entry in
                if isSensitive(entry.value, in: tree) { names.variables.insert(tree.string(entry.key)) }
            }
        }
        names.open.subtract(names.variables)
        return names
    }

    // MARK: The tree

    /// Values to hide, and keys of those that have an anchor or nothing behind them.
    /// - Returns: `isWhole` is false where a text may have slipped out of its value, as it was not indented.
    private func nodes(of tree: YAMLTree) -> (nodes: Set<Int>, keys: [Int], isWhole: Bool) {
        var result: Set<Int> = []
        var keys: [Int] = []
        var isWhole = true
        func hide(_ node: Int) { result.formUnion([node, tree.resolve(node)]) }
        func hide(_ node: Int, behind key: Int) {
            hide(node)
            guard tree.kind(node) == .scalar, !tree.isAlias(key) else { return }
            keys.append(key)
            let isBlock = [.literal, .folded].contains(tree.style(tree.resolve(node)))
            if isBlock, tree.withContent(node, \.isEmpty) { isWhole = false }
        }
        func hideValues(_ mapping: Int) {
            guard tree.kind(mapping) == .mapping else { return }
            for entry in tree.entries(mapping) where !names.mayShow(tree.string(entry.key)) {
                hide(entry.value)
            }
        }
        let environments = Self.blocks("environments", in: tree).map(\.value)
        let ofResources = Self.resources(in: tree)
        let declarations = Self.blocks("variables", in: tree)
        let declared = Set(declarations.map(\.value))
        var sensitive: Set<Int> = []
        for variable in declarations where names.variables.contains(tree.string(variable.key)) {
            if tree.kind(variable.value) == .mapping { sensitive.insert(variable.value) }
        }
        for node in 0..<tree.nodeCount where !tree.isAlias(node) && tree.kind(node) == .mapping {
            // Wherever it stands: its section may have a typo too.
            if Self.isSensitive(node, in: tree) { sensitive.insert(node) }
            let children = tree.children(node)
            for position in stride(from: 0, to: children.count - 1, by: 2) {
                let value = children[position + 1]
                guard !declared.contains(tree.resolve(value)) else { continue }
                let key = tree.string(children[position])
                switch names.finding(
                    key, mayBeVariable: !ofResources.contains { $0.contains(tree.bytes(of: node).lowerBound) }
                ) {
                case .secret:
                    if !Self.showsNothing(value, in: tree) { hide(value, behind: children[position]) }
                case .namedSo:
                    if tree.kind(value) != .mapping, !Self.showsNothing(value, in: tree) {
                        hide(value, behind: children[position])
                    }
                case nil: break
                }
            }
        }
        for variable in declarations where tree.kind(variable.value) != .mapping { hide(variable.value) }
        for mapping in sensitive {
            for entry in tree.entries(mapping) {
                let key = tree.string(entry.key)
                // A forgotten colon makes a key of both.
                if key.contains(where: { " =:".contains($0) }) { hide(entry.key) }
                if !["type", "description"].contains(key), !SensitiveNames.marksSensitive(key) {
                    hide(entry.value)
                }
            }
        }
        for environment in environments {
            guard tree.kind(environment) == .mapping else { continue }
            for entry in tree.entries(environment)
            where !["defaults", "provider", "state"].contains(tree.string(entry.key)) {
                hideValues(entry.value)
            }
        }
        if holdsValues {
            for root in tree.documents where root < tree.nodeCount {
                if tree.kind(root) == .mapping { hideValues(root) } else { hide(root) }
            }
        }
        return (result, keys, isWhole)
    }

    /// Whether a node is an expression or names a file.
    private static func showsNothing(_ node: Int, in tree: YAMLTree) -> Bool {
        let node = tree.resolve(node)
        switch tree.kind(node) {
        case .sequence: return false
        case .scalar:
            return tree.withContent(node) { content in
                DamagedText.isExpression(content)
            }
        case .mapping:
            return tree.entries(node).allSatisfy {
                tree.string($0.key) == "file" && tree.kind($0.value) == .scalar
            }
        }
    }

    /// Sections in which a key that is called like a variable is something else.
    private static func resources(in tree: YAMLTree) -> [Range<Int>] {
        tree.documents.filter { $0 < tree.nodeCount && tree.kind($0) == .mapping }.flatMap { root in
            tree.entries(root).filter { entry in
                let name = tree.string(entry.key)
                return ManifestTables.file[name] != nil && !["variables", "environments"].contains(name)
            }.map { tree.bytes(of: $0.value) }
        }
    }

    private static func blocks(_ section: String, in tree: YAMLTree) -> [YAMLEntry] {
        tree.documents.filter { $0 < tree.nodeCount }.flatMap { root in
            value(section, of: root, in: tree).flatMap { tree.kind($0) == .mapping ? tree.entries($0) : [] }
        }
    }

    private static func value(_ key: String, of mapping: Int, in tree: YAMLTree) -> [Int] {
        guard tree.kind(mapping) == .mapping else { return [] }
        return tree.entries(mapping).filter { tree.string($0.key) == key }.map(\.value)
    }

    /// Also where the mark has a typo or no truth value: what a person meant to hide stays hidden.
    static func isSensitive(_ variable: Int, in tree: YAMLTree) -> Bool {
        guard tree.kind(variable) == .mapping else { return false }
        return tree.entries(variable).contains { entry in
            // A stray `!` makes a tag of the word.
            let isMark =
                SensitiveNames.marksSensitive(tree.string(entry.key)) || tree.tag(entry.key) == .other
            return isMark && tree.scalar(entry.value) != .bool(false)
        }
    }

    // MARK: Ranges

    private static func lines(of ranges: [Range<Int>], in bytes: [UInt8]) -> Set<String> {
        Set(
            ranges.flatMap { range in
                bytes[range].split { $0 == 0x0A || $0 == 0x0D }.map { line in
                    let text = line.drop { quotes.contains($0) }
                    let end = text.lastIndex { !quotes.contains($0) }.map { $0 + 1 } ?? text.startIndex
                    return String(decoding: text[..<end], as: UTF8.self)
                }
            })
    }

    private static let quotes: Set<UInt8> = [0x20, 0x09, 0x22, 0x27]

    /// As escapes read.
    private static func texts(of nodes: Set<Int>, in tree: YAMLTree) -> Set<String> {
        var result: Set<String> = []
        func add(_ node: Int) {
            if tree.kind(node) == .scalar {
                result.formUnion(tree.string(node).split(whereSeparator: \.isNewline).map(String.init))
            } else {
                tree.forEachChild(node, add)
            }
        }
        nodes.forEach(add)
        return result
    }

    private static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        for range in ranges.filter({ !$0.isEmpty }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, range.lowerBound <= last.upperBound {
                result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }

    /// A text in which each character of some ranges is a star; line breaks and columns stay.
    private static func masked(_ bytes: [UInt8], _ ranges: [Range<Int>]) -> [UInt8] {
        guard !ranges.isEmpty else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var position = 0
        for range in ranges {
            result += bytes[position..<range.lowerBound]
            for byte in bytes[range] {
                if byte == 0x0A || byte == 0x0D {
                    result.append(byte)
                } else if byte & 0xC0 != 0x80 {
                    result.append(UInt8(ascii: "*"))
                }
            }
            position = range.upperBound
        }
        return result + bytes[position...]
    }
}
