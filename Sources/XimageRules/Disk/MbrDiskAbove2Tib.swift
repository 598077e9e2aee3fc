import XimageCore
import XimagePlanning

struct MbrDiskAbove2Tib: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK028", name: "mbr-disk-above-2-tib", severity: .warning, phases: [.plan],
        title: Bilingual("MBR disks above 2 TiB", zh: "超过 2 TiB 的 MBR 云硬盘"),
        headline: Bilingual("MBR disk grows beyond 2 TiB", zh: "MBR 分区的云硬盘扩容后超过 2 TiB"),
        rationale: Bilingual(
            """
            A disk with an MBR partition table can use 2 TiB only. Growing such a disk beyond that leaves \
            the rest unusable.
            """,
            zh: "采用 MBR 分区表的云硬盘只能使用 2 TiB。扩容到 2 TiB 以上时，超出部分无法使用。"),
        source: "EVS user guide 'Partition styles'",
        english: RuleText(
            "{disk} is MBR-partitioned and would grow to {size} GiB; only the first 2048 GiB are usable.",
            fix: "Convert it to GPT before it grows."),
        chinese: RuleText(
            "磁盘 {disk} 为 MBR 分区，扩容到 {size} GiB 后只有前 2048 GiB 可用。",
            fix: "请在扩容前转换为 GPT。"))

    static let violating = [
        RuleExample("the disk has an MBR table", at: "disk.web.data size") { $0.growing(table: "mbr") }
    ]
    static let satisfying = [
        RuleExample("it has a GPT table") { $0.growing(table: "gpt") },
        RuleExample("it has no table at all") { $0.growing(table: nil) },
        RuleExample("it stays below") {
            $0.growing(table: "mbr")
            $0.set("disk.web.data", .size, 2048)
        },
    ]

    /// GiB that an MBR table with sectors of 512 bytes can address.
    private static let limit = 2048

    func check(_ context: RuleContext, into report: inout RuleReport) {
        let growing = context.subjects(.disk).filter { disk in
            guard let old = disk.live?.attributes[.size].int, let new = disk.desired.attributes[.size].int
            else {
                return false
            }
            return new > max(old, Self.limit)
        }
        guard !growing.isEmpty else { return }
        let disks = Dictionary(grouping: growing, by: \.address.owner)
        context.eachGuest(of: nil, into: &report) { source, facts, report in
            for disk in disks[source.capture.serverAddress] ?? [] {
                guard let inside = source.known(facts.disks, &report), let id = disk.live?.id,
                    let found = inside.first(where: { Self.fits($0, id, disk.live?.attributes[.size].int) })
                else { continue }
                if found.table == "mbr" {
                    report.violate(
                        disk, at: .size,
                        ["disk": "\(disk.address)", "size": "\(disk.desired.attributes[.size].int ?? 0)"],
                        also: [source.image.address])
                }
            }
        }
    }

    /// By the serial number, which is the beginning of the disk's id; by size where the guest shows none.
    private static func fits(_ disk: GuestDisk, _ id: RemoteID, _ size: Int?) -> Bool {
        guard let serial = disk.serial, !serial.isEmpty else {
            return size.map { Int64($0) << 30 == disk.bytes } ?? false
        }
        return id.hasPrefix(serial)
    }
}

extension Scene {
    /// The main job after an apply: a disk of `web` grows to 3 TiB while the next generation is made, with what is
    /// known of its partition table.
    fileprivate mutating func growing(table: String?) {
        apply()
        set("disk.web.data", .size, 3072)
        set("image.golden", .revision, "2")
        var facts = GuestFacts(origin: GuestOrigin(.disks))
        facts.disks = .known([
            GuestDisk(name: "vda", bytes: 40 << 30, serial: "server.web-system", table: "gpt"),
            GuestDisk(name: "vdb", bytes: 100 << 30, serial: "disk.web.data", table: table),
        ])
        guests[Address(.image, "golden")] = .facts(facts)
    }
}
