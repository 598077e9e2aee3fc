/// A raw image of a disk in a file, or a block device.
package final class RawImage: DiskBytes {
    package let name: String
    package let serial: String? = nil
    package let size: Int64
    package let isBlank = false
    private let file: FileBytes

    /// Formats that hold a disk in another form, by their first bytes. Reading them as raw would find nothing.
    private static let containers: [(magic: [UInt8], name: String)] = [
        (Array("QFI".utf8) + [0xFB], "qcow2"), (Array("KDMV".utf8), "VMDK"), (Array("vhdxfile".utf8), "VHDX"),
        (Array("conectix".utf8), "VHD"), (Array("# Disk DescriptorFile".utf8), "VMDK description"),
        ([0x1F, 0x8B], "gzip"), ([0x28, 0xB5, 0x2F, 0xFD], "zstd"),
    ]

    /// - Throws: `InspectionError` when the file cannot be read or is no raw image.
    package init(path: String) throws(InspectionError) {
        file = try FileBytes(path, allowsDevice: true)
        name = String(path.split(separator: "/").last ?? "disk")
        size = file.size
        guard size >= 0 else { throw InspectionError(path, "it is no regular file or block device") }
        guard size > 0 else { throw InspectionError(path, "it is empty") }
        let head = ByteView((try? file.read(at: 0, count: 64)) ?? [])
        if let found = Self.containers.first(where: { head.holds($0.magic, at: 0) }) {
            throw InspectionError(
                path,
                "it is \(found.name), not a raw image; convert it first, as with "
                    + "`qemu-img convert -O raw`")
        }
    }

    package func read(at offset: Int64, count: Int) async throws -> [UInt8] {
        try file.read(at: offset, count: count)
    }
}

/// A disk or file that cannot be looked into.
package struct InspectionError: Error, Hashable, Sendable, CustomStringConvertible {
    package let file: String
    package let reason: String

    package init(_ file: String, _ reason: String) {
        self.file = file
        self.reason = reason
    }

    package var description: String { "\(file): \(reason)" }
}
