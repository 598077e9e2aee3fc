import XimageCore
import XimagePlanning

struct UnknownRegion: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "AV001", name: "unknown-region", severity: .error, phases: [.validate, .plan],
        summary: "Known region",
        rationale: """
            The region must be one the tool knows or can resolve an endpoint for, and must be enabled for \
            the account.
            """,
        source: "Huawei Cloud regions and endpoints page; IMG.0147",
        english: RuleText(
            "Region \"{region}\" is unknown or not enabled for this account.",
            fix: "Use one of: {choices}."),
        chinese: RuleText(
            "区域“{region}”未知或账号未开通。",
            fix: "可选区域：{choices}。"))

    static let violating = [
        RuleExample("a server in a region that the account does not have", at: "server.far region") {
            $0.declare(.init(.server, "far"), region: "cn-nowhere-9", [.name: "shop-far"])
        }
    ]
    static let satisfying = [RuleExample("every region is known") { _ in }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        guard context.isOnline, !context.catalogues.isEmpty else { return }
        var seen: Set<Region> = []
        for resource in context.desired.resources where seen.insert(resource.region).inserted {
            report.evaluated += 1
            guard context.catalogues[resource.region] == nil,
                let subject = context.subject(resource.address)
            else { continue }
            report.violate(
                subject, at: .region,
                ["region": "\(resource.region)", "choices": Wording.list(context.catalogues.keys.sorted())])
        }
    }
}
