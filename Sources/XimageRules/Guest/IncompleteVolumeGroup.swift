import XimageCore
import XimagePlanning

struct IncompleteVolumeGroup: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU015", name: "incomplete-volume-group", severity: .error, phases: [.plan],
        acknowledgement: "multi-disk-volumes",
        title: Bilingual("Incomplete volume groups", zh: "不完整的卷组"),
        headline: Bilingual("Volume group lacks physical volumes", zh: "卷组缺失物理卷"),
        rationale: Bilingual(
            """
            A volume group with missing physical volumes on the source cannot be judged and is probably \
            damaged.
            """,
            zh: "源云服务器上缺失物理卷的卷组无法判断，很可能已损坏。"),
        source: "Linux manual 'lvmreport'",
        english: RuleText(
            "Volume group {vg} on {server} lacks {count}.",
            fix: "Repair or remove it before imaging."),
        chinese: RuleText(
            "云服务器 {server} 的卷组 {vg} 缺失 {count}。",
            fix: "请在制作前修复或删除。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "its only physical volume is missing",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\""},
                  "vgs-text": {"status": 0, "text": "vgdata|u|1|1"},
                  "pvs-text": {"status": 0, "text": "[unknown]|u|vgdata|1"},
                  "lvs-text": {"status": 0, "text": ""}}}
                """#
            ]),
        RuleExample(
            "one of two physical volumes is missing",
            at: ["image.golden | billing"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing, dataDisks: [{size: 50}]}]}}
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\"\nKNAME=\"vdb\" TYPE=\"disk\" SIZE=\"53687091200\" PKNAME=\"\""},
                  "vgs-text": {"status": 0, "text": "vgdata|u|2|1"},
                  "pvs-text": {"status": 0, "text": "/dev/vdb|u|vgdata|1\n[unknown]|u|vgdata|1"},
                  "lvs-text": {"status": 0, "text": ""}}}
                """#
            ]),
    ]
    static let satisfying = [
        RuleExample(
            "a complete group",
            world: """
                regions: {cn-north-4: {servers: [{name: billing, dataDisks: [{size: 50}]}]}}
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\"\nKNAME=\"vdb\" TYPE=\"disk\" SIZE=\"53687091200\" PKNAME=\"\""},
                  "vgs-text": {"status": 0, "text": "vgdata|u|1|0"},
                  "pvs-text": {"status": 0, "text": "/dev/vdb|u|vgdata|1"},
                  "lvs-text": {"status": 0, "text": ""}}}
                """#
            ])
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: .linux, into: &report) { source, facts, report in
            report.evaluated += 1
            for group in facts.linux?.volumeGroups.value ?? [] where group.missing > 0 {
                source.violate(
                    [
                        "vg": "\(group.name)", "server": "\(source.name)",
                        "count": Wording.count(group.missing, "physical volume", zh: "个物理卷"),
                    ],
                    into: &report)
            }
        }
    }
}
