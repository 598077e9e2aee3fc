/// A part of a disk that LVM2 uses. Source: constraint catalogue, section 6.3; all numbers little-endian.
struct LVMLabel: Sendable {
    /// 32 characters, without dashes.
    let uuid: String
    let part: DiskPart
    /// Newest text of its group that is sound; `nil` when it has none.
    var text: LVMNode?
    /// Why a text that should be there could not be read.
    var damage: String?

    private static let headerMagic: [UInt8] = Array(" LVM2 x[5A%r0N*>".utf8)

    /// Bytes of metadata text that are read from all disks of a server together. Groups with 1,000 volumes have 1 MiB.
    static let textAllowance = 64 << 20

    /// `nil` when there is no label. Takes what is read from the allowance.
    static func read(_ part: DiskPart, head: ByteView, allowance: inout Int) async throws -> LVMLabel? {
        for sector in 0..<4 {
            let at = sector * 512
            guard let view = head.slice(at, 512), view.holds("LABELONE", at: 0),
                view.holds("LVM2 001", at: 24)
            else { continue }
            guard let checksum = view.little32(16), let body = view.slice(20, 492),
                CRC32.lvm(body.array) == checksum, view.little64(8) == UInt64(sector),
                let offset = view.little32(20).map(Int.init), offset >= 32, offset < 512 - 40,
                let uuid = view.text(offset, 32), uuid.utf8.count == 32
            else {
                return LVMLabel(uuid: "", part: part, damage: "the label of \(part.name) is damaged")
            }
            var label = LVMLabel(uuid: uuid, part: part)
            for area in metadataAreas(view, offset + 40) { try await label.readArea(area, &allowance) }
            if label.text != nil { label.damage = nil }
            return label
        }
        return nil
    }

    private struct Area {
        let start: Int64
        let size: Int64
    }

    /// Two lists of offset and size, each ended by zeros: data areas, then metadata areas.
    private static func metadataAreas(_ view: ByteView, _ start: Int) -> [Area] {
        var lists: [[Area]] = [[]]
        var at = start
        while lists.count < 3, let offset = view.little64(at), let size = view.little64(at + 8) {
            at += 16
            if offset == 0, size == 0 {
                lists.append([])
            } else if let offset = offset.offset, let size = size.offset {
                lists[lists.count - 1].append(Area(start: offset, size: size))
            }
        }
        return lists.count > 1 ? lists[1] : []
    }

    private mutating func readArea(_ area: Area, _ allowance: inout Int) async throws {
        guard area.size >= 512 else { return }
        let view = try await part.read(area.start, 512)
        guard view.holds(Self.headerMagic, at: 4), view.little32(20) == 1,
            let checksum = view.little32(0), let body = view.slice(4, 508), CRC32.lvm(body.array) == checksum,
            let start = view.little64(24)?.offset, let size = view.little64(32)?.offset, size > 512
        else {
            damage = "the metadata area of \(part.name) is damaged"
            return
        }
        guard let offset = view.little64(40)?.offset, let length = view.little64(48)?.offset, offset > 0,
            length > 0
        else { return }
        guard let flags = view.little32(60), flags & 1 == 0 else { return }
        guard offset < size, length <= size - 512 else {
            damage = "the metadata of \(part.name) lies outside its area"
            return
        }
        guard length <= Int64(allowance) else {
            damage = "the disks have more LVM metadata than is read"
            return
        }
        allowance -= Int(length)
        let bytes = try await ring(start: start, size: size, offset: offset, length: Int(length))
        guard bytes.count == Int(length), CRC32.lvm(bytes) == view.little32(56),
            let parsed = LVMTextParser.parse(bytes)
        else {
            damage = "the metadata of \(part.name) is damaged"
            return
        }
        if let text, LVMGroupText(text)?.sequence ?? 0 >= LVMGroupText(parsed)?.sequence ?? 0 { return }
        text = parsed
    }

    /// The text goes on behind the header of the area when it reaches its end.
    private func ring(start: Int64, size: Int64, offset: Int64, length: Int) async throws -> [UInt8] {
        let first = Int(min(Int64(length), size - offset))
        var bytes = try await part.read(start + offset, first).array
        if first < length { bytes += try await part.read(start + 512, length - first).array }
        return bytes
    }
}
