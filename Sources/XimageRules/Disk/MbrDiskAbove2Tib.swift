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

    static let about = ["disk.size"]

    static let violating = [
        RuleExample(
            "a disk with an MBR table grows above 2 TiB",
            at: ["disk.web.data | 3 TiB"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Windows Server 2022 Datacenter 64bit English"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            manifest: """
                vaults: {main: {size: 4000 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Windows Server 2022 Datacenter 64bit English"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 3 TiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0,
                        "text": "[{\"Number\": 0, \"Size\": 42949672960, \"PartitionStyle\": \"GPT\"}, {\"Number\": 1, \"Size\": 107374182400, \"PartitionStyle\": \"MBR\"}]"},
                  "partitions": {"status": 0, "text": "[{\"DiskNumber\": 0}, {\"DiskNumber\": 1}]"},
                  "san-registry": {"status": 0, "text": "1"}}}
                """#
            ])
    ]
    static let satisfying = [
        RuleExample(
            "the disk has a GPT table",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Windows Server 2022 Datacenter 64bit English"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            manifest: """
                vaults: {main: {size: 4000 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Windows Server 2022 Datacenter 64bit English"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 3 TiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0,
                        "text": "[{\"Number\": 0, \"Size\": 42949672960, \"PartitionStyle\": \"GPT\"}, {\"Number\": 1, \"Size\": 107374182400, \"PartitionStyle\": \"GPT\"}]"},
                  "partitions": {"status": 0, "text": "[{\"DiskNumber\": 0}, {\"DiskNumber\": 1}]"},
                  "san-registry": {"status": 0, "text": "1"}}}
                """#
            ]),
        RuleExample(
            "the disk has no table at all",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Windows Server 2022 Datacenter 64bit English"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            manifest: """
                vaults: {main: {size: 4000 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Windows Server 2022 Datacenter 64bit English"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 3 TiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0,
                        "text": "[{\"Number\": 0, \"Size\": 42949672960, \"PartitionStyle\": \"GPT\"}, {\"Number\": 1, \"Size\": 107374182400, \"PartitionStyle\": \"RAW\"}]"},
                  "partitions": {"status": 0, "text": "[{\"DiskNumber\": 0}, {\"DiskNumber\": 1}]"},
                  "san-registry": {"status": 0, "text": "1"}}}
                """#
            ]),
        RuleExample(
            "the disk grows to 2 TiB",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Windows Server 2022 Datacenter 64bit English"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            manifest: """
                vaults: {main: {size: 4000 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Windows Server 2022 Datacenter 64bit English"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 2 TiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0,
                        "text": "[{\"Number\": 0, \"Size\": 42949672960, \"PartitionStyle\": \"GPT\"}, {\"Number\": 1, \"Size\": 107374182400, \"PartitionStyle\": \"MBR\"}]"},
                  "partitions": {"status": 0, "text": "[{\"DiskNumber\": 0}, {\"DiskNumber\": 1}]"},
                  "san-registry": {"status": 0, "text": "1"}}}
                """#
            ]),
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
