import XimageCore
import XimagePlanning

struct FactNotRead: ExemplifiedRule, ConcludingRule {
    static let metadata = RuleMetadata(
        id: "PM009", name: "fact-not-read", severity: .warning, phases: [.plan],
        title: Bilingual("Unread facts", zh: "未读取的信息"),
        headline: Bilingual("Facts could not be read", zh: "部分信息无法读取"),
        rationale: Bilingual(
            """
            A 403 on a read makes the dependent rules unknown, not passed. The plan lists them and names \
            the permission that the key lacks; error-level rules that stay unknown block apply unless \
            they are marked as server-side too. A refused list that no rule asked for is named as well: \
            the plan is based on less than it needs.
            """,
            zh: """
                读取时返回 403，依赖该信息的规则结果为“未知”，而不是“通过”。plan 会列出这些规则以及密钥缺少的权限；\
                仍为未知的错误级规则会阻止 apply，除非云服务自身也会检查该规则。没有规则需要的列表被拒绝时也会列出。
                """),
        source: "ximage documentation 'Apply'",
        english: RuleText(
            "{checks} because {read} could not be read{rules}.", fix: "{remedy}"),
        chinese: RuleText("由于无法读取{read}，{checks}{rules}。", fix: "{remedy}"))

    static let violating = [
        RuleExample(
            "backups could not be read, and no rule asks for them",
            at: ["-"],
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            denied: ["cbr:backups:list"]),
        RuleExample(
            "quotas could not be read",
            at: ["-"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            denied: ["ecs:cloudServerQuotas:get"]),
        RuleExample(
            "networks could not be read, which blocks the plan",
            at: ["-"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            denied: ["vpc:vpcs:list"]),
        RuleExample(
            "offers could not be read",
            at: ["-"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            denied: ["ecs:cloudServerFlavors:get"]),
    ]
    static let satisfying = [
        RuleExample(
            "everything could be read",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """)
    ]

    /// An error that nobody could check blocks, unless the service checks the same by itself.
    func conclude(_ outcome: RuleOutcome, in context: RuleContext, into report: inout RuleReport) {
        var facts: [RuleArgument: [RuleOutcome.Unknown]] = [:]
        for fact in context.unreadable { facts[Wording.fact(fact.fact, in: fact.region)] = [] }
        for unknown in outcome.unknown { facts[unknown.fact, default: []].append(unknown) }
        report.evaluated += facts.count
        for (fact, unknown) in facts.sorted(by: { $0.key.english < $1.key.english }) {
            let blocks = unknown.contains { $0.severity == .error && !$0.isServerSide }
            let permission = context.unreadable.first { $0.name == fact.english }?.permission
            report.violate(
                nil,
                [
                    "checks": Self.checks(unknown), "read": fact, "rules": Self.rules(unknown),
                    "remedy": Self.remedy(permission),
                ], severity: blocks ? .error : .warning)
        }
    }

    private static func checks(_ unknown: [RuleOutcome.Unknown]) -> RuleArgument {
        guard !unknown.isEmpty else {
            return RuleArgument("The plan may lack something", zh: "计划可能不完整")
        }
        let count = unknown.reduce(0) { $0 + $1.count }
        let checks = Wording.count(count, "check", zh: "项检查")
        return RuleArgument(
            "\(checks.english) could not be evaluated", zh: "有 \(checks.chinese ?? checks.english)无法判断")
    }

    /// Those that asked for the fact, where any did.
    private static func rules(_ unknown: [RuleOutcome.Unknown]) -> RuleArgument {
        guard !unknown.isEmpty else { return "" }
        let rules = Wording.list(unknown.map(\.rule).sorted())
        return RuleArgument(": \(rules.english)", zh: "：\(rules.chinese ?? rules.english)")
    }

    private static func remedy(_ permission: String?) -> RuleArgument {
        guard let permission else {
            return RuleArgument(
                "Grant the read permission, or collect complete guest facts, to be sure.",
                zh: "请授予只读权限，或采集完整的客户机信息，以便确认。")
        }
        return RuleArgument(
            "Grant the user of the key the permission `\(permission)` in IAM, to be sure.",
            zh: "请在 IAM 中为密钥的用户授予 `\(permission)` 权限，以便确认。")
    }
}
