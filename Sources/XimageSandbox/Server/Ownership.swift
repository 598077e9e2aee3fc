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
        let bytes = Array(try JSONEncoder().encode(info))
        // The lock is held, so a draft that exists is of a process that ended.
        unlink(temporary)
        let descriptor = openPrivateFile(temporary, O_WRONLY | O_EXCL)
        let count = write(descriptor, bytes, bytes.count)
        let isClosed = close(descriptor) == 0
        guard count == bytes.count, isClosed, rename(temporary, port) == 0 else {
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
        try? makePrivateFolder(folder)
        let descriptor = openPrivateFile(path, O_RDWR)
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

/// Creates a folder with all above it, for this user alone from the start. One that exists stays as it is.
func makePrivateFolder(_ path: String) throws {
    try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
}

/// Creates an empty file for this user alone. False where that is not possible.
func createPrivateFile(_ path: String) -> Bool {
    let descriptor = openPrivateFile(path, O_WRONLY)
    return descriptor >= 0 && close(descriptor) == 0
}

/// Opens a file; a new one is for this user alone from the start. Below 0 where it cannot be opened.
func openPrivateFile(_ path: String, _ flags: Int32) -> Int32 {
    open(path, flags | O_CREAT | O_CLOEXEC, 0o600)
}

/// Whether something accepts connections at a port of this machine.
enum LoopbackProbe {
    static func accepts(host: String, port: Int) -> Bool {
        var version4 = sockaddr_in()
        if inet_pton(AF_INET, host == "localhost" ? "127.0.0.1" : host, &version4.sin_addr) == 1 {
            version4.sin_family = sa_family_t(AF_INET)
            version4.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
            return connects(AF_INET, to: &version4)
        }
        var version6 = sockaddr_in6()
        guard inet_pton(AF_INET6, host, &version6.sin6_addr) == 1 else { return false }
        version6.sin6_family = sa_family_t(AF_INET6)
        version6.sin6_port = UInt16(truncatingIfNeeded: port).bigEndian
        return connects(AF_INET6, to: &version6)
    }

    private static func connects<Address>(_ family: Int32, to address: inout Address) -> Bool {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size)) == 0
            }
        }
    }
}
