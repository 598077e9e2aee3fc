/// Paths of files as people see them. No file is opened here.
enum ManifestPath {
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func join(_ folder: String, _ path: String) -> String {
        if folder == "." || folder.isEmpty { return path }
        return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
    }

    static func relative(_ path: String, to folder: String) -> String {
        guard folder != ".", path.hasPrefix(folder) else { return path }
        let rest = path.dropFirst(folder.count)
        return String(rest.hasPrefix("/") ? rest.dropFirst() : rest)
    }
}
