import XimageCore
import XimagePlanning

struct BusySource: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV003", name: "busy-source", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Tasks on the source server", zh: "源云服务器上的任务"),
        headline: Bilingual("Server has a task in progress", zh: "云服务器有任务正在执行"),
        rationale: Bilingual(
            """
            The server's task state must be empty. An unfinished attach, resize, reboot, backup or image \
            task blocks the image.
            """,
            zh: "云服务器的任务状态必须为空。未完成的挂载、规格变更、重启、备份或镜像任务会阻止制作镜像。"),
        source:
            "IMS API 'Error codes' (IMG.0010); ECS API 'Querying ECS details', field OS-EXT-STS:task_state",
        english: RuleText(
            "{server} is still executing {task}.",
            fix: "Wait until it finishes and run the plan again."),
        chinese: RuleText(
            "云服务器 {server} 正在执行 {task}。",
            fix: "请等待其完成后重新执行 plan。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "someone else images the source",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            meanwhile: """
                regions: {cn-north-4: {changes: [{server: billing-prod, task: image_snapshot}]}}
                """,
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "a backup of the source starts after the plan",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            during: """
                regions: {cn-north-4: {changes: [{server: billing-prod, task: image_backup}]}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "the source is idle",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "the source is created by the same plan",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isMade {
            if context.server(capture)?.isNew ?? false {
                report.deferred += 1
                continue
            }
            guard case .server(let facts) = context.liveServer(capture)?.facts else { continue }
            report.evaluated += 1
            guard let task = facts.taskState else { continue }
            report.violate(
                context.image(capture), at: .source,
                [
                    "server": "\(context.serverName(capture))",
                    "task": RuleArgument("task `\(task)`", zh: "任务 `\(task)`"),
                ])
        }
    }
}
