import XimageCore
import XimagePlanning

struct PrepaidServerDeleted: ExemplifiedRule, RemovalRule {
    static let metadata = RuleMetadata(
        id: "LC019", name: "prepaid-server-deleted", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Deletion of servers", zh: "云服务器的删除"),
        headline: Bilingual("Prepaid server cannot be deleted", zh: "包年/包月云服务器无法删除"),
        rationale: Bilingual(
            """
            Only pay-per-use servers are deleted by API; prepaid ones are unsubscribed elsewhere. Data disks \
            are detached and kept unless deletion of volumes is asked for. The system disk is deleted with \
            the server.
            """,
            zh: """
                通过接口只能删除按需计费的云服务器；包年/包月云服务器须在别处退订。数据盘会被卸载并保留，\
                除非要求删除云硬盘。系统盘随云服务器一起删除。
                """),
        source: "ECS API 'Deleting ECSs', field delete_volume; ECS API 'Error codes' (Ecs.0513)",
        english: RuleText(
            "{server} is prepaid and cannot be deleted here.",
            fix: "Unsubscribe it in the billing centre."),
        chinese: RuleText(
            "云服务器 {server} 为包年/包月，无法在此删除。",
            fix: "请在费用中心退订。"))

    static let violating = [
        RuleExample(
            "a prepaid server is removed",
            at: ["server.web"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: "regions: {cn-north-4: {changes: [{server: shop-web, prepaid: true}]}}",
            manifest: """
                removed: [{from: server.web, action: delete, reason: service closed}]
                acknowledge: [{key: destroy, target: server.web, reason: service closed}]
                """),
        RuleExample(
            "a server that becomes prepaid after the plan",
            at: ["server.web"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            manifest: """
                removed: [{from: server.web, action: delete, reason: service closed}]
                acknowledge: [{key: destroy, target: server.web, reason: service closed}]
                """,
            during: "regions: {cn-north-4: {changes: [{server: shop-web, prepaid: true}]}}"),
        RuleExample(
            "a prepaid server is replaced",
            at: ["server.web | web"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: "regions: {cn-north-4: {changes: [{server: shop-web, prepaid: true}]}}",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 24.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                acknowledge: [{key: destroy, target: server.web, reason: new system}]
                """),
        RuleExample(
            "everything is destroyed",
            at: ["server.web"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: "regions: {cn-north-4: {changes: [{server: shop-web, prepaid: true}]}}",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            command: .destroy),
    ]
    static let satisfying = [
        RuleExample(
            "a pay-per-use server is removed",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            manifest: """
                removed: [{from: server.web, action: delete, reason: service closed}]
                acknowledge: [{key: destroy, target: server.web, reason: service closed}]
                """),
        RuleExample(
            "a prepaid server is released",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: "regions: {cn-north-4: {changes: [{server: shop-web, prepaid: true}]}}",
            manifest: """
                removed: [{from: server.web, action: forget, reason: managed elsewhere}]
                """),
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
