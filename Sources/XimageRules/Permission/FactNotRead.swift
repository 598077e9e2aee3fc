import XimageCore
import XimagePlanning

struct FactNotRead: ExemplifiedRule, ConcludingRule {
    static let metadata = RuleMetadata(
        id: "PM009", name: "fact-not-read", severity: .warning, phases: [.plan],
        title: Bilingual("Unread facts", zh: "未读取的信息"),
        headline: Bilingual("Facts could not be read", zh: "部分信息无法读取"),
        rationale: Bilingual(
            """
            A 403 on a read makes the dependent rules unknown, not passed. The plan lists them; error-level \
            rules that stay unknown block apply unless they are marked as server-side too.
            """,
            zh: """
                读取时返回 403，依赖该信息的规则结果为“未知”，而不是“通过”。plan 会列出这些规则；\
                仍为未知的错误级规则会阻止 apply，除非云服务自身也会检查该规则。
                """),
        source: "ximage documentation 'Apply'",
        english: RuleText(
            "{count} could not be evaluated because {read} could not be read: {rules}.",
            fix: "Grant the read permission, or collect complete guest facts, to be sure."),
        chinese: RuleText(
            "无法读取{read}，{count}无法判断：{rules}。",
            fix: "请授予只读权限，或采集完整的客户机信息，以便确认。"))

    static let violating = [
        RuleExample("servers could not be read", at: "-") {
            $0.imageExistingServer()
            $0.unreadable = [
                UnreadableFact(
                    service: "ecs", region: "cn-north-4", fact: "servers", reason: "Ecs.0010: forbidden")
            ]
        }
    ]
    static let satisfying = [RuleExample("everything could be read") { _ in }]

    /// An error that nobody could check blocks, unless the service checks the same by itself.
    func conclude(_ outcome: RuleOutcome, in context: RuleContext, into report: inout RuleReport) {
        var facts: [RuleArgument: [RuleOutcome.Unknown]] = [:]
        for unknown in outcome.unknown { facts[unknown.fact, default: []].append(unknown) }
        report.evaluated += facts.count
        for (fact, unknown) in facts.sorted(by: { $0.key.english < $1.key.english }) {
            let blocks = unknown.contains { $0.severity == .error && !$0.isServerSide }
            report.violate(
                nil,
                [
                    "count": Wording.count(unknown.reduce(0) { $0 + $1.count }, "check", zh: "项检查"),
                    "read": fact,
                    "rules": Wording.list(unknown.map(\.rule).sorted()),
                ], severity: blocks ? .error : .warning)
        }
    }
}
