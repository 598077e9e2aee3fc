import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let copyDuration = RuleMetadata(
        id: "CP018", name: "copy-duration", severity: .info, phases: [.plan],
        summary: "How long a replication takes",
        rationale: """
            Expect about 80 MB/s for one backup, with up to 8 backups replicated in parallel. The wait \
            limit defaults to 60 minutes and must grow with the size (LC002).
            """,
        source: "CBR FAQ on replication speed; Terraform provider 'ims_image_copy' timeouts",
        english: RuleText(
            """
            Replicating {image} ({size} GiB) will take about {minutes} minutes; the wait limit is \
            {limit} minutes.
            """),
        chinese: RuleText(
            "复制 {image} （{size} GiB）预计约 {minutes} 分钟，等待上限为 {limit} 分钟。"),
        coverage: .awaitingFacts(
            "Copies are not part of the desired state yet."))
}
