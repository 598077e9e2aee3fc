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

    private static func holdsSet(_ folder: String) -> Bool {
        hasProject(ManifestFolder.list(folder, depth: 0).files, in: folder)
            || hasProject(ManifestFolder.list(folder).files, in: folder)
    }

    private static func hasProject(_ files: [String], in folder: String) -> Bool {
        files.contains { file in
            guard
                case .success(let bytes) = ManifestFolder.read(
                    ManifestPath.join(folder, file), limit: 64 << 20)
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
