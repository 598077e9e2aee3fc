import Glibc
import XimageCore
import XimageRendering

/// Folders and streams, and why the system refuses something. ``OutputFile`` writes files.
enum Files {
    /// What standard input gives: up to `limit` bytes, and some more when it is longer.
    static func standardInput(limit: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= limit {
            let length = read(0, &buffer, buffer.count)
            if length > 0 {
                bytes += buffer[..<length]
            } else if length == 0 || errno != EINTR {
                return bytes
            }
        }
        return bytes
    }

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
        Diagnostic(.unwritableFile, ["file": "\(path.visible)", "reason": "\(reason)"])
    }

    /// Writes all bytes and leaves the file open. Why it could not be done, `nil` when it was.
    ///
    /// - Parameter patience: milliseconds that a reader may take nothing; below 0 without a limit.
    static func write(_ bytes: [UInt8], through descriptor: Int32, patience: Int32 = -1) -> String? {
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress! + offset, bytes.count - offset)
            }
            if written >= 0 {
                offset += written
            } else if errno == EAGAIN {
                var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                guard Glibc.poll(&poll, 1, patience) != 0 else { return "nobody reads it" }
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
