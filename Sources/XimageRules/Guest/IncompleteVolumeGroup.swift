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

    static let violating = [
        RuleExample("a physical volume is missing", at: "image.golden from") {
            $0.linuxGuest {
                $0.linux?.volumeGroups = .known([
                    VolumeGroup(name: "vgdata", physicalVolumes: ["/dev/vdb"], count: 1, missing: 1)
                ])
            }
        }
    ]
    static let satisfying = [
        RuleExample("a complete group") {
            $0.linuxGuest {
                $0.linux?.volumeGroups = .known([
                    VolumeGroup(name: "vgdata", physicalVolumes: ["/dev/vdb"], count: 1)
                ])
            }
        }
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
