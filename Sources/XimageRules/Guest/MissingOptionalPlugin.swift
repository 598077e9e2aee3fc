import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let missingOptionalPlugin = RuleMetadata(
        id: "GU025", name: "missing-optional-plugin", severity: .info, phases: [.plan],
        summary: "Optional plug-ins",
        rationale: """
            The one-click password reset plug-in and the monitoring plug-in are optional; report whether \
            they are present.
            """,
        source: "IMS user guide 'Installing the one-click password reset plug-in'",
        english: RuleText(
            """
            The password reset plug-in is not installed on {server}; one-click password reset will not \
            work on servers made from {image}.
            """),
        chinese: RuleText(
            "云服务器 {server} 未安装一键重置密码插件，由 {image} 创建的云服务器无法使用一键重置密码。"),
        coverage: .awaitingFacts(
            "Guest facts are not part of the context yet."))
}
