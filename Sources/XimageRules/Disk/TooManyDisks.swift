import XimageCore
import XimagePlanning

struct TooManyDisks: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK027", name: "too-many-disks", severity: .error, phases: [.validate, .plan],
        summary: "Number of disks per server",
        rationale: """
            At most what the flavor still offers (attachable quantity of disk slots, by VBD and SCSI). \
            Without live data assume up to 60 disks in total (system + 59), but only 24 on flavors with \
            the lower limit.
            """,
        source: "ECS user guide 'Attaching disks'; ECS API attachableQuantity; Ecs.0042",
        english: RuleText(
            "{server} would have {count} data disks; flavor {flavor} allows {limit}.",
            fix: "Remove disks or choose another flavor."),
        chinese: RuleText(
            "云服务器 {server} 将有 {count} 块数据盘，规格 {flavor} 最多支持 {limit} 块。",
            fix: "请减少磁盘或更换规格。"))

    static let violating = [
        RuleExample("more disks than the flavor takes", at: "server.web flavor") {
            $0.catalogue { $0.flavors["s6.large.2"]?.maximumDisks = 1 }
        }
    ]
    static let satisfying = [RuleExample("two data disks") { _ in }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for server in context.subjects(.server) where !server.isExisting {
            guard case .server(let details) = server.desired.details, !details.disks.isEmpty else { continue }
            report.evaluated += 1
            let flavor = context.flavor(of: server)
            let limit = flavor?.maximumDisks ?? Limits.dataDisks
            guard details.disks.count > limit else { continue }
            report.violate(
                server, at: .flavor,
                [
                    "server": "\(server.address)", "count": "\(details.disks.count)",
                    "flavor": "\(server.desired.attributes[.flavor].string ?? "")", "limit": "\(limit)",
                ])
        }
    }
}
