import XimageCore
import XimagePlanning

struct UndeterminedImageScope: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "AV005", name: "undetermined-image-scope", severity: .warning, phases: [.plan, .apply],
        title: Bilingual("Undetermined availability scope", zh: "无法确定的可用范围"),
        headline: Bilingual("Availability scope of the image is unknown", zh: "无法确定镜像的可用范围"),
        rationale: Bilingual(
            """
            The image interface does not clearly state the scope of availability. ximage derives it from the \
            backup: available with restore mode `backup` means the region; image exists while the backup is \
            protecting, or restore mode `snapshot`, means one AZ; anything else is unknown and treated as \
            AZ-only.
            """,
            zh: """
                镜像接口没有明确给出可用范围，ximage 根据备份推断：备份可用且恢复模式为 `backup`，\
                表示整个区域可用；备份仍在进行时镜像已存在，或恢复模式为 `snapshot`，表示仅单个可用区可用；\
                其他情况均为未知，按仅单个可用区可用处理。
                """),
        source: "CBR API 'Querying a backup', field supported_restore_mode",
        unconfirmed: Bilingual(
            "how the console determines 'available in AZ'",
            zh: "控制台如何判断镜像“在可用区内可用”"),
        english: RuleText(
            """
            It could not be determined whether {image} is available in the whole region; the plan \
            assumes only {az}.
            """,
            fix: "Grant read access to backups for a definite answer."),
        chinese: RuleText(
            "无法确定 {image} 是否在整个区域可用，计划按仅 {az} 可用处理。",
            fix: "请授予查询备份的权限以便准确判断。"))

    static let about = ["server.image"]

    static let violating = [
        RuleExample(
            "an image whose backup the key may not read",
            at: ["server.web | golden-1"],
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: build, zone: cn-north-4a, flavor: s6.large.2}]
                    vaults: [{name: backups, size: 500}]
                    images: [{name: golden-1, server: build, vault: backups}]
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: golden-1}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            denied: ["cbr:backups:*"])
    ]
    static let satisfying = [
        RuleExample(
            "an image of the whole region",
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: build, zone: cn-north-4a, flavor: s6.large.2}]
                    vaults: [{name: backups, size: 500}]
                    images: [{name: golden-1, server: build, vault: backups}]
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: golden-1}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "a public image, by a key that may not read backups",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            denied: ["cbr:backups:*"]),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for (server, image, facts) in context.serversFromWholeImages() {
            report.evaluated += 1
            guard facts.scope == .none, image.phase == .ready else { continue }
            let zone = facts.sourceServer.flatMap { context.live[$0]?.attributes[.zone].string }
            report.violate(
                server, at: .image,
                [
                    "image": .named("image", image.name),
                    "az": zone.map { "\($0)" } ?? RuleArgument("its source's zone", zh: "源云服务器所在可用区"),
                ])
        }
    }
}
