import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let regionWithoutBackup = RuleMetadata(
        id: "AV013", name: "region-without-backup", severity: .error, phases: [.plan, .serverSide],
        title: Bilingual("Region support for whole images", zh: "区域对整机镜像的支持"),
        headline: Bilingual("Region does not offer whole images", zh: "区域不支持整机镜像"),
        rationale: Bilingual(
            "The region must have the backup service and accept CBR-backed whole images.",
            zh: "该区域必须提供云备份服务，并支持基于云备份的整机镜像。"),
        source: "IMS API 'Error codes' (IMG.0180, IMG.0190)",
        english: RuleText(
            "The region does not offer server backup, so whole images cannot be created there.",
            fix: "Use another region."),
        chinese: RuleText(
            "该区域不提供云服务器备份，无法制作整机镜像。",
            fix: "请更换区域。"),
        coverage: .service(
            Bilingual(
                "Only the service knows which regions accept whole images.",
                zh: "只有云服务知道哪些区域支持整机镜像。")))
}
