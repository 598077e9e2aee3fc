/// One partition of a disk.
struct Partition: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case mbr(UInt8)
        /// Upper-case, as people write it.
        case gpt(String)
    }

    /// As Linux counts: from 1; logical ones of MBR from 5.
    let number: Int
    let kind: Kind
    /// In bytes.
    let start: Int64
    let size: Int64

    var isDynamicDisk: Bool {
        kind == .mbr(0x42) || kind == .gpt(GUID.ldmData) || kind == .gpt(GUID.ldmMetadata)
    }
}

/// Types of partitions. Sources: UEFI specification; Microsoft PARTITION_INFORMATION_GPT; Linux discoverable partitions.
enum GUID {
    static let lvm = "E6D6D379-F507-44C2-A23C-238F2A3DF928"
    static let ldmMetadata = "5808C8AA-7E8F-42E0-85D2-E1E90434CFB3"
    static let ldmData = "AF9B60A0-1431-4F62-BC68-3311714A69AD"
    static let storageSpaces = "E75CAF8F-F680-4CEE-AFA3-B001E56EFC2D"

    /// The first three parts are little-endian, the others as they stand.
    static func text(_ view: ByteView, _ offset: Int) -> String? {
        guard let bytes = view.slice(offset, 16)?.array else { return nil }
        let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]
        var result = ""
        for (position, index) in order.enumerated() {
            if [4, 6, 8, 10].contains(position) { result += "-" }
            let digits = String(bytes[index], radix: 16, uppercase: true)
            result += digits.count < 2 ? "0" + digits : digits
        }
        return result
    }
}

/// What a disk says about its partitions.
struct PartitionTable: Sendable {
    enum Style: String, Sendable { case none, mbr, gpt }

    var style = Style.none
    var partitions: [Partition] = []
    /// Bytes of a sector, as the table counts.
    var sector = 512
    /// Why its partitions cannot be relied on; `nil` when they can.
    var damage: String?
    var remarks: [String] = []

    /// Overlapping partitions are damage: no system makes them, and each would be searched for the same metadata again.
    static func read(_ disk: DiskPart) async throws -> PartitionTable {
        var table = try await found(on: disk)
        if table.hasOverlap {
            table.damage = table.damage ?? "its partitions overlap"
            table.partitions = []
        }
        return table
    }

    private var hasOverlap: Bool {
        let sorted = partitions.sorted { $0.start < $1.start }
        return zip(sorted, sorted.dropFirst()).contains { $1.start - $0.start < $0.size }
    }

    private static func found(on disk: DiskPart) async throws -> PartitionTable {
        let head = try await disk.read(0, 512)
        guard head.little16(510) == 0xAA55 else {
            // A GPT whose protective table was wiped still stands in its second sector.
            return try await GPTReader(disk: disk).read(isProtected: false) ?? PartitionTable()
        }
        let entries = (0..<4).compactMap { MBREntry(head, 446 + 16 * $0) }
        if entries.contains(where: { $0.type == 0xEE }) {
            return try await GPTReader(disk: disk).read(isProtected: true) ?? PartitionTable()
        }
        // Boot sectors of file systems bear the same signature; their code makes nonsense of a table.
        guard entries.count == 4, entries.allSatisfy(\.isSound) else { return PartitionTable() }
        return try await MBRReader(disk: disk).read(entries)
    }
}

/// One of the four entries of a table sector.
struct MBREntry: Sendable {
    let status: UInt8
    let type: UInt8
    let first: UInt32
    let count: UInt32

    init?(_ view: ByteView, _ offset: Int) {
        guard let status = view[offset], let type = view[offset + 4], let first = view.little32(offset + 8),
            let count = view.little32(offset + 12)
        else { return nil }
        self.status = status
        self.type = type
        self.first = first
        self.count = count
    }

    var isSound: Bool { status & 0x7F == 0 }
    var isUsed: Bool { type != 0 && count > 0 }
    var isExtended: Bool { type == 0x05 || type == 0x0F || type == 0x85 }
}

/// Follows the chain of extended partitions.
struct MBRReader {
    let disk: DiskPart
    /// Longest chain that is followed.
    private static let limit = 128

    func read(_ entries: [MBREntry]) async throws -> PartitionTable {
        var table = PartitionTable()
        table.style = .mbr
        for (index, entry) in entries.enumerated() where entry.isUsed {
            if entry.isExtended {
                try await follow(UInt64(entry.first), into: &table)
            } else {
                add(index + 1, entry.type, UInt64(entry.first), UInt64(entry.count), to: &table)
            }
        }
        table.partitions.sort { $0.number < $1.number }
        return table
    }

    private func follow(_ base: UInt64, into table: inout PartitionTable) async throws {
        var next = base
        var seen: Set<UInt64> = []
        var number = 5
        while true {
            guard seen.count < Self.limit, seen.insert(next).inserted else {
                table.damage = "the chain of extended partitions has no end"
                return
            }
            guard let offset = (next * 512).offset else { return }
            let sector = try await disk.read(offset, 512)
            guard sector.little16(510) == 0xAA55 else {
                table.damage = "an extended partition has no table"
                return
            }
            if let entry = MBREntry(sector, 446), entry.isUsed, !entry.isExtended {
                add(number, entry.type, next + UInt64(entry.first), UInt64(entry.count), to: &table)
                number += 1
            }
            guard let link = MBREntry(sector, 462), link.isUsed, link.isExtended else { return }
            next = base + UInt64(link.first)
        }
    }

    private func add(
        _ number: Int, _ type: UInt8, _ first: UInt64, _ count: UInt64, to table: inout PartitionTable
    ) {
        let (start, size) = (Int64(first * 512), Int64(count * 512))
        guard start < disk.size else {
            table.remarks.append("partition \(number) of \(disk.name) begins behind the end of the disk")
            return
        }
        table.partitions.append(
            Partition(number: number, kind: .mbr(type), start: start, size: min(size, disk.size - start)))
    }
}

/// Reads a GUID partition table; the backup where the first one is damaged.
struct GPTReader {
    let disk: DiskPart

    private struct Header {
        let sector: Int
        let entries: Int64
        let count: Int
        let entrySize: Int
        let checksum: UInt32
    }

    /// `nil` when nothing looks like one and nothing promises one.
    func read(isProtected: Bool) async throws -> PartitionTable? {
        var isPresent = isProtected
        for sector in [512, 4096] {
            for offset in [Int64(sector), disk.size - Int64(sector)] where offset > 0 {
                let view = try await disk.read(offset, sector)
                guard view.holds("EFI PART", at: 0) else { continue }
                // A copy at the end alone may be left over from another use of the disk.
                if offset == Int64(sector) { isPresent = true }
                guard isPresent, let header = header(view, sector), let table = try await table(header) else {
                    continue
                }
                guard offset != Int64(sector) else { return table }
                var backup = table
                backup.remarks.append(
                    "the partition table of \(disk.name) is damaged; its backup copy was read")
                return backup
            }
        }
        guard isPresent else { return nil }
        var table = PartitionTable()
        table.style = .gpt
        table.damage = "neither copy of its GUID partition table is sound"
        return table
    }

    private func header(_ view: ByteView, _ sector: Int) -> Header? {
        guard let size = view.little32(12).map(Int.init), (92...sector).contains(size),
            let checksum = view.little32(16), var bytes = view.slice(0, size)?.array
        else { return nil }
        for index in 16..<20 { bytes[index] = 0 }
        guard CRC32.of(bytes) == checksum, let first = view.little64(72),
            let entries = first.multipliedReportingOverflow(by: UInt64(sector)).partialValue.offset,
            first < 1 << 50, let count = view.little32(80).map(Int.init), (1...4096).contains(count),
            let entrySize = view.little32(84).map(Int.init), (128...1024).contains(entrySize),
            let entryChecksum = view.little32(88)
        else { return nil }
        return Header(
            sector: sector, entries: entries, count: count, entrySize: entrySize, checksum: entryChecksum)
    }

    private func table(_ header: Header) async throws -> PartitionTable? {
        let view = try await disk.read(header.entries, header.count * header.entrySize)
        guard view.count == header.count * header.entrySize, CRC32.of(view.array) == header.checksum else {
            return nil
        }
        var table = PartitionTable()
        table.style = .gpt
        table.sector = header.sector
        for index in 0..<header.count {
            let at = index * header.entrySize
            guard let type = GUID.text(view, at), type != "00000000-0000-0000-0000-000000000000",
                let first = view.little64(at + 32), let last = view.little64(at + 40), first <= last,
                last < 1 << 50
            else { continue }
            let start = Int64(first) * Int64(header.sector)
            let size = Int64(last - first + 1) * Int64(header.sector)
            guard start < disk.size else {
                table.remarks.append(
                    "partition \(index + 1) of \(disk.name) begins behind the end of the disk")
                continue
            }
            table.partitions.append(
                Partition(
                    number: index + 1, kind: .gpt(type), start: start, size: min(size, disk.size - start)))
        }
        return table
    }
}
