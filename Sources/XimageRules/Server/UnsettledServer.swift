import XimageCore
import XimagePlanning

struct UnsettledServer: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV020", name: "unsettled-server", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Server state for commands", zh: "可操作的云服务器状态"),
        headline: Bilingual("Server does not accept commands", zh: "云服务器当前不接受操作"),
        rationale: Bilingual(
            """
            A failed or busy server cannot be resized, get or lose disks, start or stop, and its disks cannot \
            grow. A failed server can be deleted.
            """,
            zh: """
                发生故障或正在执行其他操作的云服务器，不能变更规格、不能增减或扩容磁盘，也不能开机或关机。发生故\
                障的云服务器可以删除。
                """),
        source: "ECS API 'Error codes' (Ecs.0100); EVS API 'Error codes' (EVS.1066)",
        english: RuleText(
            "{server} is in state {status} and accepts no commands.",
            fix: "Wait for the present operation to end, or repair the server, then plan again."),
        chinese: RuleText(
            "云服务器 {server} 当前状态为 {status}，不接受操作。",
            fix: "请等待当前操作结束或修复云服务器后重新执行 plan。"))

    static let violating = [
        RuleExample(
            "another flavor for a failed server",
            at: ["server.web | web"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: "regions: {cn-north-4: {changes: [{server: shop-web, status: ERROR}]}}",
            manifest: """
                servers:
                  web:
                    flavor: s6.xlarge.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "another disk for a server that restarts",
            at: ["disk.web.data | data"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: "regions: {cn-north-4: {changes: [{server: shop-web, status: REBOOT}]}}",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 50 GiB}}
                """,
            accepted: "A disk is attached once the restart is over."),
    ]
    static let satisfying = [
        RuleExample(
            "another name for a failed server",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: "regions: {cn-north-4: {changes: [{server: shop-web, status: ERROR}]}}",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    name: shop-front
                """),
        RuleExample(
            "another flavor for a server that runs",
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
                    flavor: s6.xlarge.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "a failed server is deleted",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: "regions: {cn-north-4: {changes: [{server: shop-web, status: ERROR}]}}",
            manifest: """
                removed: [{from: server.web, action: delete, reason: closed}]
                acknowledge: [{key: destroy, target: server.web, reason: closed}]
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for command in context.serverCommands(all: true)
        where !command.isDeletion && !command.server.status.isEmpty {
            report.evaluated += 1
            guard !["ACTIVE", "SHUTOFF"].contains(command.server.status) else { continue }
            report.violate(
                command.address, at: command.origin,
                ["server": "\(command.name)", "status": "`\(command.server.status)`"])
        }
        for (change, disk) in context.grownDisks() {
            guard let id = disk.attributes[.server].string, let server = context.live[id],
                !server.status.isEmpty
            else { continue }
            report.evaluated += 1
            guard !["ACTIVE", "SHUTOFF", "PAUSED", "SUSPENDED"].contains(server.status) else { continue }
            report.violate(
                change.address, at: change.origin,
                [
                    "server": .named("server", server.name, server.id), "status": "`\(server.status)`",
                ])
        }
    }
}
