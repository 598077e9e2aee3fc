import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let incompleteCopy = RuleMetadata(
        id: "CP005", name: "incomplete-copy", severity: .error, phases: [.validate],
        title: Bilingual("Required fields of a copy", zh: "复制的必填字段"),
        headline: Bilingual("Copy lacks required fields", zh: "复制缺少必填字段"),
        rationale: Bilingual(
            """
            The request for a whole image needs name, target region, target project name, agency name and a \
            vault in the target region. Region, agency and vault must be in the manifest; project (CP010) \
            and name (NM013) are filled in when omitted.
            """,
            zh: """
                整机镜像的复制请求需要名称、目标区域、目标项目名称、委托名称以及目标区域的存储库。\
                区域、委托和存储库必须写在清单中；项目（CP010）和名称（NM013）留空时由 ximage 填写。
                """),
        source: "IMS API 'Replicating an image across regions'; Terraform provider 'ims_image_copy'",
        coverage: .language(
            Bilingual(
                "`region`, `agency` and `vault` of a copy are required keys: the manifest is refused without them.",
                zh: "复制的 `region`、`agency` 和 `vault` 是必填键：缺少时清单会被拒绝。")))
}
