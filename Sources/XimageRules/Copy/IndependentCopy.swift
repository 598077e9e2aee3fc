import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let independentCopy = RuleMetadata(
        id: "CP017", name: "independent-copy", severity: .info, phases: [.plan],
        summary: "Copies are independent objects",
        rationale: """
            A copy has its own id, backup and life. Deleting the source does not touch it and the other \
            way round; later changes to the source do not flow to it. A changed source image plans as a \
            new copy.
            """,
        source: "IMS user guide FAQ on copying",
        english: RuleText(
            """
            {copy} is independent of {image}: later changes to the source are not carried over, and \
            either can be deleted alone.
            """),
        chinese: RuleText(
            "复制 {copy} 与 {image} 相互独立：源镜像之后的变更不会同步，二者可分别删除。"),
        coverage: .awaitingFacts(
            "Copies are not part of the desired state yet."))
}
