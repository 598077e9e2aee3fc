import XimageCore
import XimagePlanning

struct BackupStorageCost: ExemplifiedRule, AdviceRule {
    static let metadata = RuleMetadata(
        id: "VA023", name: "backup-storage-cost", severity: .warning, phases: [.plan],
        title: Bilingual("Backup storage costs", zh: "备份存储费用"),
        headline: Bilingual("Image adds billed backup storage", zh: "镜像会增加计费的备份存储"),
        rationale: Bilingual(
            """
            Backups behind images are billed as vault storage for as long as they exist, even after the \
            image is deleted. The plan states the expected extra storage.
            """,
            zh: "镜像依赖的备份只要存在就按存储库空间计费，即使镜像已删除。计划会给出预计增加的存储量。"),
        source: "IMS FAQ on the billing of full-ECS images; CBR 'Billing'",
        english: RuleText(
            "{image} adds up to {size} GiB of billed backup storage to {vault} until its backup is deleted.",
            fix: "Exclude disks that you do not need from the vault binding, in the backup service{deletion}."
        ),
        chinese: RuleText(
            "{image} 将在存储库 {vault} 中增加最多 {size} GiB 的计费备份存储，直到删除其备份。",
            fix: "可在云备份服务中从存储库绑定排除不需要的磁盘{deletion}。"))

    static let about = ["image.vault"]

    static let violating = [
        RuleExample(
            "an image is created",
            at: ["image.golden | main"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "the backup is deleted with its image",
            at: ["image.golden | main"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main, retention: {keep: 3, deleteBackups: true}}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "no image is created",
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "an image of the system disk alone",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {kind: system, from: {server: web}}}
                """),
    ]

    private static let deletion = RuleArgument(
        ", or set `retention.deleteBackups: true` so that the backup is deleted with the image",
        zh: "，或设置 `retention.deleteBackups: true` 使备份随镜像一并清理")

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isMade {
            guard let size = capture.totalGiB, capture.vaultAddress != nil || capture.liveVault != nil else {
                continue
            }
            report.evaluated += 1
            let image = context.image(capture)
            report.violate(
                image, at: .vault,
                [
                    "image": "\(image.address)", "size": "\(size)", "vault": "\(context.vaultName(capture))",
                    "deletion": context.releasesBackups(image.address) ? "" : Self.deletion,
                ])
        }
    }
}
