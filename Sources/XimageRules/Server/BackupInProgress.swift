import XimageCore
import XimagePlanning

struct BackupInProgress: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV010", name: "backup-in-progress", severity: .error, phases: [.plan, .apply, .serverSide],
        title: Bilingual("Backup in progress on the source server", zh: "源云服务器的备份任务"),
        headline: Bilingual("Server has a backup task in progress", zh: "云服务器有备份任务正在执行"),
        rationale: Bilingual(
            """
            A server with a backup or restore in progress refuses a new image task, and an ongoing backup cannot \
            be stopped.
            """,
            zh: "正在备份或恢复的云服务器会拒绝新的镜像任务，而进行中的备份无法停止。"),
        source: "IMS API 'Error codes' (IMG.0136); CBR API 'Error codes' (BackupService.6125, 6203)",
        english: RuleText(
            "{server} has a backup or restore in progress; the image cannot start until it ends.",
            fix: "Wait until it ends and retry."),
        chinese: RuleText(
            "云服务器 {server} 有备份或恢复任务正在执行，结束前无法制作镜像。",
            fix: "请等待其结束后重试。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "the source is being backed up",
            at: ["image.golden | billing"],
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: billing-prod}]
                    vaults: [{name: backups, size: 500, servers: [billing-prod]}]
                    images: [{name: manual, server: billing-prod, vault: backups, phase: zone}]
                """,
            manifest: """
                vaults: {main: {existing: {name: backups}}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            accepted: """
                The sandbox takes a second image as soon as the snapshots of the first exist.
                """)
    ]
    static let satisfying = [
        RuleExample(
            "its backup has ended",
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: billing-prod}]
                    vaults: [{name: backups, size: 500, servers: [billing-prod]}]
                    images: [{name: manual, server: billing-prod, vault: backups}]
                """,
            manifest: """
                vaults: {main: {existing: {name: backups}}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "a system image needs no backup",
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: billing-prod}]
                    vaults: [{name: backups, size: 500, servers: [billing-prod]}]
                    images: [{name: manual, server: billing-prod, vault: backups, phase: zone}]
                """,
            manifest: """
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {kind: system, from: {server: billing}}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isBackedUp {
            guard let id = capture.liveServer else { continue }
            if let fact = context.refused("backups", in: context.image(capture).desired.region) {
                report.missing(fact)
                continue
            }
            report.evaluated += 1
            let busy = ["protecting", "waiting_protect", "restoring", "waiting_restore"]
            guard context.backups.of(server: id).contains(where: { busy.contains($0.status) }) else {
                continue
            }
            report.violate(
                context.image(capture), at: .source, ["server": "\(context.serverName(capture))"])
        }
    }
}
