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

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "declared in the manifest",
            at: ["image.golden | billing"],
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers:
                  billing:
                    existing: {name: billing}
                    guest: {sanPolicy: OnlineAll, spannedVolumes: ['E:']}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "a volume on two disks",
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
                  "diskpart": {"status": 0,
                        "text": "  Volume ###  Ltr  Label        Fs     Type        Size     Status     Info\n  ----------  ---  -----------  -----  ----------  -------  ---------  --------\n  Volume 0     C                 NTFS   Partition     50 GB  Healthy\n  Volume 1     E                 NTFS   Spanned       50 GB  Healthy"},
                  "diskpart-volume-1": {"status": 0,
                        "text": "  Disk ###  Status         Size     Free     Dyn  Gpt\n  --------  -------------  -------  -------  ---  ---\n  Disk 1    Online           50 GB      0 B   *\n  Disk 2    Online           50 GB      0 B   *"}}}
                """#
            ]),
        RuleExample(
            "the report shows none, but the manifest declares one",
            at: ["image.golden | billing"],
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
                servers:
                  billing:
                    existing: {name: billing}
                    guest: {spannedVolumes: ['E:']}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0,
                        "text": "[{\"Number\": 0, \"Size\": 42949672960}, {\"Number\": 1, \"Size\": 53687091200}]"},
                  "partitions": {"status": 0, "text": "[]"},
                  "san-registry": {"status": 0, "text": "1"}}}
                """#
            ]),
    ]
    static let satisfying = [
        RuleExample(
            "no dynamic disks",
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
                  "san-registry": {"status": 0, "text": "1"}}}
                """#
            ]),
        RuleExample(
            "a simple volume on a dynamic disk",
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
                  "partitions": {"status": 0,
                        "text": "[{\"DiskNumber\": 0, \"MbrType\": 7}, {\"DiskNumber\": 1, \"MbrType\": 66}]"},
                  "san-registry": {"status": 0, "text": "1"},
                  "diskpart": {"status": 0,
                        "text": "  Volume ###  Ltr  Label        Fs     Type        Size     Status     Info\n  ----------  ---  -----------  -----  ----------  -------  ---------  --------\n  Volume 0     C                 NTFS   Partition     50 GB  Healthy\n  Volume 1     E                 NTFS   Simple        50 GB  Healthy"}}}
                """#
            ]),
        RuleExample(
            "none declared in the manifest",
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers:
                  billing:
                    existing: {name: billing}
                    guest: {sanPolicy: OnlineAll, spannedVolumes: []}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
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
