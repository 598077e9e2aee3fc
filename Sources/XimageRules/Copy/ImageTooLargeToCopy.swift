import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageTooLargeToCopy = RuleMetadata(
        id: "CP011", name: "image-too-large-to-copy", severity: .warning, phases: [.plan, .serverSide],
        summary: "Size limit for replication",
        rationale: """
            The public limit is 300 GB for images in cn-south-1, cn-east-3, cn-east-2 and cn-north-4, and \
            128 GB elsewhere (128 GB on the international site). It is written for images in general; \
            whether it is applied to the sum of a whole image's disks is not stated, so the rule only \
            warns.
            """,
        source: "IMS user guide constraints; IMG.0146",
        unconfirmed: "applies to whole images or not; current figures per region",
        english: RuleText(
            "{image} covers {size} GiB, above the {limit} GiB replication limit published for {region}.",
            fix: "The service may refuse; reduce or exclude data disks if it does."),
        chinese: RuleText(
            "整机镜像 {image} 共 {size} GiB，超过 {region} 公布的跨区域复制上限 {limit} GiB，云服务可能拒绝。",
            fix: "如被拒绝，请减小或排除数据盘。"),
        coverage: .awaitingFacts(
            "Copies are not part of the desired state yet."))
}
