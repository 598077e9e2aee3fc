import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let shortWaitLimit = RuleMetadata(
        id: "LC002", name: "short-wait-limit", severity: .warning, phases: [.validate, .plan],
        summary: "Wait limits suit the size",
        rationale: """
            Defaults: create 20 minutes, delete 10, copy 60. Large servers need more. A limit shorter than \
            the estimate is warned about. Reaching the limit does not fail the cloud task; the next run \
            continues to wait for it.
            """,
        source: "Terraform provider 'ims_ecs_whole_image', 'ims_image_copy' timeouts; design",
        english: RuleText(
            """
            The wait limit of {limit} minutes for {object} is shorter than the estimated {estimate} \
            minutes.
            """,
            fix: "Raise it."),
        chinese: RuleText(
            "{object} 的等待上限 {limit} 分钟小于预计的 {estimate} 分钟，请调大。"),
        coverage: .awaitingFacts(
            "Wait limits of single objects are not part of the desired state yet."))
}
