import XimageCore
import XimagePlanning

struct SecondImagePerBackup: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "WI008", name: "second-image-per-backup", severity: .error, phases: [.plan, .apply, .serverSide],
        title: Bilingual("Images per backup", zh: "每个备份的镜像数"),
        headline: Bilingual("Backup already has an image", zh: "备份已创建过镜像"),
        rationale: Bilingual(
            """
            A backup can be registered as an image at most once. Declaring two images with the same source \
            backup, or an image whose backup already carries an image id, is refused.
            """,
            zh: """
                一个备份最多只能注册为一个镜像。声明两个来源备份相同的镜像，或声明的镜像所用备份已带有镜\
                像 ID，都会被拒绝。
                """),
        source: "IMS API 'Error codes' (IMG.0029, IMG.0134); CBR API 'Error codes' (BackupService.6211)",
        english: RuleText(
            "Backup {backup} already has {other}; a backup can be turned into one image only.",
            fix: "Refer to the existing image, or create a new backup for {image}."),
        chinese: RuleText(
            "备份 {backup} 已经创建过镜像 {other}，一个备份只能创建一个镜像。",
            fix: "请直接引用已有镜像，或为 {image} 新建备份。"))

    static let about = ["image.from.backup"]

    static let violating = [
        RuleExample(
            "the backup has an image",
            at: ["image.golden | cd8513df-4c2e-43e9-b6a3-04b851d0afa4"],
            world: """
                regions: {cn-north-4: {
                  servers: [{name: build}],
                  vaults: [{name: backups, size: 500}],
                  images: [{name: old, server: build, vault: backups, status: active}]
                }}
                """,
            manifest: """
                vaults: {backups: {existing: {name: backups}}}
                images: {golden: {from: {backup: cd8513df-4c2e-43e9-b6a3-04b851d0afa4}, vault: backups}}
                """),
        RuleExample(
            "two images of one backup",
            at: ["image.silver | cd8513df-4c2e-43e9-b6a3-04b851d0afa4"],
            world: """
                regions: {cn-north-4: {
                  servers: [{name: build}],
                  vaults: [{name: backups, size: 500}],
                  images: [{name: old, server: build, vault: backups, status: killed}]
                }}
                """,
            manifest: """
                vaults: {backups: {existing: {name: backups}}}
                images:
                  golden: {from: {backup: cd8513df-4c2e-43e9-b6a3-04b851d0afa4}, vault: backups}
                  silver: {from: {backup: cd8513df-4c2e-43e9-b6a3-04b851d0afa4}, vault: backups}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "the backup has no image",
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
        var first: [RemoteID: RuleContext.Subject] = [:]
        for (image, id) in context.imagesFromBackups() {
            if first[id] == nil, let fact = context.refused("backups", in: image.desired.region) {
                first[id] = image
                report.missing(fact)
                continue
            }
            report.evaluated += 1
            let other: RuleArgument
            if let earlier = first[id] {
                other = "\(earlier.address)"
            } else {
                first[id] = image
                guard let taken = context.backups[id]?.image, taken != image.live?.id else { continue }
                other = RuleArgument("image \(taken)", zh: "\(taken)")
            }
            report.violate(
                image, at: .sourceBackup,
                ["backup": "\(id)", "other": other, "image": "\(image.address)"])
        }
    }
}
