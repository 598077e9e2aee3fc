import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let dedicatedStorageDisk = RuleMetadata(
        id: "DK003", name: "dedicated-storage-disk", severity: .error, phases: [.plan, .apply],
        summary: "Dedicated distributed storage disks are not supported",
        rationale: """
            A server with any disk on dedicated distributed storage (DSS, also seen as DESS) cannot be \
            made into an image of any kind.
            """,
        source: "IMS user guide constraints (2019+); IMG.0153; BackupService.7001, 7111",
        english: RuleText(
            "{disk} of {server} lives on dedicated distributed storage, which whole images do not support.",
            fix: "Migrate it to an ordinary EVS disk or detach it before imaging."),
        chinese: RuleText(
            "云服务器 {server} 的磁盘 {disk} 位于专属分布式存储，不支持制作整机镜像。",
            fix: "请先迁移到普通云硬盘，或在制作前卸载。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
