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

    static let about = ["server.image"]

    static let violating = [
        RuleExample(
            "the backup was deleted",
            at: ["server.web | base"],
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: old}]
                    vaults: [{name: backups, size: 100, servers: [old]}]
                    images: [{name: base, server: old, vault: backups, phase: region}]
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: base}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            faults: """
                faults:
                  - match: {operation: ListBackups}
                    status: 200
                    body: '{"count": 0, "backups": []}'
                """,
            accepted: """
                Only the list of backups is replaced; the sandbox deletes no backup that has an image.
                """),
        RuleExample(
            "the backup is in error",
            at: ["server.web | base"],
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: old}]
                    vaults: [{name: backups, size: 100, servers: [old]}]
                    images: [{name: base, server: old, vault: backups, phase: region}]
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: base}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            faults: """
                faults:
                  - match: {operation: ListBackups}
                    status: 200
                    body: '{"count": 1, "backups": [{"id": "cd8513df-4c2e-43e9-b6a3-04b851d0afa4", "status": "error"}]}'
                """,
            accepted: """
                Only the list of backups is replaced; the backup of the world is in order.
                """),
    ]
    static let satisfying = [
        RuleExample(
            "the backup is available",
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: old}]
                    vaults: [{name: backups, size: 100, servers: [old]}]
                    images: [{name: base, server: old, vault: backups, phase: region}]
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: base}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "the backup is still being created, the image is in one zone",
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: old}]
                    vaults: [{name: backups, size: 100, servers: [old]}]
                    images: [{name: base, server: old, vault: backups, phase: zone}]
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: base}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "backups could not be read",
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: old}]
                    vaults: [{name: backups, size: 100, servers: [old]}]
                    images: [{name: base, server: old, vault: backups, phase: region}]
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: base}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            denied: ["cbr:backups:list"]),
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
