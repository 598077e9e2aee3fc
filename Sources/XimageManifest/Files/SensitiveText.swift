internal import XimageYAML

/// Finds the stretches of manifests that snippets may not show: passwords, user data, and values of sensitive variables.
struct SensitiveText {
    /// Names of sensitive variables.
    private let names: Set<String>

    /// - Parameter names: sensitive variables of the whole set; those of the tree are found here.
    init(_ tree: YAMLTree, names: Set<String>) {
        let own = Self.blocks("variables", in: tree).filter { Self.isSensitive($0.value, in: tree) }
        self.names = names.union(own.map { tree.string($0.key) })
    }

    /// The bytes of a file as snippets may show them.
    static func shown(_ bytes: [UInt8], names: Set<String>) -> [UInt8] {
        let words = ["sensitive", "adminPassword", "userData"]
        guard !names.isEmpty || words.contains(where: { holds(Array($0.utf8), bytes) }) else { return bytes }
        let tree = YAMLParser.parse(bytes).tree
        return masked(bytes, SensitiveText(tree, names: names).ranges(in: tree))
    }

    private static func holds(_ word: [UInt8], _ bytes: [UInt8]) -> Bool {
        guard bytes.count >= word.count else { return false }
        return (0...bytes.count - word.count).contains { start in
            bytes[start] == word[0] && bytes[start..<start + word.count].elementsEqual(word)
        }
    }

    /// Byte ranges, sorted.
    func ranges(in tree: YAMLTree) -> [Range<Int>] {
        var nodes: [Int] = []
        for variable in Self.blocks("variables", in: tree) where names.contains(tree.string(variable.key)) {
            nodes += Self.value("default", of: variable.value, in: tree)
        }
        for environment in Self.blocks("environments", in: tree)
        where tree.kind(environment.value) == .mapping {
            for values in Self.value("variables", of: environment.value, in: tree)
            where tree.kind(values) == .mapping {
                nodes += tree.entries(values).filter { names.contains(tree.string($0.key)) }.map(\.value)
            }
        }
        for root in tree.documents where root < tree.nodeCount && tree.kind(root) == .mapping {
            // Files with values have the names at the top.
            nodes += tree.entries(root).filter { entry in
                let name = tree.string(entry.key)
                return names.contains(name) && ManifestTables.file[name] == nil
            }.map(\.value)
        }
        for server in Self.blocks("servers", in: tree) {
            for key in ["adminPassword", "userData"] {
                // What is an expression or names a file shows nothing.
                nodes += Self.value(key, of: server.value, in: tree).filter {
                    tree.kind($0) == .scalar && !tree.hasExpression($0)
                }
            }
        }
        return nodes.map { tree.bytes(of: $0) }.filter { !$0.isEmpty }.sorted {
            $0.lowerBound < $1.lowerBound
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

    private static func isSensitive(_ variable: Int, in tree: YAMLTree) -> Bool {
        value("sensitive", of: variable, in: tree).contains { tree.scalar($0) == .bool(true) }
    }

    /// A text in which each character of some ranges is a star; line breaks and columns stay.
    static func masked(_ bytes: [UInt8], _ ranges: [Range<Int>]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var position = 0
        for range in ranges where range.lowerBound >= position {
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
