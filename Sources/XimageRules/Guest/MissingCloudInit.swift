import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let missingCloudInit = RuleMetadata(
        id: "GU021", name: "missing-cloud-init", severity: .warning, phases: [.plan],
        acknowledgement: "guest-optimisation",
        summary: "cloud-init",
        rationale: """
            Without cloud-init, passwords, key pairs and user data cannot be injected; servers keep the \
            source's credentials. It must be installed, enabled and free of old instance data. Some \
            versions built from source need a data-source setting to work on this cloud. When the image \
            attribute __support_fc_inject is true, injection is not available at all.
            """,
        source: "seed ('optimise'); IMS user guide 'Installing Cloud-Init', 'Configuring Cloud-Init'",
        english: RuleText(
            """
            cloud-init was not found on {server}; the key pair, password or user data declared for \
            servers made from {image} will have no effect.
            """,
            fix: "Install it before imaging, or remove those fields."),
        chinese: RuleText(
            "未在云服务器 {server} 上发现 cloud-init，由 {image} 创建的云服务器所声明的密钥对、密码或用户数据将不生效。",
            fix: "请先安装，或删除相应字段。"),
        coverage: .awaitingFacts(
            "Guest facts are not part of the context yet."))
}
