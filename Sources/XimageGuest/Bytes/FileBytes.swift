import Foundation

/// A file whose bytes are read in pieces, where they are needed. It may be larger than memory.
final class FileBytes: Sendable {
    let size: Int64
    private let path: String
    private let descriptor: Int32

    init(_ path: String, allowsDevice: Bool = false) throws(InspectionError) {
        self.path = path
        descriptor = try InspectedFile.open(path, allowsDevice: allowsDevice)
        size = Int64(lseek(descriptor, 0, SEEK_END))
    }

    deinit { close(descriptor) }

    /// Fewer bytes than `count` only where the file ends.
    func read(at offset: Int64, count: Int) throws(InspectionError) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = result.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress! + done, count - done, off_t(offset) + off_t(done))
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw InspectionError(path, String(cString: strerror(errno))) }
            if got == 0 { break }
            done += got
        }
        result.removeLast(count - done)
        return result
    }
}
