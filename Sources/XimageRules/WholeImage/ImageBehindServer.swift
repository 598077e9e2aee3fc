import XimageCore
import XimagePlanning

struct ImageBehindServer: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "WI022", name: "image-behind-server", severity: .info, phases: [.plan],
        summary: "An image does not follow its server",
        rationale: """
            A whole image is a point-in-time copy. When the live server has changed since (disks added, \
            removed or enlarged; image older than the freshness the manifest asks for) the plan reports it \
            and proposes nothing unless the manifest asks for a new generation (changed revision, a \
            schedule that is due, or an explicit renewal).
            """,
        source: "design, derived from the point-in-time nature of backups (CBR user guide)",
        english: RuleText(
            "{image} was made on {date} and no longer matches {server} ({difference}).",
            fix: "It is not refreshed automatically; ask for a new generation to capture the present state."),
        chinese: RuleText(
            "整机镜像 {image} 制作于 {date}，与云服务器 {server} 当前状态不一致（{difference}）。",
            fix: "镜像不会自动更新；如需采集当前状态，请生成新一代镜像。"))

    static let violating = [
        RuleExample("a disk has grown since", at: "image.golden") {
            $0.apply()
            $0.set("disk.web.data", .size, 200)
            $0.cloud("disk.web.data") { $0.attributes[.size] = 200 }
        }
    ]
    static let satisfying = [RuleExample("nothing has changed since") { $0.apply() }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where context.isOnline && !capture.isMade {
            let image = context.image(capture)
            guard case .image(let facts) = image.live?.facts, let captured = facts.capturedGiB,
                let size = capture.totalGiB,
                let date = image.prior?.createdAt
            else { continue }
            report.evaluated += 1
            guard size != captured else { continue }
            report.violate(
                image,
                [
                    "image": "\(image.address)", "date": "\(date)",
                    "server": "\(context.serverName(capture))",
                    "difference": RuleArgument(
                        "\(captured) GiB then, \(size) GiB now",
                        zh: "当时 \(captured) GiB，现在 \(size) GiB"),
                ])
        }
    }
}
