import XimageCore
import XimagePlanning

struct PrepaidServerDeleted: ExemplifiedRule, RemovalRule {
    static let metadata = RuleMetadata(
        id: "LC019", name: "prepaid-server-deleted", severity: .error, phases: [.plan, .apply],
        summary: "Deleting servers",
        rationale: """
            Only pay-per-use servers are deleted by API; prepaid ones are unsubscribed elsewhere. Data \
            disks are detached and kept unless deletion of volumes is asked for. The system disk goes with \
            the server.
            """,
        source: "ECS API 'Deleting ECSs', delete_volume",
        english: RuleText(
            "{server} is prepaid and cannot be deleted here.",
            fix: "Unsubscribe it in the billing centre."),
        chinese: RuleText(
            "云服务器 {server} 为包年/包月，无法在此删除。",
            fix: "请在费用中心退订。"))

    static let violating = [
        RuleExample("a prepaid server is removed", at: "server.web") {
            $0.apply()
            $0.server("server.web") { $0.charging = .prepaid }
            $0.removeAll()
        }
    ]
    static let satisfying = [
        RuleExample("a server that is paid by use is removed") {
            $0.apply()
            $0.removeAll()
        }
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for change in context.changes where change.address.kind == .server && change.destroys {
            guard let id = change.id, case .server(let facts) = context.live[id]?.facts else { continue }
            report.evaluated += 1
            guard facts.charging == .prepaid else { continue }
            report.violate(change.address, at: change.origin, ["server": "\(change.address)"])
        }
    }
}
