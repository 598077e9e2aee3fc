import XimageCore
import XimagePlanning

struct MultiDiskVolume: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU005", name: "multi-disk-volume", severity: .warning, phases: [.plan],
        acknowledgement: "multi-disk-volumes",
        summary: "Striped, mirrored and RAID-5 dynamic volumes, storage pools",
        rationale: """
            Other layouts with one volume over several disks (dynamic striped, mirrored, RAID-5; Storage \
            Spaces pools over several disks) carry the same kind of risk but are not named by the seed.
            """,
        source: "design, by analogy with the seed's spanned-volume rule",
        english: RuleText(
            "Volume {volume} of {server} is a {layout} over disks {disks}.",
            fix: """
                It is not ruled out by the documentation but depends on several disks being found \
                together; test a server made from the image.
                """),
        chinese: RuleText(
            "云服务器 {server} 的卷 {volume} 为跨磁盘 {disks} 的 {layout}。",
            fix: "文档未明确禁止，但其依赖多块磁盘同时被识别，请用镜像创建云服务器进行验证。"))

    static let violating = [
        RuleExample("a mirrored volume and a storage pool", at: "image.golden from", "image.golden from") {
            $0.windowsGuest {
                $0.windows?.layouts = .known([
                    DiskLayout(kind: "mirrored", name: "F:", disks: ["Disk 1", "Disk 2"]),
                    DiskLayout(kind: "storage pool", name: "pool", disks: ["Disk 3", "Disk 4"]),
                ])
            }
        }
    ]
    static let satisfying = [RuleExample("plain volumes") { $0.windowsGuest { _ in } }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: .windows, into: &report) { source, facts, report in
            guard let layouts = source.known((facts.windows ?? WindowsFacts()).layouts, &report) else {
                return
            }
            for layout in layouts {
                source.violate(
                    [
                        "volume": "\(layout.name)", "server": "\(source.name)", "layout": layout.title,
                        "disks": Wording.several(layout.disks),
                    ], into: &report)
            }
        }
    }
}
