#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif
import XimageCore

/// The file that becomes a new state once it is whole. A lock on it shows that somebody is creating it: one without is left by a
/// process that was killed.
struct StateDraft {
    let file: StateFile
    private let descriptor: Int32

    init(of state: StateFile, lineage: String) throws(StateError) {
        let path = "\(Self.start(state.path))\(lineage)"
        file = StateFile(path: path)
        while true {
            let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw StateFile.error(errno, path) }
            // Where files cannot be locked, nobody removes them either.
            _ = flock(descriptor, LOCK_EX)
            var status = stat()
            // Between both calls another process may have taken it for abandoned.
            if fstat(descriptor, &status) != 0 || status.st_nlink > 0 {
                self.descriptor = descriptor
                return
            }
            close(descriptor)
        }
    }

    /// Only for whoever has adopted or removed the file.
    func release() { close(descriptor) }

    /// Removes the drafts beside a state that nobody is creating any more.
    static func removeAbandoned(of state: StateFile) {
        let folder = StateFile.folder(of: state.path)
        let start = start(state.path)
        let prefix = String(
            start[(start.lastIndex(of: "/").map { start.index(after: $0) } ?? start.startIndex)...])
        guard let listing = opendir(folder) else { return }
        var lineages: Set<String> = []
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasPrefix(prefix) else { continue }
            let parts = name.dropFirst(prefix.count).split(separator: "-", omittingEmptySubsequences: false)
            guard OperationID(String(parts[0])) != nil,
                parts.count == 1 || ["wal", "shm"].contains(parts.last)
            else { continue }
            lineages.insert(String(parts[0]))
        }
        closedir(listing)
        for lineage in lineages.sorted() { removeAbandoned(start + lineage) }
    }

    private static func removeAbandoned(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            // Its helper files outlive it only where the process was killed while it removed them.
            if errno == ENOENT { StateFile.remove(path) }
            return
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
            flock(descriptor, LOCK_EX | LOCK_NB) == 0
        else { return }
        StateFile.remove(path)
    }

    private static func start(_ path: String) -> String { path + ".new-" }
}
