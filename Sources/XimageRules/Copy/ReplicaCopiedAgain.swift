import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let replicaCopiedAgain = RuleMetadata(
        id: "CP004", name: "replica-copied-again", severity: .error, phases: [.validate, .plan],
        summary: "A replica cannot be replicated again",
        rationale: """
            A whole image that is itself the result of a replication cannot be replicated onward. Every \
            copy must start from the original image; chains of copies in the manifest are refused. The \
            rule stands in recent documentation and in the backup service.
            """,
        source: """
            IMS user guide (international, 2026); CBR user guide 'Replicating a backup'; \
            BackupService.1001-1013
            """,
        english: RuleText(
            "{copy} starts from {image}, which is itself a replica and cannot be replicated again.",
            fix: "Point it at the original image {origin} in {region}."),
        chinese: RuleText(
            "复制 {copy} 的源 {image} 本身是复制副本，不能再次复制。",
            fix: "请改为引用 {region} 的原始镜像 {origin}。"),
        coverage: .awaitingFacts(
            "Copies are not part of the desired state yet."))
}
