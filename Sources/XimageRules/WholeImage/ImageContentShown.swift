import XimageCore
import XimagePlanning

struct ImageContentShown: ExemplifiedRule, AdviceRule {
    static let metadata = RuleMetadata(
        id: "WI002", name: "image-content-shown", severity: .info, phases: [.plan],
        summary: "What the image will contain",
        rationale: """
            The image holds the system disk and every data disk attached to the server when the task \
            starts, data included, minus disks excluded by the vault binding (VA015). Writes made after \
            the start are not part of it. The plan must list each disk that will be captured with its \
            size, so that the user can compare it with what they expect.
            """,
        source: "seed (scenario); IMS user guide, FAQ on data written during image creation",
        english: RuleText(
            """
            {image} will capture {count} disk(s) of {server}, {size} GiB in total: {disks}. Data \
            written after the task starts will not be in the image.
            """),
        chinese: RuleText(
            "整机镜像 {image} 将采集云服务器 {server} 的 {count} 块磁盘，共 {size} GiB：{disks}。任务开始之后写入的数据不会进入镜像。"))

    static let violating = [
        RuleExample("an image is made", at: "image.golden from") { _ in }
    ]
    static let satisfying = [RuleExample("no image is made") { $0.apply() }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isMade {
            let image = context.image(capture)
            guard image.desired.attributes[.kind].string == "whole" else { continue }
            report.evaluated += 1
            guard let total = capture.totalGiB else { continue }
            let disks = context.disks(capture)
            let list = disks.map { "\($0.name) \(SizeText.gibibytes($0.sizeGiB))" }
            report.violate(
                image, at: .source,
                [
                    "image": "\(image.address)", "server": "\(context.serverName(capture))",
                    "count": "\(disks.count)",
                    "size": "\(total)", "disks": Wording.list(list, limit: 8),
                ])
        }
    }
}
