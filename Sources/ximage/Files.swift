import Glibc
import XimageCore
import XimageRendering

/// Folders and streams, and why the system refuses something. ``OutputFile`` writes files.
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
