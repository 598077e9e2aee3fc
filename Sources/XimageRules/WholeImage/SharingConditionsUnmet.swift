import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let sharingConditionsUnmet = RuleMetadata(
        id: "WI004", name: "sharing-conditions-unmet", severity: .error,
        phases: [.plan, .apply, .serverSide],
        summary: "Conditions for sharing when WI003 was acknowledged",
        rationale: """
            Allowed only when the image is CBR-backed, was not made from a backup that was itself shared \
            in, is not encrypted, and is in normal state; at most 10 recipients for a whole image; \
            recipients must be in the same region and must not be the owner. Each recipient needs a server \
            vault of type 'backup' with capacity at least the sum of the disks to accept it. A shared-in \
            whole image can neither be copied nor shared on.
            """,
        source: "IMS user guide 'Sharing specified images', 'Accepting shared images'; IMG.0098, IMG.0178",
        english: RuleText(
            "{image} cannot be shared: {reason}.",
            fix: """
                Only unencrypted, CBR-backed whole images in normal state can be shared, inside one region \
                and with at most 10 tenants.
                """),
        chinese: RuleText(
            "无法共享 {image}：{reason}。",
            fix: "仅支持在同一区域内共享未加密、基于 CBR 备份且状态正常的整机镜像，接受者最多 10 个。"),
        coverage: .notOffered(
            "The manifest language has no sharing. The service's refusal is shown with this message."))
}
