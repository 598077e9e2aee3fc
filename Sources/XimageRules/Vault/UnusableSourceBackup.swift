import XimageCore
import XimagePlanning

struct UnusableSourceBackup: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA031", name: "unusable-source-backup", severity: .error, phases: [.plan, .apply, .serverSide],
        title: Bilingual("Source backup", zh: "作为来源的备份"),
        headline: Bilingual("Backup cannot become an image", zh: "备份不能用于创建镜像"),
        rationale: Bilingual(
            """
            The backup must be `available`, of an ECS (not BMS), must contain the system disk, and must \
            report that it can become an image. `protecting`, `restoring`, `deleting`, `error` and waiting \
            states are refused.
            """,
            zh: """
                备份必须为 `available`，必须是 ECS 的备份（不是 BMS 的备份），必须包含系统盘，\
                并且必须表明可以创建镜像。`protecting`、`restoring`、`deleting`、`error` 以及各种等待状态会\
                被拒绝。
                """),
        source: """
            CBR user guide 'Using a backup to create an image'; IMS API 'Error codes' (IMG.0020, IMG.0032, \
            IMG.0132); CBR API 'Error codes' (BackupService.6207-6210)
            """,
        english: RuleText(
            "Backup {backup} cannot become an image: {reason}.",
            fix: "Choose an available ECS backup that includes the system disk."),
        chinese: RuleText(
            "备份 {backup} 不能用于创建镜像：{reason}。",
            fix: "请选择可用的、包含系统盘的云服务器备份。"))

    static let about = ["image.from.backup"]

    static let violating = [
        RuleExample(
            "the backup is still being created",
            at: ["image.golden | cd8513df-4c2e-43e9-b6a3-04b851d0afa4"],
            world: """
                regions: {cn-north-4: {
                  servers: [{name: build}],
                  vaults: [{name: backups, size: 500}],
                  images: [{name: old, server: build, vault: backups, phase: zone, status: killed}]
                }}
                """,
            manifest: """
                vaults: {backups: {existing: {name: backups}}}
                images: {golden: {from: {backup: cd8513df-4c2e-43e9-b6a3-04b851d0afa4}, vault: backups}}
                """),
        RuleExample(
            "the backup is in error",
            at: ["image.golden | cd8513df-4c2e-43e9-b6a3-04b851d0afa4"],
            world: """
                regions: {cn-north-4: {
                  servers: [{name: build}],
                  vaults: [{name: backups, size: 500}],
                  images: [{name: old, server: build, vault: backups, status: killed}]
                }}
                """,
            manifest: """
                vaults: {backups: {existing: {name: backups}}}
                images: {golden: {from: {backup: cd8513df-4c2e-43e9-b6a3-04b851d0afa4}, vault: backups}}
                """,
            faults: """
                faults:
                  - match: {operation: ListBackups}
                    status: 200
                    body: '{"backups": [{"id": "cd8513df-4c2e-43e9-b6a3-04b851d0afa4", "status": "error", "vault_id": "ee3be2d3-2188-4994-bd19-9f5a02c3178c"}]}'
                """,
            accepted: "the fault changes the list that the plan reads, not the backup"),
        RuleExample(
            "the backup lacks the system disk",
            at: ["image.golden | cd8513df-4c2e-43e9-b6a3-04b851d0afa4"],
            world: """
                regions: {cn-north-4: {
                  servers: [{name: build}],
                  vaults: [{name: backups, size: 500}],
                  images: [{name: old, server: build, vault: backups, status: killed}]
                }}
                """,
            manifest: """
                vaults: {backups: {existing: {name: backups}}}
                images: {golden: {from: {backup: cd8513df-4c2e-43e9-b6a3-04b851d0afa4}, vault: backups}}
                """,
            faults: """
                faults:
                  - match: {operation: ListBackups}
                    status: 200
                    body: >-
                      {"backups": [{"id": "cd8513df-4c2e-43e9-b6a3-04b851d0afa4", "status": "available",
                            "vault_id": "ee3be2d3-2188-4994-bd19-9f5a02c3178c",
                      "extend_info": {"contain_system_disk": false}}]}
                """,
            accepted: "the fault changes the list that the plan reads, not the backup"),
    ]
    static let satisfying = [
        RuleExample(
            "an available backup of a server",
            world: """
                regions: {cn-north-4: {
                  servers: [{name: build}],
                  vaults: [{name: backups, size: 500}],
                  images: [{name: old, server: build, vault: backups, status: killed}]
                }}
                """,
            manifest: """
                vaults: {backups: {existing: {name: backups}}}
                images: {golden: {from: {backup: cd8513df-4c2e-43e9-b6a3-04b851d0afa4}, vault: backups}}
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for (image, id) in context.imagesFromBackups() {
            if let fact = context.refused("backups", in: image.desired.region) {
                report.missing(fact)
                continue
            }
            guard let backup = context.backups[id] else { continue }
            report.evaluated += 1
            guard let reason = problem(backup) else { continue }
            report.violate(image, at: .sourceBackup, ["backup": "\(id)", "reason": reason])
        }
    }

    private func problem(_ backup: LiveBackup) -> RuleArgument? {
        if !backup.containsSystemDisk {
            return RuleArgument("it does not contain the system disk", zh: "不包含系统盘")
        }
        guard backup.status != "available" else { return nil }
        return RuleArgument("its state is `\(backup.status)`", zh: "状态为 `\(backup.status)`")
    }
}
