import XimageCore
import XimagePlanning

struct UndeletableDisk: ExemplifiedRule, RemovalRule {
    static let metadata = RuleMetadata(
        id: "LC021", name: "undeletable-disk", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Deletion of disks", zh: "云硬盘的删除"),
        headline: Bilingual("Disk cannot be deleted", zh: "云硬盘无法删除"),
        rationale: Bilingual(
            """
            A disk can be deleted only when available or in one of the deletable error states, detached from \
            all servers, and pay-per-use; its snapshots are deleted with it. It may stay in the recycle bin \
            for 7 days.
            """,
            zh: """
                只有状态为可用或处于可删除的错误状态、已从所有云服务器卸载且按需计费的云硬盘才能删除；\
                其快照会一并删除。云硬盘可能在回收站中保留 7 天。
                """),
        source: "EVS user guide 'Deleting a disk'; EVS API 'Deleting an EVS disk'",
        english: RuleText(
            "{disk} is {status} and cannot be deleted here.",
            fix: "{remedy}"),
        chinese: RuleText(
            "磁盘 {disk} {status}，无法在此删除。",
            fix: "{remedy}"))

    static let violating = [
        RuleExample(
            "a prepaid disk",
            at: ["disk.web.data"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            meanwhile: """
                regions: {cn-north-4: {changes: [{volume: shop-web-data, prepaid: true}]}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                removed: [{from: disk.web.data, action: delete, reason: not needed}]
                acknowledge: [{key: destroy, target: disk.web.data, reason: not needed}]
                """),
        RuleExample(
            "a disk that is being backed up",
            at: ["disk.web.data"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            meanwhile: """
                regions: {cn-north-4: {changes: [{volume: shop-web-data, status: backing-up}]}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                removed: [{from: disk.web.data, action: delete, reason: not needed}]
                acknowledge: [{key: destroy, target: disk.web.data, reason: not needed}]
                """),
        RuleExample(
            "everything is destroyed, a prepaid disk too",
            at: ["disk.web.data"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            meanwhile: """
                regions: {cn-north-4: {changes: [{volume: shop-web-data, prepaid: true}]}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            command: .destroy),
    ]
    static let satisfying = [
        RuleExample(
            "an attached disk, which is detached first",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                removed: [{from: disk.web.data, action: delete, reason: not needed}]
                acknowledge: [{key: destroy, target: disk.web.data, reason: not needed}]
                """),
        RuleExample(
            "a prepaid disk is kept",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            meanwhile: """
                regions: {cn-north-4: {changes: [{volume: shop-web-data, prepaid: true}]}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        let deletable: Set<String> = [
            "available", "in-use", "error", "error_extending", "error_restoring", "error_rollbacking", "",
        ]
        for change in context.changes where change.address.kind == .disk && change.destroys {
            guard let disk = change.id.flatMap({ context.live[$0] }) else { continue }
            report.evaluated += 1
            let isPrepaid = if case .disk(let facts) = disk.facts { facts.isPrepaid } else { false }
            guard isPrepaid || !deletable.contains(disk.status) else { continue }
            report.violate(
                change.address, at: change.origin,
                [
                    "disk": "\(change.address)",
                    "status": isPrepaid
                        ? RuleArgument("prepaid", zh: "为包年/包月")
                        : RuleArgument("in state `\(disk.status)`", zh: "状态为 `\(disk.status)`"),
                    "remedy": isPrepaid
                        ? RuleArgument("Unsubscribe it in the billing centre.", zh: "请在费用中心退订。")
                        : RuleArgument("Detach it from all servers first.", zh: "请先从所有云服务器卸载。"),
                ])
        }
    }
}
