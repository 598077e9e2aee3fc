import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let guestUnchecked = RuleMetadata(
        id: "GU001", name: "guest-unchecked", severity: .error, phases: [.plan, .apply],
        acknowledgement: "guest-unchecked",
        summary: "Guest facts are present",
        rationale: """
            The cloud cannot see volume groups, spanned volumes or the SAN policy; only the guest can \
            tell. For each source server a guest report (section 'Guest facts') must exist, or raw disk \
            images from which the same facts are read. With none, the image is refused unless the user \
            acknowledges that the guest rules were not checked.
            """,
        source: "design, derived from the seed's in-guest constraints",
        english: RuleText(
            """
            Nothing is known about the disks inside {server}, so the checks that prevent data loss \
            could not be run.
            """,
            fix: "Collect guest facts on the server and pass them in, or acknowledge `guest-unchecked`."),
        chinese: RuleText(
            "没有云服务器 {server} 内部磁盘布局的信息，无法完成防止数据丢失的检查。",
            fix: "请在服务器上采集客户机信息并提供，或确认 `guest-unchecked`。"),
        coverage: .awaitingFacts(
            "Guest facts are not part of the context yet."))
}
