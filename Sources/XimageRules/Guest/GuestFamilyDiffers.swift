import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let guestFamilyDiffers = RuleMetadata(
        id: "GU003", name: "guest-family-differs", severity: .error, phases: [.plan],
        summary: "Operating system family is known",
        rationale: """
            The OS family decides which rules run. It is taken from the image attribute __os_type or the \
            server's os_type, and must agree with the guest report. `Other` runs no guest rule \
            automatically and counts as unchecked (GU001).
            """,
        source: "IMS API __os_type; design",
        english: RuleText(
            "{server} is recorded as {cloud} but its guest report says {guest}.",
            fix: "Check that the report is from the right server."),
        chinese: RuleText(
            "云服务器 {server} 登记的操作系统为 {cloud}，而客户机信息显示为 {guest}。",
            fix: "请确认报告来源。"),
        coverage: .awaitingFacts(
            "Guest facts are not part of the context yet."))
}
