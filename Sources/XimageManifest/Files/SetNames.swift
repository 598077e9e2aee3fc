internal import XimageYAML

/// Names that a set gives to its environments and variables, whatever else is wrong with it.
package struct SetNames: Sendable {
    package private(set) var environments: [String] = []
    package private(set) var variables: [String] = []

    /// - Parameter path: a folder, or the file that has `project`. What cannot be read has no names.
    package init(ofSet path: String) {
        let isFolder = if case .success(.folder) = ManifestFolder.kind(of: path) { true } else { false }
        let files = isFolder ? ManifestFolder.list(path).files.map { ManifestPath.join(path, $0) } : [path]
        let own = SetFolder(ofSet: path)
        for file in files {
            guard own.outside(listed: file) == nil,
                case .success(let bytes) = ManifestFolder.read(file, limit: 1 << 20)
            else { continue }
            let tree = YAMLParser.parse(bytes).tree
            environments += ManifestCompiler.keys("environments", in: tree)
            variables += ManifestCompiler.keys("variables", in: tree)
        }
        environments = Set(environments).sorted()
        variables = Set(variables).sorted()
    }
}

extension ManifestCompiler {
    /// The keys of a map at the top of a file.
    fileprivate static func keys(_ section: String, in tree: YAMLTree) -> [String] {
        tree.documents.filter { $0 < tree.nodeCount }.flatMap { root in
            tree.entries(root).filter { tree.string($0.key) == section }.flatMap { entry in
                tree.entries(entry.value).map { tree.string($0.key) }
            }
        }
    }
}
