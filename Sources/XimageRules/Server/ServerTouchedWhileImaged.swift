import XimageCore
import XimagePlanning

struct ServerTouchedWhileImaged: ExemplifiedRule, RemovalRule {
    static let metadata = RuleMetadata(
        id: "SV012", name: "server-touched-while-imaged", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Operations during imaging", zh: "制作镜像期间的操作"),
        headline: Bilingual("Server is being imaged or backed up", zh: "云服务器正在制作镜像或备份"),
        rationale: Bilingual(
            """
            From the moment the request is accepted until the image is active: no start (if it was stopped), \
            stop, restart, reset, OS reinstall or switch, resize, detach or attach of disks, deletion, or \
            release. The plan orders its own actions before or after the image; an image or a backup that \
            someone else creates at this moment blocks them.
            """,
            zh: """
                从请求被接受到镜像变为 active 期间，不允许以下操作：开机（如果之前已关机）、关机、重启、重\
                置、重装或切换操作系统、变更规格、挂载或卸载磁盘、删除、释放。ximage 在计划中把自己的操作严格\
                安排在制作镜像之前或之后；他人此时正在制作的镜像或备份会阻止这些操作。
                """),
        source: """
            IMS user guide, constraints on full-ECS images (2021, 2022, 2026); IMS user guide 'Creating a \
            full-ECS image from an ECS' (2018), constraints; ECS API 'Error codes' (Ecs.0073)
            """,
        english: RuleText(
            "{server} {task} and refuses operations meanwhile.",
            fix: "Wait until that ends and run the plan again."),
        chinese: RuleText(
            "云服务器 {server} {task}，期间不接受操作。", fix: "请等待其结束后重新执行 plan。"))

    static let violating = [
        RuleExample(
            "another flavor while someone else images the server",
            at: ["server.web | web"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: """
                regions: {cn-north-4: {changes: [{server: shop-web, task: image_snapshot}]}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.2xlarge.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "another flavor while the server is backed up",
            at: ["server.web | web"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: """
                regions: {cn-north-4: {changes: [{server: shop-web, task: image_backup}]}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.2xlarge.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "the server is removed meanwhile",
            at: ["server.web"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: """
                regions: {cn-north-4: {changes: [{server: shop-web, task: image_backup}]}}
                """,
            manifest: """
                removed: [{from: server.web, action: delete, reason: closed}]
                acknowledge: [{key: destroy, target: server.web, reason: closed}]
                """),
        RuleExample(
            "a backup starts after the plan",
            at: ["server.web"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            manifest: """
                removed: [{from: server.web, action: delete, reason: closed}]
                acknowledge: [{key: destroy, target: server.web, reason: closed}]
                """,
            during: """
                regions: {cn-north-4: {changes: [{server: shop-web, task: image_backup}]}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "another flavor for a server that is idle",
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
                    flavor: s6.2xlarge.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "another name while the server is imaged",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: """
                regions: {cn-north-4: {changes: [{server: shop-web, task: image_snapshot}]}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    name: shop-front
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        let commands = context.serverCommands()
        guard !commands.isEmpty else { return }
        let tasks = OthersTasks(context)
        for command in commands {
            report.evaluated += 1
            guard let task = tasks.task(on: command.server) else { continue }
            report.violate(
                command.address, at: command.origin, ["server": "\(command.name)", "task": task])
        }
    }
}
