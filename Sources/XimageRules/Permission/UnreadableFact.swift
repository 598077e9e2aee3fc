import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let unreadableFact = RuleMetadata(
        id: "PM009", name: "unreadable-fact", severity: .warning, phases: [.plan],
        summary: "A fact could not be read",
        rationale: """
            A 403 on a read makes the dependent rules unknown, not passed. The plan lists them; \
            error-level rules that stay unknown block apply unless they are marked as server-side too.
            """,
        source: "design",
        english: RuleText(
            "{count} check(s) could not be evaluated because {read} was refused: {rules}.",
            fix: "Grant the read permission to be sure."),
        chinese: RuleText(
            "由于读取 {read} 被拒绝，有 {count} 项检查无法判断：{rules}。",
            fix: "请授予只读权限以便确认。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
