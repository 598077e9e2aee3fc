import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let sanPolicyUnknown = RuleMetadata(
        id: "GU007", name: "san-policy-unknown", severity: .error, phases: [.plan],
        acknowledgement: "san-policy",
        summary: "SAN policy could not be read",
        rationale: """
            An absent registry value, an unparsed (localised) diskpart line or value 0 means unknown; the \
            default differs between Windows editions, and server editions tend to OfflineShared. Unknown \
            is treated as not OnlineAll.
            """,
        source: "Microsoft reference VDS_SAN_POLICY; design",
        english: RuleText(
            "The SAN policy of {server} is unknown.",
            fix: "Set it explicitly with `san policy=onlineall` and collect guest facts again."),
        chinese: RuleText(
            "无法确定云服务器 {server} 的 SAN 策略。",
            fix: "请显式执行 `san policy=onlineall` 后重新采集客户机信息。"),
        coverage: .awaitingFacts(
            "Guest facts are not part of the context yet."))
}
