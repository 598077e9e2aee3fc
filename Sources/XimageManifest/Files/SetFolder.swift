internal import Glibc

/// Where paths lead that a set names or a person types, when that is somewhere else than it should be.
struct Strays {
    /// A path of the set: out of its folder.
    var ofSet: (_ path: String) -> String? = { _ in nil }
    /// A path of a person: to where it does not say.
    var ofTyped: (_ path: String) -> String? = { _ in nil }
}

/// A folder, and what is in it once links are followed.
package struct SetFolder: Sendable {
    /// Absolute, without links.
    package let root: String

    /// The folder that a path names, or that the file is in that it names.
    package init(ofSet path: String) {
        let isFolder = if case .success(.folder) = ManifestFolder.kind(of: path) { true } else { false }
        self.init(isFolder ? path : ManifestPath.folder(of: path))
    }

    package init(_ folder: String) { root = Self.resolved(folder) ?? folder }

    /// Where a path leads, when that is outside the folder; `nil` when it stays inside. What does not exist counts too:
    /// a link to a name that is free would create a file there.
    package func outside(_ path: String) -> String? {
        guard let target = Self.resolved(path) else { return nil }
        return holds(target) ? nil : target
    }

    /// The same for a path inside the folder whose last part alone may be a link.
    func outside(listed path: String) -> String? { Self.target(ofLink: path) == nil ? nil : outside(path) }

    /// Where the links of a folder lead that go out of this one: those whose names have one of the beginnings.
    package func linksOut(of folder: String, named beginnings: [String] = [""]) -> [String] {
        guard let handle = opendir(folder) else { return [] }
        defer { closedir(handle) }
        var targets: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard beginnings.contains(where: name.hasPrefix) else { continue }
            if let target = outside(listed: "\(folder)/\(name)") { targets.append(target) }
        }
        return targets.sorted()
    }

    private func holds(_ target: String) -> Bool {
        root == "/" || target == root || target.hasPrefix(root + "/")
    }

    /// A path that a person typed is their own, unless a link in it leads to where the path does not say: out of the
    /// folder that the program runs in, or, where it names a file, out of the folder of that file. Answers where.
    package static func strayTarget(ofTyped path: String) -> String? {
        let parts = path.split(separator: "/")
        if !path.hasPrefix("/"), !parts.contains(".."), let target = SetFolder(".").outside(path) {
            return target
        }
        guard case .success(.file) = ManifestFolder.kind(of: path) else { return nil }
        return SetFolder(ManifestPath.folder(of: path)).outside(path)
    }

    // MARK: Links

    private static let mostLinks = 40

    /// The absolute path without links; parts that do not exist stay as they are. `nil` where links go in a circle.
    package static func resolved(_ path: String) -> String? {
        var waiting = Array(path.split(separator: "/").map(String.init).reversed())
        if !path.hasPrefix("/") {
            waiting += workingDirectory.split(separator: "/").map(String.init).reversed()
        }
        var result: [String] = []
        var links = 0
        while let part = waiting.popLast() {
            if part == "." { continue }
            if part == ".." {
                _ = result.popLast()
                continue
            }
            guard let target = target(ofLink: "/" + (result + [part]).joined(separator: "/")) else {
                result.append(part)
                continue
            }
            links += 1
            guard links <= mostLinks else { return nil }
            if target.hasPrefix("/") { result = [] }
            waiting += target.split(separator: "/").map(String.init).reversed()
        }
        return "/" + result.joined(separator: "/")
    }

    private static var workingDirectory: String {
        guard let text = getcwd(nil, 0) else { return "/" }
        defer { free(text) }
        return String(cString: text)
    }

    /// Where a link leads; `nil` for what is none.
    private static func target(ofLink path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &buffer, buffer.count)
        return count > 0
            ? String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }
}
