import XimageCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The file of a state, looked at without SQLite: what it is, whether it is whole, whether it is still the
/// same one.
///
/// Looking never changes the file, so a file that is refused stays byte for byte what it was.
struct StateFile {
    /// "xim1": tells a state file from every other SQLite file. Source: SQLite file format, application id.
    static let applicationID: Int32 = 0x7869_6D31
    static let pageSize = 4096

    let path: String

    var logPath: String { path + "-wal" }

    /// Tells one file from another that was put in its place.
    struct Identity: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64
    }

    /// `nil` when there is no file.
    func identity() throws(StateError) -> Identity? {
        guard let status = try Self.status(of: path) else { return nil }
        return Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }

    /// Differs when file or log were written to, replaced or removed in between.
    var fingerprint: [Int64] {
        [path, logPath].flatMap { path -> [Int64] in
            var status = stat()
            guard stat(path, &status) == 0 else { return [0, 0, 0, 0] }
            return [
                Int64(status.st_ino), Int64(status.st_size), Int64(status.st_mtim.tv_sec),
                Int64(status.st_mtim.tv_nsec),
            ]
        }
    }

    /// Size of the write-ahead log; 0 when there is none.
    func logBytes() throws(StateError) -> Int {
        try Self.status(of: logPath).map { Int($0.st_size) } ?? 0
    }

    /// Refuses a file that is not a whole state file of a version up to `supported`. Answers its version.
    func inspect(supported: Int) throws(StateError) -> Int {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.error(errno, path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.error(errno, path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .foreign(path: path, detail: RuleArgument("is not a regular file", zh: "不是普通文件"))
        }
        let size = Int(status.st_size)
        guard size > 0 else { throw .empty(path: path) }
        var header = [UInt8](repeating: 0, count: 100)
        let count = pread(descriptor, &header, 100, 0)
        guard count >= 0 else { throw Self.error(errno, path) }
        return try judge(Array(header.prefix(count)), size: size, supported: supported)
    }

    private func judge(_ header: [UInt8], size: Int, supported: Int) throws(StateError) -> Int {
        let magic = Array("SQLite format 3\0".utf8)
        guard header.starts(with: magic.prefix(header.count)) else {
            if header.allSatisfy({ $0 == 0 }) {
                throw damaged(RuleArgument("it begins with zeros", zh: "以零开头"))
            }
            throw .foreign(path: path, detail: RuleArgument("is not an SQLite file", zh: "不是 SQLite 文件"))
        }
        guard header.count == 100, size >= Self.pageSize else {
            throw .truncated(path: path, expectedBytes: Self.pageSize, foundBytes: size)
        }
        func word(_ offset: Int) -> UInt32 {
            header[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
        guard word(68) == UInt32(bitPattern: Self.applicationID) else {
            throw .foreign(
                path: path,
                detail: RuleArgument("is an SQLite file of another program", zh: "是其他程序的 SQLite 文件"))
        }
        let version = Int(word(60))
        guard version <= supported else { throw .newer(path: path, version: version, supported: supported) }
        guard version > 0 else { throw damaged(RuleArgument("it names no format", zh: "没有格式版本")) }
        // Page size, write-ahead log for writers and readers, no reserved bytes, SQLite's fixed fractions.
        guard Array(header[16..<24]) == [UInt8(Self.pageSize >> 8), 0, 2, 2, 0, 64, 32, 32],
            word(44) == 4, word(56) == 1, header[72..<92].allSatisfy({ $0 == 0 })
        else { throw damaged(RuleArgument("a fixed field has another value", zh: "固定字段的值不同")) }
        let pages = Int(word(28))
        // While a log is there, pages may still stand in it alone.
        if try logBytes() == 0, size < pages * Self.pageSize {
            throw .truncated(path: path, expectedBytes: pages * Self.pageSize, foundBytes: size)
        }
        return version
    }

    private func damaged(_ detail: RuleArgument) -> StateError {
        .damaged(path: path, invariant: .fileHeader, detail: detail)
    }
}

extension StateFile {
    /// All bytes of the file.
    func contents() throws(StateError) -> [UInt8] { try Self.contents(of: path) ?? [] }

    /// `nil` when there is no such file.
    static func contents(of path: String) throws(StateError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw error(errno, path)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw error(errno, path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .foreign(path: path, detail: RuleArgument("is not a regular file", zh: "不是普通文件"))
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes[filled...].withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress, $0.count, off_t(filled))
            }
            guard count >= 0 else { throw error(errno, path) }
            if count == 0 { return Array(bytes.prefix(filled)) }
            filled += count
        }
        return bytes
    }
}

// MARK: - Making files

extension StateFile {
    /// Makes the folder, and those above it, readable by this user only.
    func makeFolder() throws(StateError) {
        let folder = Self.folder(of: path)
        guard try Self.status(of: folder) == nil else { return }
        var made = folder.hasPrefix("/") ? "/" : ""
        for part in folder.split(separator: "/") {
            made += made.isEmpty || made.hasSuffix("/") ? String(part) : "/\(part)"
            if mkdir(made, 0o700) != 0, errno != EEXIST { throw Self.error(errno, made) }
        }
    }

    /// An empty file of this user's own.
    static func makePrivate(_ path: String) throws(StateError) {
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw error(errno, path) }
        close(descriptor)
    }

    /// Gives the finished file its name, unless another process was first. Answers whether it was this one.
    func adopt(_ finished: String) throws(StateError) -> Bool {
        try Self.synchronise(finished)
        defer { unlink(finished) }
        if link(finished, path) == 0 {
            try Self.synchronise(Self.folder(of: path))
            return true
        }
        if errno == EEXIST { return false }
        // File systems without hard links: a rename could replace another's file, so look first.
        guard errno == EPERM || errno == ENOTSUP || errno == EMLINK else { throw Self.error(errno, path) }
        guard try identity() == nil else { return false }
        guard rename(finished, path) == 0 else { throw Self.error(errno, path) }
        try Self.synchronise(Self.folder(of: path))
        return true
    }

    /// Moves a log without its file out of the way: SQLite would play it into the new one.
    func setAsideOrphanedLog(tag: String) throws(StateError) {
        guard try Self.status(of: logPath) != nil else { return }
        guard rename(logPath, "\(logPath).orphan-\(tag)") == 0 else { throw Self.error(errno, logPath) }
        unlink(path + "-shm")
    }

    /// Gives the file and SQLite's helper files other names. Answers the file's.
    func setAside(tag: String) throws(StateError) -> String {
        let other = "\(path).\(tag)"
        for suffix in ["", "-wal", "-shm"] where try Self.status(of: path + suffix) != nil {
            guard rename(path + suffix, other + suffix) == 0 else { throw Self.error(errno, path) }
        }
        try Self.synchronise(Self.folder(of: path))
        return other
    }

    /// Puts a new file in the place of an old one, not synchronised. Answers whether that worked.
    static func replace(_ path: String, with bytes: [UInt8]) -> Bool {
        let draft = path + ".new"
        let descriptor = open(draft, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return false }
        let written = write(descriptor, bytes, bytes.count)
        close(descriptor)
        guard written == bytes.count, rename(draft, path) == 0 else {
            unlink(draft)
            return false
        }
        return true
    }

    /// With the helper files of SQLite.
    static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
    }

    static func synchronise(_ path: String) throws(StateError) {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw error(errno, path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw error(errno, path) }
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// `nil` when nothing has that name.
    private static func status(of path: String) throws(StateError) -> stat? {
        var status = stat()
        if stat(path, &status) == 0 { return status }
        if errno == ENOENT { return nil }
        throw error(errno, path)
    }

    static func error(_ number: Int32, _ path: String) -> StateError {
        switch number {
        case ENOENT, ENOTDIR: .vanished(path: path)
        case EACCES, EPERM: .denied(path: path)
        case EROFS: .readOnly(path: path)
        case ENOSPC, EDQUOT: .diskFull(path: path)
        default: .inputOutput(path: path, detail: .reported(String(cString: strerror(number))))
        }
    }
}
