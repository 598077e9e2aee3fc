/// The bytes of one disk of a server, wherever they are: a raw image, a snapshot, the sandbox.
package protocol DiskBytes: Sendable {
    /// How people know the disk: `vdb`, or a file name.
    var name: String { get }
    /// Its serial number as the guest sees it; `nil` when nobody knows.
    var serial: String? { get }
    /// In bytes.
    var size: Int64 { get }
    /// Whether it is known that nothing was ever written to it.
    var isBlank: Bool { get }
    /// Up to `count` bytes from an offset: fewer only where the disk ends.
    func read(at offset: Int64, count: Int) async throws -> [UInt8]
}

/// A part of a disk that may hold something of its own: the whole disk, or a partition.
struct DiskPart: Sendable {
    let disk: any DiskBytes
    /// Position among the disks that are looked at.
    let index: Int
    /// `vdb` or `vdb1`.
    let name: String
    let start: Int64
    let size: Int64
    /// `nil` for the whole disk.
    let partition: Partition?

    /// Never beyond the end of the part.
    func read(_ offset: Int64, _ count: Int) async throws -> ByteView {
        let end = min(start + size, disk.size)
        guard offset >= 0, offset < size, start <= end - offset, count > 0 else { return ByteView([]) }
        let wanted = Int(min(Int64(count), end - start - offset))
        guard wanted > 0 else { return ByteView([]) }
        return ByteView(try await disk.read(at: start + offset, count: wanted))
    }

    /// The same bytes from a later offset on.
    func dropping(_ offset: Int64) -> DiskPart? {
        guard offset >= 0, offset < size else { return nil }
        return DiskPart(
            disk: disk, index: index, name: name, start: start + offset, size: size - offset,
            partition: partition)
    }
}
