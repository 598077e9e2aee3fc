/// What a part of a disk holds, by its first bytes.
enum Superblock: Sendable {
    /// A member of a Linux software RAID.
    case raid(RaidMember)
    /// A btrfs with so many devices.
    case btrfs(uuid: String, devices: UInt64)
    case bcache(set: String)
    case zfs
    /// Nobody can look inside: `LUKS`, `BitLocker`.
    case sealed(String)
    case fileSystem(String)

    struct RaidMember: Sendable {
        let set: String
        let level: Int32
        let devices: UInt32
        /// Where the data begin, in bytes from the start of the member.
        let dataOffset: Int64
    }

    /// Bytes from the start of a part that are enough for most answers.
    static let headSize = 68 << 10

    /// `nil` when nothing known is there.
    static func read(_ part: DiskPart, head: ByteView) async throws -> Superblock? {
        if head.holds("LUKS", at: 0), head.holds([0xBA, 0xBE], at: 4) { return .sealed("LUKS") }
        if head.holds("-FVE-FS-", at: 3) { return .sealed("BitLocker") }
        if let member = try await raid(part, head) { return .raid(member) }
        if head.holds("_BHRfS_M", at: 65_536 + 64), let uuid = hex(head, 65_536 + 32),
            let devices = head.little64(65_536 + 136)
        {
            return .btrfs(uuid: uuid, devices: devices)
        }
        if head.holds(bcacheMagic, at: 4096 + 24), let set = hex(head, 4096 + 56) { return .bcache(set: set) }
        if let name = fileSystem(head) { return .fileSystem(name) }
        return try await isZFS(part, head) ? .zfs : nil
    }

    private static let bcacheMagic: [UInt8] = [
        0xC6, 0x85, 0x73, 0xF6, 0x4E, 0x1A, 0x45, 0xCA, 0x82, 0x65, 0xF5, 0x7F, 0x48, 0xBA, 0x6D, 0x81,
    ]

    private static func fileSystem(_ head: ByteView) -> String? {
        if head.little16(1024 + 56) == 0xEF53 { return "ext" }
        if head.holds("XFSB", at: 0) { return "xfs" }
        if head.holds("NTFS    ", at: 3) { return "ntfs" }
        if head.holds("SWAPSPACE2", at: 4086) { return "swap" }
        if head.holds("FAT32", at: 82) || head.holds("FAT1", at: 54) { return "vfat" }
        if head.holds("ReFS", at: 3) { return "refs" }
        return nil
    }

    /// Version 1.0 stands near the end, 1.1 at the start, 1.2 at 4 KiB; version 0.90 near the end.
    private static func raid(_ part: DiskPart, _ head: ByteView) async throws -> RaidMember? {
        for offset in [0, 4096] {
            if let member = head.slice(offset, 256).flatMap({ raid($0) }) { return member }
        }
        guard part.size >= 128 << 10 else { return nil }
        let last = (part.size - 8192) & ~4095
        if let member = raid(try await part.read(last, 256)) { return member }
        let older = try await part.read((part.size & ~65_535) - 65_536, 64)
        guard older.little32(0) == 0xA92B_4EFC, older.little32(4) == 0, let set = hex(older, 20),
            let level = older.little32(28), let devices = older.little32(40)
        else { return nil }
        return RaidMember(set: set, level: Int32(bitPattern: level), devices: devices, dataOffset: 0)
    }

    private static func raid(_ view: ByteView) -> RaidMember? {
        guard view.little32(0) == 0xA92B_4EFC, view.little32(4) == 1, let set = hex(view, 16),
            let level = view.little32(72), let devices = view.little32(92), let data = view.little64(128),
            data < 1 << 50
        else { return nil }
        return RaidMember(
            set: set, level: Int32(bitPattern: level), devices: devices, dataOffset: Int64(data) * 512)
    }

    /// Its labels begin with emptiness; a list of names follows at 16 KiB, and a ring of superblocks at 128 KiB.
    private static func isZFS(_ part: DiskPart, _ head: ByteView) async throws -> Bool {
        guard let list = head.slice(16 << 10, 512), !list.isZero else { return false }
        let ring = try await part.read(128 << 10, 128 << 10)
        return stride(from: 0, to: ring.count, by: 1024).contains {
            ring.little64($0) == 0x00BA_B10C || ring.big64($0) == 0x00BA_B10C
        }
    }

    private static func hex(_ view: ByteView, _ offset: Int) -> String? {
        view.slice(offset, 16)?.array.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count < 2 ? "0" + digits : digits
        }.joined()
    }
}
