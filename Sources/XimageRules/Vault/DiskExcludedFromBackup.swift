import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let diskExcludedFromBackup = RuleMetadata(
        id: "VA021", name: "disk-excluded-from-backup", severity: .error, phases: [.validate, .plan],
        summary: "Disks excluded by the binding are missing from the image",
        rationale: """
            A binding can exclude (or list) disks of a server. An excluded data disk is not in the image; \
            the system disk must be included, and at least one disk must remain.
            """,
        source: "CBR API exclude_volumes / include_volumes; BackupService.6208-6210",
        english: RuleText(
            """
            The binding of {server} in {vault} leaves out disk(s) {disks}, so they will be missing \
            from {image}.
            """,
            fix: "Include them, or declare the exclusion on the image so that it is intended."),
        chinese: RuleText(
            "存储库 {vault} 对云服务器 {server} 的绑定排除了磁盘 {disks}，镜像 {image} 将不含这些磁盘。",
            fix: "请取消排除，或在镜像上明确声明排除。"),
        coverage: .awaitingFacts(
            "Disks that a binding leaves out are not read yet; ximage binds whole servers."))
}
