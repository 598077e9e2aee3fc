import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let encryptionKeyUnusable = RuleMetadata(
        id: "DK010", name: "encryption-key-unusable", severity: .error, phases: [.plan, .apply],
        summary: "Encryption key usable",
        rationale: """
            When a captured disk or a disk of the image is encrypted, its key must exist, be enabled and \
            be accessible to the compute, volume and image services (a grant in the key service). Applies \
            to imaging and provisioning.
            """,
        source: "EVS user guide 'Disk encryption'; IMG.0095-0103; Ecs.0025, Ecs.0119",
        english: RuleText(
            "The key of an encrypted disk is disabled, or the volume service may not use it.",
            fix: "Enable the key and grant the volume service access before continuing."),
        chinese: RuleText(
            "加密磁盘的密钥已禁用，或云硬盘服务无权使用该密钥。",
            fix: "请启用密钥并授权云硬盘服务后再继续。"),
        coverage: .service(
            "The key service is not part of the provider; the service refuses disks whose key is disabled."))
}
