import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let incompleteVolumeGroup = RuleMetadata(
        id: "GU015", name: "incomplete-volume-group", severity: .error, phases: [.plan],
        acknowledgement: "multi-disk-volumes",
        summary: "Incomplete volume groups",
        rationale: """
            A volume group with missing physical volumes on the source cannot be judged and is probably \
            damaged.
            """,
        source: "design, from LVM report fields",
        english: RuleText(
            "Volume group {vg} on {server} misses {count} physical volume(s).",
            fix: "Repair or remove it before imaging."),
        chinese: RuleText(
            "云服务器 {server} 的卷组 {vg} 缺失 {count} 个物理卷。",
            fix: "请在制作前修复或删除。"),
        coverage: .awaitingFacts(
            "Guest facts are not part of the context yet."))
}
