import XimageCore
import XimagePlanning

struct DiskLeftBehind: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "LC020", name: "disk-left-behind", severity: .warning, phases: [.plan],
        title: Bilingual("Disks kept after a server's deletion", zh: "云服务器删除后保留的云硬盘"),
        headline: Bilingual("Disks remain after the server is deleted", zh: "删除云服务器后云硬盘仍保留"),
        rationale: Bilingual(
            "After a server is deleted, the data disks that are kept are still billed; the plan lists them.",
            zh: "删除云服务器后，保留的数据盘会继续计费；计划会列出这些数据盘。"),
        source: "ECS user guide 'Deleting ECSs'",
        english: RuleText(
            "The deletion of {server} keeps {disks}, for which the service continues to charge.",
            fix: "Delete them in a later plan if you do not need them."),
        chinese: RuleText(
            "删除 {server} 后，磁盘 {disks} 将保留并继续计费。如不需要，请在之后的计划中删除。"))

    static let violating = [
        RuleExample(
            "a server is deleted and its disk stays",
            at: ["server.web"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            manifest: """
                removed: [{from: server.web, action: delete, reason: service closed}]
                acknowledge: [{key: destroy, target: server.web, reason: service closed}]
                """)
    ]
    static let satisfying = [
        RuleExample(
            "a server is deleted with its disk",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            manifest: """
                removed:
                  - {from: server.web, action: delete, reason: service closed}
                  - {from: disk.web.data, action: delete, reason: service closed}
                acknowledge:
                  - {key: destroy, target: server.web, reason: service closed}
                  - {key: destroy, target: disk.web.data, reason: service closed}
                """),
        RuleExample(
            "a server without data disks is deleted",
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
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        var kept: [Address: [String]] = [:]
        for change in context.changes where change.action == .forget && change.address.kind == .disk {
            guard let server = change.address.owner, change.id.flatMap({ context.live[$0] }) != nil else {
                continue
            }
            kept[server, default: []].append("\(change.address)")
        }
        for change in context.changes where change.action == .delete && change.address.kind == .server {
            report.evaluated += 1
            guard let disks = kept[change.address] else { continue }
            report.violate(
                change.address, at: change.origin,
                ["disks": Wording.list(disks.sorted()), "server": "\(change.address)"])
        }
    }
}
