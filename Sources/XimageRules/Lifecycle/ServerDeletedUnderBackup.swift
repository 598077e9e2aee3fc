import XimageCore
import XimagePlanning

struct ServerDeletedUnderBackup: ExemplifiedRule, RemovalRule {
    static let metadata = RuleMetadata(
        id: "LC022", name: "server-deleted-under-backup", severity: .warning, phases: [.plan, .apply],
        title: Bilingual("Deletion of a server under backup", zh: "备份中云服务器的删除"),
        headline: Bilingual("Server to delete is being backed up", zh: "待删除的云服务器正在备份"),
        rationale: Bilingual(
            "While a backup of the server runs, its system disk (and so the server) cannot be deleted.",
            zh: "云服务器正在备份期间，其系统盘（因而该云服务器）不能删除。"),
        source: "ECS API 'Error codes' (Ecs.0073)",
        english: RuleText(
            """
            {server} is being backed up, and its system disk cannot be deleted meanwhile. Deletion \
            waits until the backup ends.
            """),
        chinese: RuleText(
            "云服务器 {server} 正在备份，期间系统盘无法删除。将在备份完成后删除。"))

    static let violating = [
        RuleExample(
            "a server is removed while it is backed up",
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
            faults: """
                faults:
                  - match: {operation: ListBackups}
                    status: 200
                    body: >-
                      {"count": 1, "backups": [{"id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                            "status": "protecting",
                      "resource_id": "a9947a71-4ceb-4a02-987b-922057308c8c", "resource_az": "cn-north-4a",
                      "extend_info": {"supported_restore_mode": "snapshot"}}]}
                """),
        RuleExample(
            "everything is destroyed while a server is backed up",
            at: ["server.web"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            faults: """
                faults:
                  - match: {operation: ListBackups}
                    status: 200
                    body: >-
                      {"count": 1, "backups": [{"id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                            "status": "protecting",
                      "resource_id": "a9947a71-4ceb-4a02-987b-922057308c8c", "resource_az": "cn-north-4a",
                      "extend_info": {"supported_restore_mode": "snapshot"}}]}
                """,
            command: .destroy),
    ]
    static let satisfying = [
        RuleExample(
            "a server is removed when its backup has ended",
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
            faults: """
                faults:
                  - match: {operation: ListBackups}
                    status: 200
                    body: >-
                      {"count": 1, "backups": [{"id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                            "status": "available",
                      "resource_id": "a9947a71-4ceb-4a02-987b-922057308c8c", "resource_az": "cn-north-4a",
                      "extend_info": {"supported_restore_mode": "backup"}}]}
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for change in context.changes where change.address.kind == .server && change.destroys {
            guard let id = change.id else { continue }
            if let fact = context.refused("backups", in: change.region) {
                report.missing(fact)
                continue
            }
            report.evaluated += 1
            guard context.backups.of(server: id).contains(where: { $0.status == "protecting" }) else {
                continue
            }
            report.violate(change.address, at: change.origin, ["server": "\(change.address)"])
        }
    }
}
