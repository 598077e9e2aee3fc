import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let unsupportedGuestSystem = RuleMetadata(
        id: "GU027", name: "unsupported-guest-system", severity: .warning, phases: [.plan],
        summary: "Operating system support",
        rationale: """
            The guest OS and version should be on the list of supported systems; for others drivers and \
            password injection may not work. OS versions recorded as unknown are warned about.
            """,
        source: "IMS user guide 'OS support'",
        english: RuleText(
            "{os} on {server} is not on the list of supported systems.",
            fix: "Test a server made from {image} before relying on it."),
        chinese: RuleText(
            "云服务器 {server} 的操作系统 {os} 不在支持列表中。",
            fix: "请先用 {image} 创建云服务器进行验证。"),
        coverage: .awaitingFacts(
            "Guest facts are not part of the context yet."))
}
