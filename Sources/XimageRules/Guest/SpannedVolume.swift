import XimageCore
import XimagePlanning

struct SpannedVolume: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU004", name: "spanned-volume", severity: .error, phases: [.plan, .apply],
        acknowledgement: "spanned-volumes",
        title: Bilingual("Spanned volumes", zh: "跨区卷"),
        headline: Bilingual("Server has a spanned volume", zh: "云服务器存在跨区卷"),
        rationale: Bilingual(
            """
            A Windows source must not have a volume that spans disks. After provisioning its parts may not \
            be recognised as one volume and data can be lost. Usual remedy: back up the data, delete the \
            spanned volume, image, then recreate it.
            """,
            zh: """
                Windows 源云服务器不得有跨磁盘的卷。用镜像创建云服务器后，其各部分可能无法识别为一个卷，\
                导致数据丢失。通常的处理方法：备份数据，删除跨区卷，制作镜像，然后重新创建跨区卷。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; IMS FAQ on spanned \
            volumes
            """,
        english: RuleText(
            """
            Volume {volume} of {server} spans disks {disks}; servers created from a whole image may lose \
            its data.
            """,
            fix: """
                Move the data to a volume on one disk and delete the spanned volume, then collect guest \
                facts again.
                """),
        chinese: RuleText(
            "云服务器 {server} 的卷 {volume} 跨越磁盘 {disks}，由整机镜像创建的云服务器可能丢失其中的数据。",
            fix: "请把数据移到单磁盘卷并删除跨区卷，再重新采集客户机信息。"))

    static let violating = [
        RuleExample("a volume on two disks", at: "image.golden from") {
            $0.windowsGuest {
                $0.windows?.spannedVolumes = .known([
                    DiskLayout(kind: "spanned", name: "E:", disks: ["Disk 1", "Disk 2"])
                ])
            }
        },
        RuleExample("declared in the manifest", at: "image.golden from") {
            $0.windowsGuest { _ in }
            $0.guests = [:]
            $0.declareGuest("server.billing") { $0.spannedVolumes = ["E:"] }
        },
    ]
    static let satisfying = [
        RuleExample("no spanned volume") { $0.windowsGuest { _ in } },
        RuleExample("Linux has none") { $0.linuxGuest { _ in } },
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: .windows, into: &report) { source, facts, report in
            report.evaluated += 1
            for volume in facts.windows?.spannedVolumes.value ?? [] {
                source.violate(
                    [
                        "volume": "\(volume.name)", "server": "\(source.name)",
                        "disks": Wording.several(volume.disks),
                    ], into: &report)
            }
        }
    }
}
