#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension CredentialsFinder {
    /// Credentials files are small; a larger one is not read.
    private static let largestFile = 1 << 20

    /// Reads regular files only: a pipe or a device in their place would hold the program.
    @Sendable package static func readSystemFile(_ path: String) -> FileContent {
        let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else {
            return errno == ENOENT || errno == ENOTDIR
                ? .absent : .unreadable(String(cString: strerror(errno)))
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return .unreadable("it is not a regular file")
        }
        guard status.st_mode & S_IWOTH == 0 else {
            return .unreadable(
                "everyone may write it, so its keys may be someone else's; `chmod o-w` it first")
        }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            return .unreadable("it belongs to another user, so its keys may be someone else's")
        }
        guard status.st_size <= largestFile else { return .unreadable("it is larger than 1 MiB") }
        var bytes = [UInt8](repeating: 0, count: largestFile)
        var count = 0
        while count < bytes.count {
            let read = bytes.withUnsafeMutableBytes { buffer in
                #if canImport(Glibc)
                    Glibc.read(file, buffer.baseAddress! + count, buffer.count - count)
                #elseif canImport(Musl)
                    Musl.read(file, buffer.baseAddress! + count, buffer.count - count)
                #else
                    Darwin.read(file, buffer.baseAddress! + count, buffer.count - count)
                #endif
            }
            if read < 0 { return .unreadable(String(cString: strerror(errno))) }
            if read == 0 { break }
            count += read
        }
        return .text(Array(bytes[..<count]))
    }
}
