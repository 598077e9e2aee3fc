import XimageCore
import XimagePlanning

struct ImageNotNormal: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "WI007", name: "image-not-normal", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Image state", zh: "镜像状态"),
        headline: Bilingual("Image is not in normal state", zh: "镜像未处于正常状态"),
        rationale: Bilingual(
            """
            An image may be used for provisioning, cross-region copying, sharing or attribute updates only \
            while its API status is `active` (console: normal). `queued` and `saving` mean wait, `killed` \
            means the task failed, `deleted` means that it no longer exists, a frozen image is not usable.
            """,
            zh: """
                只有当 API 状态为 `active`（控制台显示“正常”）时，镜像才能用于创建云服务器、跨区域复制、共享\
                或修改属性。`queued` 和 `saving` 表示需要等待，`killed` 表示任务失败，`deleted` 表示已删除，\
                冻结的镜像不可用。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), procedure; IMS API 'Querying \
            images', field status; ECS API 'Error codes' (Ecs.0032, Ecs.0048); IMS API 'Error codes' \
            (IMG.0046)
            """,
        english: RuleText(
            "{image} is in state {status}; it can be used only when the state is normal (active).",
            fix: "Wait for the task to end, or delete and rebuild the image if the task failed."),
        chinese: RuleText(
            "镜像 {image} 当前状态为 {status}，只有状态为“正常”（active）时才能使用。",
            fix: "请等待任务结束；若任务已失败，请删除后重新制作。"))

    static let about = ["server.image"]

    static let violating = [
        RuleExample(
            "an image whose creation failed",
            at: ["server.web | \"golden-1\""],
            world: """
                regions: {cn-north-4: {
                  servers: [{name: build}],
                  vaults: [{name: backups, size: 500}],
                  images: [{name: golden-1, server: build, vault: backups, status: killed}]
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
    static let satisfying = [
        RuleExample(
            "an active image",
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
        for server in context.subjects(.server) where server.isNew {
            guard let image = context.listedImage(of: server), !image.status.isEmpty else { continue }
            report.evaluated += 1
            guard image.status != "active" else { continue }
            report.violate(
                server, at: .image, ["image": .named("Image", image.name), "status": "`\(image.status)`"])
        }
    }
}
