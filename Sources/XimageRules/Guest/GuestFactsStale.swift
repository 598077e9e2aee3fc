import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let guestFactsStale = RuleMetadata(
        id: "GU002", name: "guest-facts-stale", severity: .error, phases: [.plan, .apply],
        acknowledgement: "guest-stale",
        summary: "Guest facts are fresh and from this server",
        rationale: """
            The report must name the server (instance id), be younger than the allowed age (default 24 \
            hours), be later than the last change of the server's disks, and list the same number of disks \
            with the same sizes as the live server.
            """,
        source: "design",
        english: RuleText(
            "The guest facts for {server} do not match the live server ({reason}).",
            fix: "Collect them again."),
        chinese: RuleText(
            "云服务器 {server} 的客户机信息与当前状态不符（{reason}）。",
            fix: "请重新采集。"),
        coverage: .awaitingFacts(
            "Guest facts are not part of the context yet."))
}
