import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let deletionUnconfirmed = RuleMetadata(
        id: "LC015", name: "deletion-unconfirmed", severity: .error, phases: [.apply],
        summary: "Deletion is confirmed by reading",
        chineseSummary: "删除须经查询确认",
        rationale: """
            The deletion call succeeds before the work is done; the tool polls until the object is gone \
            and reports anything left.
            """,
        source: "Terraform provider 'ims_ecs_whole_image' deletion handling",
        coverage: .engine(
            "A deletion ends when the object is gone."))
}
