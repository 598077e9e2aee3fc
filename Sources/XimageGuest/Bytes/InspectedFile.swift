import Foundation

/// A file that is opened to be inspected: never a pipe or a terminal, where the program would wait for someone.
package enum InspectedFile {
    /// A descriptor for reading, which the caller closes.
    ///
    /// - Parameter allowsDevice: whether a block device will do as well as a regular file.
    package static func open(_ path: String, allowsDevice: Bool = false) throws(InspectionError) -> Int32 {
        let descriptor = Foundation.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw InspectionError(path, String(cString: strerror(errno))) }
        var status = stat()
        let kind = fstat(descriptor, &status) == 0 ? status.st_mode & S_IFMT : 0
        guard kind == S_IFREG || allowsDevice && kind == S_IFBLK else {
            close(descriptor)
            throw InspectionError(
                path, allowsDevice ? "it is no regular file or block device" : "it is no regular file")
        }
        return descriptor
    }

    /// Up to `limit` bytes of a regular file, and one more when it is longer.
    package static func read(_ path: String, limit: Int) throws(InspectionError) -> [UInt8] {
        let handle = FileHandle(fileDescriptor: try open(path), closeOnDealloc: true)
        do { return Array(try handle.read(upToCount: limit + 1) ?? Data()) } catch {
            throw InspectionError(path, "it cannot be read")
        }
    }
}
