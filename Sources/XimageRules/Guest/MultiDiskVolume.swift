import XimageCore
import XimagePlanning

struct MultiDiskVolume: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU005", name: "multi-disk-volume", severity: .warning, phases: [.plan],
        acknowledgement: "multi-disk-volumes",
        title: Bilingual("Windows volumes and pools on several disks", zh: "Windows 多磁盘卷与存储池"),
        headline: Bilingual("Volume or storage pool uses several disks", zh: "卷或存储池使用多块磁盘"),
        rationale: Bilingual(
            """
            Other layouts with one volume over several disks (dynamic striped, mirrored, RAID-5; Storage \
            Spaces pools over several disks) carry the same kind of risk, although the original documents \
            name spanned volumes only.
            """,
            zh: """
                一个卷分布在多块磁盘上的其他布局（动态带区卷、镜像卷、RAID-5 卷，\
                以及跨多块磁盘的存储空间池）具有同类风险，但原始文档只提及跨区卷。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints, extended to other \
            layouts of several disks
            """,
        english: RuleText(
            "Volume {volume} of {server} is a {layout} over {disks}.",
            fix: """
                It is not ruled out by the documentation but depends on several disks being found \
                together; test a server created from the image.
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
