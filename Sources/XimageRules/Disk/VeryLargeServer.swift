import XimageCore
import XimagePlanning

struct VeryLargeServer: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK009", name: "very-large-server", severity: .warning, phases: [.plan],
        summary: "Very large servers are slow and fragile to back up",
        rationale: """
            The backup guide advises against backing up servers whose disks add up to more than 4 TB.
            """,
        source: "CBR user guide constraints",
        english: RuleText(
            """
            The disks of {server} add up to {size} GiB; above 4096 GiB a backup is slow and more \
            likely to fail.
            """,
            fix: "Consider excluding large data disks from the vault binding or splitting them off."),
        chinese: RuleText(
            "云服务器 {server} 磁盘总容量为 {size} GiB，超过 4096 GiB 时备份较慢且更易失败。",
            fix: "可考虑在存储库中排除大容量数据盘或拆分。"))

    static let violating = [
        RuleExample("more than 4 TiB of disks", at: "image.golden from") {
            $0.set("disk.web.data", .size, 5000)
        }
    ]
    static let satisfying = [RuleExample("190 GiB of disks") { _ in }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isBackedUp {
            guard let size = capture.totalGiB else { continue }
            report.evaluated += 1
            guard size > 4096 else { continue }
            report.violate(
                context.image(capture), at: .source,
                ["server": "\(context.serverName(capture))", "size": "\(size)"])
        }
    }
}
