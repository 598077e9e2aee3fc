import XimageCore
import XimagePlanning

struct LegacyBackupImage: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "WI020", name: "legacy-backup-image", severity: .warning, phases: [.plan],
        title: Bilingual("Whole image on a legacy backup", zh: "基于旧版备份的整机镜像"),
        headline: Bilingual("Image is based on a legacy backup", zh: "镜像基于旧版备份"),
        rationale: Bilingual(
            """
            An image whose backup is a legacy CSBS backup is provisioned slowly, supports no shared disks \
            and cannot be shared. Create new images through a CBR vault.
            """,
            zh: """
                如果镜像的备份是旧版 CSBS 备份，则用它创建云服务器较慢，不支持共享盘，也不能共享。\
                新镜像应始终通过 CBR 存储库制作。
                """),
        source: """
            ECS user guide 'Purchasing an ECS'; IMS user guide 'Creating a full-ECS image from a CSBS \
            backup'
            """,
        unconfirmed: Bilingual(
            "how the origin of a whole image names its backup",
            zh: "整机镜像的来源信息如何指明其备份"),
        english: RuleText(
            "{image} is based on a legacy CSBS backup, so creating servers from it is slow.",
            fix: "Rebuild it through a CBR vault when you can."),
        chinese: RuleText(
            "整机镜像 {image} 基于旧版 CSBS 备份，用它创建云服务器较慢。",
            fix: "建议改为通过 CBR 存储库重新制作。"))

    static let about = ["server.image"]

    static let violating = [
        RuleExample(
            "a server from an image on a legacy backup",
            at: ["server.web | \"golden-1\""],
            world: """
                regions: {cn-north-4: {
                  servers: [{name: build}],
                  vaults: [{name: backups, size: 500}],
                  images: [{name: golden-1, server: build, vault: backups}]
                }}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "golden-1"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            faults: """
                faults:
                  - match: {operation: ListBackups}
                    status: 200
                    body: '{"backups": []}'
                """)
    ]
    static let satisfying = [
        RuleExample(
            "a server from an image on a vault's backup",
            world: """
                regions: {cn-north-4: {
                  servers: [{name: build}],
                  vaults: [{name: backups, size: 500}],
                  images: [{name: golden-1, server: build, vault: backups}]
                }}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "golden-1"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for (server, image, facts) in context.serversFromWholeImages() {
            report.evaluated += 1
            guard facts.isLegacy else { continue }
            report.violate(server, at: .image, ["image": .named("image", image.name)])
        }
    }
}
