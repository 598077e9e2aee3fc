import Foundation

/// A file that is opened to be inspected: never a terminal, where the program would wait for someone. A pipe delivers at once or
/// is refused.
package enum InspectedFile {
    /// A descriptor for reading, which the caller closes.
    ///
    /// - Parameter allowsDevice: whether a block device will do as well as a regular file.
    package static func open(_ path: String, allowsDevice: Bool = false) throws(InspectionError) -> Int32 {
        try open(path, [S_IFREG] + (allowsDevice ? [S_IFBLK] : []))
    }

    /// Up to `limit` bytes of a regular file, and one more when it is longer.
    package static func read(_ path: String, limit: Int) throws(InspectionError) -> [UInt8] {
        try bytes(of: try open(path), path, limit, patience: .zero)
    }

    /// The same, also of a pipe that a program writes to, such as `<(command)` in a shell.
    ///
    /// - Parameter patience: how long the program may be silent.
    package static func read(
        streamed path: String, limit: Int, patience: Duration = .seconds(60)
    ) throws(InspectionError) -> [UInt8] {
        let descriptor = try open(path, [S_IFREG, S_IFIFO])
        let result = try bytes(of: descriptor, path, limit, patience: patience)
        if result.isEmpty, isPipe(path) { throw InspectionError(path, "it is a pipe that nobody writes to") }
        return result
    }

    /// Whether a path leads to a pipe, without opening it.
    package static func isPipe(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
    }

    private static func open(_ path: String, _ kinds: [mode_t]) throws(InspectionError) -> Int32 {
        let descriptor = Foundation.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw InspectionError(path, String(cString: strerror(errno))) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, kinds.contains(status.st_mode & S_IFMT) else {
            close(descriptor)
            let others =
                kinds.contains(S_IFBLK) ? " or block device" : kinds.contains(S_IFIFO) ? " or pipe" : ""
            throw InspectionError(path, "it is no regular file\(others)")
        }
        return descriptor
    }

    /// Closes the descriptor.
    private static func bytes(
        of descriptor: Int32, _ path: String, _ limit: Int, patience: Duration
    ) throws(InspectionError) -> [UInt8] {
        defer { close(descriptor) }
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while result.count <= limit {
            let count = Foundation.read(descriptor, &buffer, min(buffer.count, limit + 1 - result.count))
            if count > 0 {
                result += buffer[..<count]
            } else if count == 0 {
                break
            } else if errno == EAGAIN, patience > .zero {
                var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                let milliseconds = Int32(patience / .milliseconds(1))
                guard Foundation.poll(&poll, 1, milliseconds) != 0 else {
                    throw InspectionError(path, "nothing came out of the pipe for \(milliseconds / 1000) s")
                }
            } else if errno != EINTR {
                throw InspectionError(path, "it cannot be read")
            }
        }
        return result
    }
}
