/// Finds equal keys of a mapping in time and memory that grow with their number, whatever the keys are.
enum KeyComparison {
    /// Pairs of first and later key with the same content, `most` at most.
    static func duplicates(_ keys: [Int], in tree: YAMLTree, most: Int) -> [(Int, Int)] {
        Array(
            (keys.count <= 12 ? few(keys, in: tree) : many(keys, in: tree, most: most)).prefix(max(0, most)))
    }

    private static func few(_ keys: [Int], in tree: YAMLTree) -> [(Int, Int)] {
        var result: [(Int, Int)] = []
        for position in keys.indices.dropFirst() {
            if let first = keys[..<position].first(where: { isEqual($0, keys[position], in: tree) }) {
                result.append((first, keys[position]))
            }
        }
        return result
    }

    /// A table with open addressing: four bytes a place, at most half full.
    private static func many(_ keys: [Int], in tree: YAMLTree, most: Int) -> [(Int, Int)] {
        var result: [(Int, Int)] = []
        var size = 32
        while size < 2 * keys.count { size *= 2 }
        var table = [UInt32](repeating: .max, count: size)
        for key in keys {
            var place = hash(key, in: tree) & (size - 1)
            while table[place] != .max, !isEqual(Int(table[place]), key, in: tree) {
                place = (place + 1) & (size - 1)
            }
            if table[place] == .max {
                table[place] = UInt32(key)
            } else {
                result.append((Int(table[place]), key))
                guard result.count < most else { return result }
            }
        }
        return result
    }

    /// Seeded anew in each process, so that nobody can choose keys that collide.
    private static func hash(_ key: Int, in tree: YAMLTree) -> Int {
        tree.withContent(key) { content in
            var hasher = Hasher()
            hasher.combine(bytes: UnsafeRawBufferPointer(content))
            return hasher.finalize()
        }
    }

    private static func isEqual(_ a: Int, _ b: Int, in tree: YAMLTree) -> Bool {
        let (x, y) = (tree.nodes[tree.resolve(a)], tree.nodes[tree.resolve(b)])
        guard x.second == y.second, tree.isMergeKey(a) == tree.isMergeKey(b) else { return false }
        return tree.withContent(a) { first in tree.withContent(b) { first.elementsEqual($0) } }
    }
}
