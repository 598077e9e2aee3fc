import XimageCore
import XimagePlanning

struct UndeterminedImageScope: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "AV005", name: "undetermined-image-scope", severity: .warning, phases: [.plan, .apply],
        summary: "Undetermined availability counts as AZ-only",
        rationale: """
            The image interface does not clearly state the scope of availability. The tool derives it from \
            the backup: available with restore mode `backup` means the region; image exists while the \
            backup is protecting, or restore mode `snapshot`, means one AZ; anything else is unknown and \
            treated as AZ-only.
            """,
        source: "design, from CBR API extend_info.supported_restore_mode and the ECS error texts",
        unconfirmed: "how the console computes 'available in AZ' internally",
        english: RuleText(
            """
            It could not be determined whether {image} is available in the whole region; the plan \
            assumes only {az}.
            """,
            fix: "Grant read access to backups for a definite answer."),
        chinese: RuleText(
            "无法确定 {image} 是否在整个区域可用，计划按仅 {az} 可用处理。",
            fix: "请授予查询备份的权限以便准确判断。"))

    static let violating = [
        RuleExample("an image whose backup could not be read", at: "server.web image") {
            $0.addWholeImage(scope: .none)
            $0.set("server.web", .image, .map(["id": "image-whole"]))
        }
    ]
    static let satisfying = [
        RuleExample("an image of the whole region") {
            $0.addWholeImage(scope: .region)
            $0.set("server.web", .image, .map(["id": "image-whole"]))
        }
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for (server, image, facts) in context.serversFromWholeImages() {
            report.evaluated += 1
            guard facts.scope == .none, image.phase == .ready else { continue }
            let zone = facts.sourceServer.flatMap { context.live[$0]?.attributes[.zone].string }
            report.violate(
                server, at: .image,
                [
                    "image": "image \"\(image.name)\"",
                    "az": zone.map { "\($0)" } ?? RuleArgument("its source's zone", zh: "源云服务器所在可用区"),
                ])
        }
    }
}
