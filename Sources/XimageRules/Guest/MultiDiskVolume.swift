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

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "a mirrored volume",
            at: ["image.golden | billing"],
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                        dataDisks: [{size: 50}, {size: 50}]
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0,
                        "text": "[{\"Number\": 0, \"Size\": 42949672960}, {\"Number\": 1, \"Size\": 53687091200}, {\"Number\": 2, \"Size\": 53687091200}]"},
                  "partitions": {"status": 0,
                        "text": "[{\"DiskNumber\": 0, \"MbrType\": 7}, {\"DiskNumber\": 1, \"MbrType\": 66}, {\"DiskNumber\": 2, \"MbrType\": 66}]"},
                  "san-registry": {"status": 0, "text": "1"},
                  "pools": {"status": 0, "text": "[]"},
                  "diskpart": {"status": 0,
                        "text": "  Volume ###  Ltr  Label        Fs     Type        Size     Status     Info\n  ----------  ---  -----------  -----  ----------  -------  ---------  --------\n  Volume 0     C                 NTFS   Partition     50 GB  Healthy\n  Volume 1     F                 NTFS   Mirror        50 GB  Healthy"},
                  "diskpart-volume-1": {"status": 0,
                        "text": "  Disk ###  Status         Size     Free     Dyn  Gpt\n  --------  -------------  -------  -------  ---  ---\n  Disk 1    Online           50 GB      0 B   *\n  Disk 2    Online           50 GB      0 B   *"}}}
                """#
            ]),
        RuleExample(
            "a storage pool of two disks",
            at: ["image.golden | billing"],
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                        dataDisks: [{size: 50}, {size: 50}]
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0,
                        "text": "[{\"Number\": 0, \"Size\": 42949672960}, {\"Number\": 1, \"Size\": 53687091200}, {\"Number\": 2, \"Size\": 53687091200}]"},
                  "partitions": {"status": 0, "text": "[]"},
                  "san-registry": {"status": 0, "text": "1"},
                  "pools": {"status": 0,
                        "text": "[{\"Pool\": \"data\", \"DeviceId\": \"1\"}, {\"Pool\": \"data\", \"DeviceId\": \"2\"}]"}}}
                """#
            ]),
    ]
    static let satisfying = [
        RuleExample(
            "a storage pool of one disk",
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                        dataDisks: [{size: 50}]
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0,
                        "text": "[{\"Number\": 0, \"Size\": 42949672960}, {\"Number\": 1, \"Size\": 53687091200}]"},
                  "partitions": {"status": 0, "text": "[]"},
                  "san-registry": {"status": 0, "text": "1"},
                  "pools": {"status": 0, "text": "[{\"Pool\": \"data\", \"DeviceId\": \"1\"}]"}}}
                """#
            ])
    ]

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
