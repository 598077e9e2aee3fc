import XimageCore
import XimagePlanning

struct BackupBehindImageGone: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV107", name: "backup-behind-image-gone", severity: .error,
        phases: [.plan, .apply, .serverSide],
        title: Bilingual("Backup behind the image", zh: "镜像依赖的备份"),
        headline: Bilingual("Backup behind the image is not usable", zh: "镜像依赖的备份不可用"),
        rationale: Bilingual(
            """
            The image must be active and its backup `available` (or still `protecting` while AZ-only). If the \
            backup was deleted or is in error, provisioning fails.
            """,
            zh: """
                镜像必须为 active，其备份必须为 `available`（仅可用区可用阶段也可以为 `protecting`）。如果备份已\
                删除或出错，创建云服务器会失败。
                """),
        source: "ECS API 'Error codes' (Ecs.0034, Ecs.0048)",
        english: RuleText(
            "{image} cannot be used because its backup {backup} is {status}.",
            fix: "Rebuild the image from the server."),
        chinese: RuleText(
            "镜像 {image} 不可用：其备份 {backup} 状态为 {status}。",
            fix: "请用云服务器重新制作镜像。"))

    static let violating = [
        RuleExample("the backup was deleted", at: "server.web image") {
            $0.provision()
            $0.dropBackup("backup-whole")
        },
        RuleExample("the backup is in error", at: "server.web image") {
            $0.provision()
            $0.backup("backup-whole") { $0.status = "error" }
        },
    ]
    static let satisfying = [
        RuleExample("the backup is available") { $0.provision() },
        RuleExample("the backup is still being created, the image is in one zone") {
            $0.provision(scope: .zone("cn-north-4a"))
            $0.backup("backup-whole") { $0.status = "protecting" }
        },
        RuleExample("backups could not be read") {
            $0.provision()
            $0.dropBackup("backup-whole")
            $0.unreadable = [
                UnreadableFact(service: "cbr", region: "cn-north-4", fact: "backups", reason: "forbidden")
            ]
        },
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for (server, image, facts) in context.serversFromWholeImages() {
            guard let id = facts.backup, context.isRefreshed else { continue }
            if let fact = context.refused("backups", in: image.region) {
                report.missing(fact)
                continue
            }
            report.evaluated += 1
            let backup = context.backups[id]
            guard let status = problem(backup, facts.scope) else { continue }
            report.violate(
                server, at: .image,
                ["image": .named("image", image.name), "backup": "\(id)", "status": status])
        }
    }

    private func problem(_ backup: LiveBackup?, _ scope: ImageFacts.Scope) -> RuleArgument? {
        guard let backup else { return RuleArgument("deleted", zh: "已删除") }
        if backup.status == "available" { return nil }
        if case .zone = scope, backup.status == "protecting" { return nil }
        return "`\(backup.status)`"
    }
}
