import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let unprotectableServer = RuleMetadata(
        id: "SV014", name: "unprotectable-server", severity: .error, phases: [.plan, .apply],
        summary: "The backup service must consider the server protectable",
        rationale: """
            CBR offers a query that says whether a given server can be bound and backed up, with a code \
            and a reason when it cannot. It is the authoritative live check and is run for each source \
            server in plan and again right before submit. Known reason codes are mapped to the specific \
            rule (see the error-code table).
            """,
        source: "CBR API 'Querying a protectable instance'",
        english: RuleText(
            "The backup service reports that {server} cannot be backed up: {code} {reason}.",
            fix: "Fix the cause and run the plan again."),
        chinese: RuleText(
            "云备份服务返回云服务器 {server} 不可备份：{code} {reason}。",
            fix: "请排除原因后重新执行 plan。"),
        coverage: .awaitingFacts(
            """
            The backup service's protectable query answers for one server at a time and is not asked \
            in plans yet.
            """))
}
