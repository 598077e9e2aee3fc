import XimageCore
import XimagePlanning

struct ImageNotNormal: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "WI007", name: "image-not-normal", severity: .error, phases: [.plan, .apply],
        summary: "Only an image in normal state can be used",
        rationale: """
            An image may be used for provisioning, cross-region copying, sharing or attribute updates only \
            while its API status is `active` (console: normal). `queued` and `saving` mean wait, `killed` \
            means the task failed, `deleted` means gone, a frozen image is not usable.
            """,
        source: "seed (step 10); IMS API image status; Ecs.0032, Ecs.0048, IMG.0046",
        english: RuleText(
            "{image} is in state {status}; it can be used only when the state is normal (active).",
            fix: "Wait for the task to end, or delete and rebuild the image if the task failed."),
        chinese: RuleText(
            "镜像 {image} 当前状态为 {status}，只有状态为“正常”（active）时才能使用。",
            fix: "请等待任务结束；若任务已失败，请删除后重新制作。"))

    static let violating = [
        RuleExample("an image that is still being made", at: "server.web image") {
            $0.catalogue { $0.images["image-ubuntu"]?.status = "saving" }
        }
    ]
    static let satisfying = [RuleExample("an active image") { _ in }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for server in context.subjects(.server) where server.isNew {
            guard let image = context.listedImage(of: server), !image.status.isEmpty else { continue }
            report.evaluated += 1
            guard image.status != "active" else { continue }
            report.violate(
                server, at: .image, ["image": "Image \"\(image.name)\"", "status": "`\(image.status)`"])
        }
    }
}
