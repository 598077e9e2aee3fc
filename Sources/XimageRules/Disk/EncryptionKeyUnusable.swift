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
            "{disk} is encrypted with key {key}, which is {state}.",
            fix: "Enable the key and grant the volume service access before continuing."),
        chinese: RuleText(
            "磁盘 {disk} 使用密钥 {key} 加密，该密钥当前 {state}。",
            fix: "请启用密钥并授权云硬盘服务后再继续。"),
        coverage: .service(
            "The key service is not part of the provider; the service refuses disks whose key is disabled."))
}
