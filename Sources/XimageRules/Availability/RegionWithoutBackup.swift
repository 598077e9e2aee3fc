import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let regionWithoutBackup = RuleMetadata(
        id: "AV013", name: "region-without-backup", severity: .error, phases: [.plan, .serverSide],
        summary: "Whole images are offered in the region",
        rationale: "The region must have the backup service and accept CBR-backed whole images.",
        source: "IMG.0180, IMG.0190",
        english: RuleText(
            "The region does not offer server backup, so whole images cannot be created there.",
            fix: "Use another region."),
        chinese: RuleText(
            "该区域不提供云服务器备份，无法制作整机镜像。",
            fix: "请更换区域。"),
        coverage: .service(
            "Which regions take whole images is known only to the service."))
}
