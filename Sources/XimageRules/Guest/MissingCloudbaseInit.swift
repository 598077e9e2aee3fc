import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let missingCloudbaseInit = RuleMetadata(
        id: "GU011", name: "missing-cloudbase-init", severity: .warning, phases: [.plan],
        acknowledgement: "guest-optimisation",
        summary: "Cloudbase-Init",
        rationale: """
            Without Cloudbase-Init passwords and user data cannot be injected, and servers created from \
            the image keep the source's administrator password. It must be installed and its service set \
            to start automatically.
            """,
        source: "IMS user guide 'Installing and configuring Cloudbase-Init'",
        english: RuleText(
            """
            Cloudbase-Init was not found on {server}; the password or user data declared for servers \
            made from {image} will have no effect.
            """,
            fix: "Install it before imaging, or remove those fields."),
        chinese: RuleText(
            "未在云服务器 {server} 上发现 Cloudbase-Init，由 {image} 创建的云服务器所声明的密码或用户数据将不生效。",
            fix: "请先安装，或删除相应字段。"),
        coverage: .awaitingFacts(
            "Guest facts are not part of the context yet."))
}
