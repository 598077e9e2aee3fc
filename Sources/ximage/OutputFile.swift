import Glibc
import XimageManifest

/// Writes the files that options name, and those of `fmt`: the one home for that.
///
/// | the path leads to | |
/// | --- | --- |
/// | nothing | a new file, with the mode from the start |
/// | a file of this user | what `Existing` says; new content takes its place whole or not at all |
/// | a file of another user | refused |
/// | a pipe, a device, a socket | written to; it stays what it is |
///
/// Links are followed. A write that fails, such as on a full disk, is a reason and never silent.
enum OutputFile {
    /// What becomes of a regular file that exists.
    enum Existing {
        /// It stays, and nothing is written.
        case kept
        /// It is replaced, and has the mode of a new one.
        case replaced
        /// It gets new content and keeps mode and owner.
        case rewritten
    }

    /// Why it could not be done; `nil` when it was.
    /// - Parameter mode: of a new file, before the user's mask.
    static func write(
        _ bytes: [UInt8], to path: String, existing: Existing, mode: mode_t = 0o644
    ) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == ENOENT else { return Files.reason() }
            guard existing != .kept else { return create(bytes, path, mode) }
            guard let target = SetFolder.resolved(path) else { return "its links go in a circle" }
            return replace(target, bytes, mode) { _ in nil }
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return write(bytes, path, status, existing, mode)
        case S_IFDIR: return "it is a folder"
        case S_IFSOCK: return send(bytes, path)
        default: return writeInPlace(bytes, path, O_WRONLY)
        }
    }

    /// Deletes a file that this run created and nobody wants any more; anything else stays.
    static func remove(_ path: String) {
        var status = stat()
        if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG { unlink(path) }
    }

    // MARK: Files

    private static func write(
        _ bytes: [UInt8], _ path: String, _ status: stat, _ existing: Existing, _ mode: mode_t
    ) -> String? {
        // A stream of this process by its name: whoever opened it holds the file, not its name.
        if path.hasPrefix("/dev/") || path.hasPrefix("/proc/") {
            return writeInPlace(bytes, path, O_WRONLY | O_APPEND)
        }
        guard existing != .kept else { return "it is there already" }
        let isForeign = status.st_uid != geteuid()
        // Root rewrites manifests of others, as in containers, and leaves them to their owners.
        guard !isForeign || (existing == .rewritten && geteuid() == 0) else {
            return "it belongs to another user"
        }
        guard let resolved = realpath(path, nil) else { return Files.reason() }
        defer { free(resolved) }
        return replace(String(cString: resolved), bytes, existing == .rewritten ? 0o600 : mode) {
            descriptor in
            guard existing == .rewritten else { return nil }
            if isForeign, fchown(descriptor, status.st_uid, status.st_gid) != 0 { return Files.reason() }
            return fchmod(descriptor, status.st_mode & 0o7777) == 0 ? nil : Files.reason()
        }
    }

    /// A file that does not exist; a link to nothing counts as one that does.
    private static func create(_ bytes: [UInt8], _ path: String, _ mode: mode_t) -> String? {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { return Files.reason() }
        let fault = finish(bytes, descriptor)
        if fault != nil { unlink(path) }
        return fault
    }

    /// Through a file beside it, so that a crash leaves the old one or the new one.
    private static func replace(
        _ target: String, _ bytes: [UInt8], _ mode: mode_t, _ prepare: (Int32) -> String?
    ) -> String? {
        let temporary = "\(target).\(String(UInt64.random(in: .min ... .max), radix: 36))"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { return Files.reason() }
        var fault = prepare(descriptor)
        if fault == nil { fault = finish(bytes, descriptor) } else { close(descriptor) }
        if fault == nil, rename(temporary, target) != 0 { fault = Files.reason() }
        if fault != nil { unlink(temporary) }
        return fault
    }

    /// Writes, synchronises and closes.
    private static func finish(_ bytes: [UInt8], _ descriptor: Int32) -> String? {
        var fault = Files.write(bytes, through: descriptor)
        if fault == nil, fsync(descriptor) != 0 { fault = Files.reason() }
        if close(descriptor) != 0, fault == nil { fault = Files.reason() }
        return fault
    }

    // MARK: Pipes, devices, sockets

    private static func writeInPlace(_ bytes: [UInt8], _ path: String, _ flags: Int32) -> String? {
        let descriptor = open(path, flags | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { return Files.reason() }
        let fault = Files.write(bytes, through: descriptor)
        return close(descriptor) == 0 ? fault : fault ?? Files.reason()
    }

    private static func send(_ bytes: [UInt8], _ path: String) -> String? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array(path.utf8)
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else {
            return "its path is too long for a socket"
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return Files.reason() }
        defer { close(descriptor) }
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        return isConnected ? Files.write(bytes, through: descriptor) : Files.reason()
    }
}
