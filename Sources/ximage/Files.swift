import Glibc
import XimageCore
import XimageRendering

/// Files that commands write beside state, and standard input.
enum Files {
    /// Everything that standard input gives.
    static func standardInput() -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let length = read(0, &buffer, buffer.count)
            if length > 0 {
                bytes += buffer[..<length]
            } else if length == 0 || errno != EINTR {
                return bytes
            }
        }
    }

    /// Writes a new file. Why it could not be done, `nil` when it was; a file that is there stays as it is.
    static func create(_ path: String, _ bytes: [UInt8], mode: mode_t = 0o644) -> String? {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { return reason() }
        return write(bytes, to: descriptor)
    }

    /// Puts new content in place of a file's, whole or not at all: through a file beside it. Links are followed, so
    /// that the file they lead to is replaced; permissions stay.
    static func replace(_ path: String, with bytes: [UInt8]) -> String? {
        guard let resolved = realpath(path, nil) else { return reason() }
        defer { free(resolved) }
        let target = String(cString: resolved)
        var status = stat()
        guard stat(target, &status) == 0 else { return reason() }
        var template = Array("\(target).XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { return reason() }
        let temporary = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        fchmod(descriptor, status.st_mode & 0o7777)
        if let fault = write(bytes, to: descriptor) {
            unlink(temporary)
            return fault
        }
        guard rename(temporary, target) == 0 else {
            let fault = reason()
            unlink(temporary)
            return fault
        }
        return nil
    }

    /// A file that this run made and nobody wants any more.
    static func remove(_ path: String) { unlink(path) }

    /// Makes a folder with all above it; one that is there is fine.
    static func makeFolder(_ path: String, mode: mode_t = 0o755) -> String? {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += (made.isEmpty || made.hasSuffix("/") ? "" : "/") + part
            guard mkdir(made, mode) == 0 || errno == EEXIST else { return reason() }
        }
        return nil
    }

    static func unwritable(_ path: String, _ reason: String) -> Diagnostic {
        Diagnostic(
            code: "unwritable-file", summary: "File cannot be written",
            detail: "`\(path.visible)`: \(reason).")
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> String? {
        if let fault = write(bytes, through: descriptor) {
            close(descriptor)
            return fault
        }
        let fault = fsync(descriptor) == 0 ? nil : reason()
        return close(descriptor) == 0 ? fault : reason()
    }

    /// Writes all bytes and leaves the file open. Why it could not be done, `nil` when it was.
    static func write(_ bytes: [UInt8], through descriptor: Int32) -> String? {
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress! + offset, bytes.count - offset)
            }
            if written >= 0 {
                offset += written
            } else if errno != EINTR {
                return reason()
            }
        }
        return nil
    }

    /// Why the last call of the system failed, in words.
    static func reason() -> String {
        switch errno {
        case ENOENT: "the folder does not exist"
        case EACCES, EPERM: "it may not be written"
        case EEXIST: "it is there already"
        case ENOTDIR: "a part of its path is no folder"
        default: String(cString: strerror(errno))
        }
    }
}
