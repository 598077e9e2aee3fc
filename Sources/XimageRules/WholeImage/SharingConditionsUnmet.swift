import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let sharingConditionsUnmet = RuleMetadata(
        id: "WI004", name: "sharing-conditions-unmet", severity: .error,
        phases: [.plan, .apply, .serverSide],
        title: Bilingual("Sharing conditions", zh: "共享条件"),
        headline: Bilingual("Sharing conditions are not met", zh: "镜像不满足共享条件"),
        rationale: Bilingual(
            """
            Allowed only when the image is CBR-backed, was not created from a backup that was itself shared \
            in, is not encrypted, and is in normal state; at most 10 recipients for a whole image; \
            recipients must be in the same region and must not be the owner. Each recipient needs a server \
            vault of type 'backup' with capacity at least the sum of the disks to accept it. A shared-in \
            whole image can neither be copied nor shared on.
            """,
            zh: """
                仅当镜像基于 CBR 备份、不是由他人共享的备份创建、未加密且状态正常时才允许共享；\
                整机镜像最多 10 个接受者；接受者必须在同一区域，且不能是所有者。每个接受者需要一个类型为“备\
                份”的云服务器存储库，容量不小于各磁盘之和，才能接受镜像。他人共享的整机镜像既不能复制，\
                也不能再次共享。
                """),
        source: """
            IMS user guide 'Sharing specified images', 'Accepting shared images'; IMS API 'Error codes' \
            (IMG.0098, IMG.0178)
            """,
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
            Bilingual(
                "The manifest language has no sharing. The refusal of the service is shown with this message.",
                zh: "清单语言没有共享功能；云服务拒绝时显示本消息。")))
}
