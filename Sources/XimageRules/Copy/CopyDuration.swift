import XimageCore
import XimagePlanning

struct CopyDuration: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "CP018", name: "copy-duration", severity: .info, phases: [.plan],
        title: Bilingual("Duration of a replication", zh: "复制耗时"),
        headline: Bilingual("Replication time is estimated", zh: "已预估复制耗时"),
        rationale: Bilingual(
            """
            Expect about 80 MB/s for one backup, with up to 8 backups replicated in parallel. The wait limit \
            defaults to 60 minutes and must grow with the size (LC002).
            """,
            zh: """
                单个备份的复制速度预计约为 80 MB/s，最多 8 个备份并行复制。等待上限默认为 60 分钟，\
                容量越大，等待上限也应越大（LC002）。
                """),
        source: "CBR FAQ on replication speed; Terraform provider 'ims_image_copy', timeouts",
        english: RuleText(
            """
            Replicating {image} ({size} GiB) will take about {minutes} minutes; the wait limit is \
            {limit} minutes.
            """),
        chinese: RuleText(
            "复制 {image}（{size} GiB）预计约 {minutes} 分钟，等待上限为 {limit} 分钟。"))

    static let violating = [
        RuleExample("a copy to another region", at: "copy.golden.south") { $0.addCopy() }
    ]
    static let satisfying = [
        RuleExample("the copy exists") {
            $0.addCopy()
            $0.apply()
        }
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        guard context.isOnline else { return }
        for work in context.copies where work.isMade {
            guard let size = context.size(work) else { continue }
            report.evaluated += 1
            let copy = context.copy(work)
            var limit = Estimate.copyLimit
            if case .copy(let details) = copy.desired.details, let own = details.timeouts?.copy {
                limit = own
            }
            report.violate(
                copy,
                [
                    "image": "\(work.imageAddress)", "size": "\(size)",
                    "minutes": "\(Estimate.copy(gib: size))", "limit": "\(Estimate.minutes(limit))",
                ])
        }
    }
}
