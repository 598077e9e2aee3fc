import XimageCore
import XimagePlanning

struct ProtectedImageDeleted: ExemplifiedRule, RemovalRule {
    static let metadata = RuleMetadata(
        id: "WI012", name: "protected-image-deleted", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Image protection", zh: "镜像保护"),
        headline: Bilingual("Image to be deleted is protected", zh: "待删除的镜像受保护"),
        rationale: Bilingual(
            "Deletion is refused while the image attribute `protected` is true.",
            zh: "镜像属性 `protected` 为 true 时，删除会被拒绝。"),
        source: "IMS API 'Updating image attributes', field protected; IMS API 'Error codes' (IMG.0091)",
        english: RuleText(
            "{image} is protected and cannot be deleted.",
            fix: "Turn off its protection first, or remove the deletion from the plan."),
        chinese: RuleText(
            "镜像 {image} 处于受保护状态，无法删除。",
            fix: "请先取消保护，或从计划中去掉该删除操作。"))

    static let violating = [
        RuleExample(
            "a protected image is removed",
            at: ["image.golden@1"],
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
                removed:
                  - {from: image.golden, action: delete, reason: closed}
                """,
            faults: """
                faults:
                  - match: {operation: ListImages, times: 1}
                    status: 200
                    body: >-
                      {"images": [{"id": "84669bf3-ec4e-452f-8af8-8c9268d64a9e", "name": "shop-golden-g1",
                            "status": "active", "protected": true,
                      "__whole_image": "true", "__backup_id": "2a1a7976-01dc-4863-a1cc-d9647d0cb741"}]}
                  - match: {operation: ListImages}
                    status: 200
                    body: '{"images": []}'
                """,
            accepted: "the fault changes the list that the plan reads, not the image")
    ]
    static let satisfying = [
        RuleExample(
            "an image without protection is removed",
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
                removed:
                  - {from: image.golden, action: delete, reason: closed}
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for change in context.changes where change.address.kind.isImage && change.destroys {
            guard let id = change.id, case .image(let facts) = context.live[id]?.facts else { continue }
            report.evaluated += 1
            guard facts.isProtected else { continue }
            report.violate(change.address, at: change.origin, ["image": "\(change.address)"])
        }
    }
}
