import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let encryptionKeyUnusable = RuleMetadata(
        id: "DK010", name: "encryption-key-unusable", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Encryption key", zh: "加密密钥"),
        headline: Bilingual("Encryption key is not usable", zh: "加密密钥不可用"),
        rationale: Bilingual(
            """
            When a captured disk or a disk of the image is encrypted, its key must exist, be enabled and be \
            accessible to the compute, volume and image services (a grant in the key service). Applies to \
            imaging and provisioning.
            """,
            zh: """
                如果包含在镜像中的云硬盘或镜像中的磁盘已加密，其密钥必须存在、已启用，\
                并且弹性云服务器、云硬盘和镜像服务可以使用（在密钥服务中授权）。制作镜像和创建云服务器时均适\
                用。
                """),
        source: """
            EVS user guide 'Disk encryption'; IMS API 'Error codes' (IMG.0095-0103); ECS API 'Error codes' \
            (Ecs.0025, Ecs.0119)
            """,
        english: RuleText(
            "The key of an encrypted disk is disabled, or the volume service may not use it.",
            fix: "Enable the key and grant the volume service access before continuing."),
        chinese: RuleText(
            "加密磁盘的密钥已禁用，或云硬盘服务无权使用该密钥。",
            fix: "请启用密钥并授权云硬盘服务后再继续。"),
        coverage: .service(
            Bilingual(
                "ximage does not read the key service; the service refuses disks whose key is disabled.",
                zh: "ximage 不读取密钥管理服务；密钥被禁用时，云服务会拒绝相应的云硬盘。")))
}
