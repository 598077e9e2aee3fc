import XimageCore
import XimagePlanning

struct MultiDiskLayout: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU016", name: "multi-disk-layout", severity: .warning, phases: [.plan],
        acknowledgement: "multi-disk-volumes",
        summary: "Other layouts over several disks",
        rationale: """
            Software RAID, multi-device btrfs, ZFS pools, bcache and multipath over several disks carry \
            the same risk as the seed's rule but are not named in it.
            """,
        source: "design, by analogy with the seed's volume-group rule",
        english: RuleText(
            "{server} uses {layout} across {disks}.",
            fix: """
                It is not ruled out by the documentation but depends on several disks being found \
                together; test a server made from the image.
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
