import XimageCore
import XimagePlanning

struct MultiDiskLayout: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU016", name: "multi-disk-layout", severity: .warning, phases: [.plan],
        acknowledgement: "multi-disk-volumes",
        title: Bilingual("Other layouts on several disks", zh: "其他多磁盘布局"),
        headline: Bilingual("Storage layout uses several disks", zh: "存储布局使用多块磁盘"),
        rationale: Bilingual(
            """
            Software RAID, multi-device btrfs, ZFS pools, bcache and multipath over several disks carry the \
            same risk as volume groups with several physical volumes, although the original documents do \
            not name them.
            """,
            zh: """
                跨多块磁盘的软件 RAID、多设备 btrfs、ZFS 存储池、bcache 和多路径，\
                与包含多个物理卷的卷组具有相同的风险，但原始文档没有提及。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints, extended to other \
            layouts of several disks
            """,
        english: RuleText(
            "{server} uses {layout} across {disks}.",
            fix: """
                It is not ruled out by the documentation but depends on several disks being found \
                together; test a server created from the image.
                """),
        chinese: RuleText(
            "云服务器 {server} 在磁盘 {disks} 上使用 {layout}。文档未明确禁止，但依赖多块磁盘同时被识别，请用镜像创建云服务器进行验证。"))

    static let violating = [
        RuleExample("software RAID over two disks", at: "image.golden from") {
            $0.linuxGuest {
                $0.linux?.layouts = .known([DiskLayout(kind: "RAID 1", name: "md0", disks: ["vdb", "vdc"])])
            }
        }
    ]
    static let satisfying = [RuleExample("plain file systems") { $0.linuxGuest { _ in } }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: .linux, into: &report) { source, facts, report in
            guard let layouts = source.known((facts.linux ?? LinuxFacts()).layouts, &report) else { return }
            for layout in layouts {
                source.violate(
                    [
                        "server": "\(source.name)", "layout": "\(layout.kind)",
                        "disks": Wording.several(layout.disks),
                    ], into: &report)
            }
        }
    }
}
