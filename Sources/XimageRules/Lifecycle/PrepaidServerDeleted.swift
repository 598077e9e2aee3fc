import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let prepaidServerDeleted = RuleMetadata(
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
            fix: "请在费用中心退订。"),
        coverage: .awaitingFacts(
            "The charging mode of servers is not read yet."))
}
