import XimageCore
import XimagePlanning

struct UnprotectableServer: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV014", name: "unprotectable-server", severity: .error, phases: [.plan, .apply, .serverSide],
        title: Bilingual("Protectable check", zh: "云服务器可备份检查"),
        headline: Bilingual("Server cannot be backed up", zh: "云服务器不可备份"),
        rationale: Bilingual(
            """
            CBR offers a query that reports whether a given server can be bound and backed up, with a code \
            and a reason when it cannot. It is the authoritative live check and is run for each source \
            server in plan and again right before submit.
            """,
            zh: """
                CBR 提供查询接口，说明指定的云服务器能否绑定并备份，不能时给出错误码和原因。\
                这是最权威的实时检查，ximage 在 plan 阶段以及提交前会对每台源云服务器再次查询。\
                已知的错误码会对应到具体规则（见错误码表）。
                """),
        source: "CBR API 'Querying a protectable instance'",
        english: RuleText(
            "The backup service reports that {server} cannot be backed up: {code} {reason}.",
            fix: "Fix the cause and run the plan again."),
        chinese: RuleText(
            "云备份服务返回云服务器 {server} 不可备份：{code} {reason}。",
            fix: "请排除原因后重新执行 plan。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "the backup service refuses the server",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            faults: """
                faults:
                  - match: {operation: ListProtectable}
                    status: 200
                    body: >-
                      {"count": 1, "instances": [{"id": "4e7628b6-dc84-4e46-81af-90e2246fb8c7",
                      "protectable": {"result": false, "code": "BackupService.7120",
                            "reason": "The server is being migrated"}}]}
                """,
            accepted: "Only the answer of the protectable check is replaced.")
    ]
    static let satisfying = [
        RuleExample(
            "the backup service takes the server",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "a reason that has a rule of its own",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            faults: """
                faults:
                  - match: {operation: ListProtectable}
                    status: 200
                    body: >-
                      {"count": 1, "instances": [{"id": "4e7628b6-dc84-4e46-81af-90e2246fb8c7",
                      "protectable": {"result": false, "code": "BackupService.7111", "reason": "DSS disks"}}]}
                """),
        RuleExample(
            "the key may not ask whether the server can be backed up",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            denied: ["cbr:vaults:listProtectables"]),
    ]

    /// A reason that a rule of its own tells is left to that rule.
    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isBackedUp {
            guard let protection = context.protection(capture) else { continue }
            if case .unread(let fact) = protection {
                report.missing(fact)
                continue
            }
            report.evaluated += 1
            guard case .refused(let answer) = protection,
                RuleCatalogue.rule(forServiceCode: answer.code)?.coverage != .checked
            else { continue }
            report.violate(
                context.image(capture), at: .source,
                [
                    "server": "\(context.serverName(capture))", "code": "\(answer.code)",
                    "reason": .reported(answer.reason),
                ])
        }
    }
}
