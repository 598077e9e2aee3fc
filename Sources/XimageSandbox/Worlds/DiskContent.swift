import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a world file puts on a disk: pieces given in the file itself, and raw disk images beside it.
///
/// ```yaml
/// content: {file: disks/root.raw}                 # beside the world file
/// content:
///   - {base64: RUZJIFBBUlQ=, offset: 512}         # bytes; 0 is the start
///   - {file: disks/home.img, offset: 1048576}
/// ```
struct DiskContent {
    struct File {
        var path: String
        var offset: Int
        /// Where the file is named.
        var node: DocumentNode
    }

    /// The pieces given in the world file.
    var root: ObjectID?
    var nodes: [ContentNode] = []
    var files: [File] = []

    init() {}

    init(_ node: DocumentNode?, sizeGiB: Int) throws(SandboxError) {
        guard let node else { return }
        var pieces: [(offset: Int, bytes: [UInt8])] = []
        for piece in node.array ?? [node] {
            try piece.check(["file", "base64", "offset"], "the content of a disk")
            let offset = piece["offset"]?.int ?? 0
            guard offset >= 0, offset < sizeGiB << 30 else {
                throw (piece["offset"] ?? piece).wrong("The offset is outside the disk's \(sizeGiB) GB.")
            }
            if let text = piece["base64"] {
                guard let data = Data(base64Encoded: text.text ?? "", options: .ignoreUnknownCharacters),
                    data.count <= (sizeGiB << 30) - offset
                else { throw text.wrong("These are no base64 bytes that fit the disk.") }
                pieces.append((offset, Array(data)))
            } else if let path = piece["file"]?.string {
                files.append(File(path: path, offset: offset, node: piece))
            } else {
                throw piece.wrong("A piece of content needs `file` or `base64`.")
            }
        }
        do {
            (root, nodes) = try ContentTree.make(of: pieces)
        } catch {
            throw node.wrong("The content cannot be laid out: \(error)")
        }
    }
}

/// A raw disk image that a world file names, and the disks that are to hold it.
struct DiskFileWish {
    var file: DiskContent.File
    var volumes: [ObjectID] = []
    var sizeGiB: Int
}

/// A raw disk image on this machine. Holes of a sparse file and blocks of zeros are passed over.
final class DiskFile {
    private let descriptor: Int32
    let size: Int
    private static let blockSize = 4 << 20

    /// Fails, in words, when it cannot be read.
    init(path: String) throws(SandboxError) {
        descriptor = openForReading(path)
        guard descriptor >= 0 else {
            throw .invalid(detail: "\(path) cannot be read: \(String(cString: strerror(errno))).")
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .invalid(detail: "\(path) is no file.")
        }
        size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// The next block that may hold anything but zeros, at or behind `position`; nil at the end.
    func block(from position: Int) throws -> (offset: Int, bytes: [UInt8])? {
        var offset = position
        while offset < size {
            // Systems without holes answer with an error other than "no more data"; then everything is read.
            let data = lseek(descriptor, off_t(offset), seekData)
            if data >= 0 { offset = Int(data) } else if errno == ENXIO { return nil }
            let count = min(Self.blockSize - offset % Self.blockSize, size - offset)
            guard count > 0 else { return nil }
            let bytes = try read(count, at: offset)
            if bytes.contains(where: { $0 != 0 }) { return (offset, bytes) }
            offset += count
        }
        return nil
    }

    private func read(_ count: Int, at offset: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress.map { $0 + done }, count - done, off_t(offset + done))
            }
            if got > 0 {
                done += got
            } else if got == 0 {
                break
            } else if errno != EINTR {
                throw SandboxError.invalid(
                    detail: "A disk image cannot be read: \(String(cString: strerror(errno))).")
            }
        }
        return bytes
    }
}

private func openForReading(_ path: String) -> Int32 {
    // Opening a pipe would wait for its other end.
    open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
}

#if os(Linux)
    private let seekData: Int32 = 3
#else
    private let seekData: Int32 = 4
#endif
