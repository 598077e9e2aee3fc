/// Finds the set that a folder is a part of.
package enum SetSearch {
    private static let mostSteps = 40

    /// The nearest folder above that has the file with `project`, such as `..` or `../..`; `nil` where the folder has a set
    /// of its own, and where none above it has one. Folders that others can write to are not searched, nor what is above them.
    package static func above(_ folder: String = ".") -> String? {
        guard !holdsSet(folder) else { return nil }
        var path = folder == "." ? ".." : ManifestPath.join(folder, "..")
        var seen = SetFolder(folder).root
        for _ in 0..<mostSteps {
            let root = SetFolder(path).root
            guard root != seen, ManifestFolder.isPrivate(path) else { return nil }
            if hasProject(ManifestFolder.list(path, depth: 0).files, in: path) { return path }
            seen = root
            path += "/.."
        }
        return nil
    }

    /// Whether the folder, or one below it, has the file. What a link out of it has is not read: the loader refuses it.
    private static func holdsSet(_ folder: String) -> Bool {
        let own = SetFolder(folder)
        func holds(_ files: [String]) -> Bool {
            files.contains { own.outside(listed: ManifestPath.join(folder, $0)) != nil }
                || hasProject(files, in: folder)
        }
        return holds(ManifestFolder.list(folder, depth: 0).files) || holds(ManifestFolder.list(folder).files)
    }

    private static func hasProject(_ files: [String], in folder: String) -> Bool {
        let own = SetFolder(folder)
        return files.contains { file in
            let path = ManifestPath.join(folder, file)
            guard own.outside(listed: path) == nil,
                case .success(let bytes) = ManifestFolder.read(path, limit: ManifestFiles.largest)
            else { return false }
            return hasProject(bytes)
        }
    }

    /// A line that starts with the key. Whether the file is a manifest is for the loader to say.
    private static func hasProject(_ bytes: [UInt8]) -> Bool {
        let key = Array("project:".utf8)
        return bytes.withUnsafeBufferPointer { text in
            var start = 0
            while start + key.count <= text.count {
                if text[start..<start + key.count].elementsEqual(key) { return true }
                guard let end = text[start...].firstIndex(of: 0x0A) else { return false }
                start = end + 1
            }
            return false
        }
    }
}
