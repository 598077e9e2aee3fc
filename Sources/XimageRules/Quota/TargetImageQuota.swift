import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let targetImageQuota = RuleMetadata(
        id: "QT008", name: "target-image-quota", severity: .error, phases: [.plan],
        summary: "Quota in the target region of a copy",
        rationale: """
            A copy consumes image quota and vault capacity in the target region (CP007); both are checked \
            there.
            """,
        source: "IMG.0015; IMS user guide",
        english: RuleText(
            "{copy} needs one private image in {region}, but the quota is used up.",
            fix: "Delete unused images there or request a larger quota."),
        chinese: RuleText(
            "复制 {copy} 需要占用 {region} 的一个私有镜像配额，但配额已用完。",
            fix: "请在该区域删除无用镜像或申请扩大配额。"),
        coverage: .awaitingFacts(
            "Copies are not part of the desired state yet."))
}
