import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let deletionUnconfirmed = RuleMetadata(
        id: "LC015", name: "deletion-unconfirmed", severity: .error, phases: [.apply],
        title: Bilingual("Verification of a deletion", zh: "删除结果的核实"),
        headline: Bilingual("Deletion is not verified", zh: "删除结果未经核实"),
        rationale: Bilingual(
            """
            The deletion request succeeds before the object is deleted; ximage polls until the object no \
            longer exists and reports anything left.
            """,
            zh: """
                删除接口在实际删除完成之前就会返回成功；ximage 会持续查询，直到对象不再存在，\
                并报告任何遗留项。
                """),
        source: "Terraform provider 'ims_ecs_whole_image', deletion",
        coverage: .engine(
            Bilingual(
                "A deletion is complete when the object no longer exists.",
                zh: "对象不再存在时，删除才算完成。")))
}
