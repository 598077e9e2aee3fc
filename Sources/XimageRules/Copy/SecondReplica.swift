import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let secondReplica = RuleMetadata(
        id: "CP013", name: "second-replica", severity: .error, phases: [.plan, .apply],
        summary: "One replica per region",
        rationale: """
            A backup can be replicated to a given target region once. A second copy of the same image to \
            the same region is refused while the first replica exists.
            """,
        source: "IMG.0150; CBR user guide 'Replicating a backup'",
        english: RuleText(
            "The backup of {image} already has a replica in {region} ({other}).",
            fix: "Refer to that image, or delete the replica first."),
        chinese: RuleText(
            "{image} 的备份在 {region} 已有副本（ {other}）。",
            fix: "请直接引用该镜像，或先删除副本。"),
        coverage: .awaitingFacts(
            "Copies are not part of the desired state yet."))
}
