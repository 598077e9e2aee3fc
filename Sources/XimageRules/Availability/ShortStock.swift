import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let shortStock = RuleMetadata(
        id: "AV012", name: "short-stock", severity: .warning, phases: [.plan],
        summary: "Stock is short",
        rationale: """
            A flavor that is offered under promotion or public beta, or is sold out in other AZs of the \
            region, is a risk between plan and apply; list alternatives.
            """,
        source: "ECS API cond:operation:status",
        english: RuleText(
            "Flavor {flavor} is offered in {az} as \"{status}\" and may sell out before apply.",
            fix: "Alternatives: {azs}."),
        chinese: RuleText(
            "规格 {flavor} 在 {az} 的状态为“{status}”，apply 前可能售罄。",
            fix: "备选可用区：{azs}。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
