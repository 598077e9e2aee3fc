import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The files beside a data file: who owns it, and where the owner listens.
struct SandboxPaths {
    let lock: String
    /// The owner's `SandboxInfo`; holds the secret key, so it is readable by its owner only.
    let port: String

    init(_ dataFile: String) {
        lock = dataFile + ".lock"
        port = dataFile + ".port"
    }

    func announce(_ info: SandboxInfo) throws {
        let temporary = port + ".new"
        let made = FileManager.default.createFile(
            atPath: temporary, contents: try JSONEncoder().encode(info),
            attributes: [.posixPermissions: 0o600])
        guard made, rename(temporary, port) == 0 else {
            throw SandboxError.unwritable(path: port, detail: "The port file cannot be written.")
        }
    }

    func announced() -> SandboxInfo? {
        FileManager.default.contents(atPath: port).flatMap {
            try? JSONDecoder().decode(SandboxInfo.self, from: $0)
        }
    }

    func withdraw() {
        try? FileManager.default.removeItem(atPath: port)
    }
}

/// An advisory lock that the system takes back when its process ends, however it ends.
struct FileLock: Sendable {
    private let descriptor: Int32

    /// `nil` when another process has it.
    init?(path: String) throws(SandboxError) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let descriptor = openLockFile(path)
        guard descriptor >= 0 else {
            throw .unwritable(path: path, detail: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
    }

    func release() {
        close(descriptor)
    }
}

private func openLockFile(_ path: String) -> Int32 {
    open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
}

/// Whether something accepts connections at a port of this machine.
enum LoopbackProbe {
    static func accepts(host: String, port: Int) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        guard inet_pton(AF_INET, host == "localhost" ? "127.0.0.1" : host, &address.sin_addr) == 1 else {
            return false
        }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
