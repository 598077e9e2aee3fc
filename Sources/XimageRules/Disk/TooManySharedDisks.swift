import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let tooManySharedDisks = RuleMetadata(
        id: "DK004", name: "too-many-shared-disks", severity: .error, phases: [.validate, .plan],
        summary: "Number of shared disks",
        rationale: """
            A CBR-bound server may have at most 10 shared disks. On the legacy CSBS service shared disks \
            are not supported at all. Sharing means multiattach; a shared data disk can be attached to up \
            to 16 servers.
            """,
        source: "CBR user guide constraints; BackupService.7106, 7107; CSBS.6010",
        english: RuleText(
            "{server} has {count} shared disks; backup supports at most {limit}.",
            fix: "Detach the surplus before imaging."),
        chinese: RuleText(
            "云服务器 {server} 有 {count} 块共享盘，备份最多支持 {limit} 块。",
            fix: "请在制作前卸载多余的共享盘。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
