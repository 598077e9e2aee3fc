import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let incompleteCopy = RuleMetadata(
        id: "CP005", name: "incomplete-copy", severity: .error, phases: [.validate, .apply],
        summary: "Required copy fields",
        rationale: """
            The request for a whole image needs name, target region, target project name, agency name and \
            a vault in the target region. Region, agency and vault must be in the manifest; project \
            (CP010) and name (NM013) are filled in when left out.
            """,
        source: "IMS API 'Replicating an image across regions'; Terraform provider 'ims_image_copy'",
        english: RuleText(
            "{copy} lacks {fields}.",
            fix: """
                A cross-region copy of a whole image needs a target region, an agency and a replication \
                vault there; add the missing fields.
                """),
        chinese: RuleText(
            "复制 {copy} 缺少 {fields}。",
            fix: "整机镜像跨区域复制需要目标区域、委托以及目标区域的复制存储库，请补充缺失字段。"),
        coverage: .awaitingFacts(
            "Copies are not part of the desired state yet."))
}
