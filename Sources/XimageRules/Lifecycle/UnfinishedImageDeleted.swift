import XimageCore
import XimagePlanning

struct UnfinishedImageDeleted: ExemplifiedRule, RemovalRule {
    static let metadata = RuleMetadata(
        id: "LC014", name: "unfinished-image-deleted", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Deletion of an unfinished image", zh: "制作中镜像的删除"),
        headline: Bilingual("Image is deleted while it is being created", zh: "将删除仍在制作的镜像"),
        rationale: Bilingual(
            "Deletion is refused while the image is being created or copied. Wait, then delete.",
            zh: "镜像正在制作或复制期间，删除会被拒绝。请等待完成后再删除。"),
        source: "IMS API 'Error codes' (IMG.0090)",
        english: RuleText(
            "{image} is still being created and cannot be deleted.",
            fix: "Run again when it has finished."),
        chinese: RuleText(
            "镜像 {image} 仍在制作，无法删除。",
            fix: "请在完成后重试。"))

    static let violating = [
        RuleExample(
            "an image that is still being created",
            at: ["image.golden@1"],
            world: "regions: {cn-north-4: {vaults: [{name: backups, size: 500}]}}",
            before: """
                vaults: {main: {existing: {name: backups}}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            manifest: """
                vaults: {main: {existing: {name: backups}}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                removed: [{from: image.golden, action: delete, reason: old}]
                """,
            faults: """
                faults:
                  - match: {operation: ListImages, times: 1}
                    status: 200
                    body: >-
                      {"images": [{"id": "84669bf3-ec4e-452f-8af8-8c9268d64a9e", "name": "shop-golden-g1",
                            "status": "saving",
                      "__whole_image": "true", "__backup_id": "2a1a7976-01dc-4863-a1cc-d9647d0cb741"}]}
                  - match: {operation: ListImages}
                    status: 200
                    body: '{"images": []}'
                """,
            accepted: "the fault changes the list that the plan reads, not the image")
    ]
    static let satisfying = [
        RuleExample(
            "a finished image",
            world: "regions: {cn-north-4: {vaults: [{name: backups, size: 500}]}}",
            before: """
                vaults: {main: {existing: {name: backups}}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            manifest: """
                vaults: {main: {existing: {name: backups}}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                removed: [{from: image.golden, action: delete, reason: old}]
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for change in context.changes where change.address.kind == .image && change.action == .delete {
            guard let image = change.id.flatMap({ context.live[$0] }) else { continue }
            report.evaluated += 1
            guard image.phase == .busy, ["queued", "saving"].contains(image.status) else { continue }
            report.violate(change.address, at: change.origin, ["image": "\(change.address)"])
        }
    }
}
