import XimageCore
import XimagePlanning

struct ImageBusy: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "CP019", name: "image-busy", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Other jobs on the image", zh: "镜像的其他任务"),
        headline: Bilingual("Image is in use by another job", zh: "镜像正被其他任务占用"),
        rationale: Bilingual(
            "No export, deletion or second copy of the same image may be running.",
            zh: "同一镜像不得有正在进行的导出、删除或另一个复制。"),
        source: "IMS API 'Error codes' (IMG.0148, IMG.0046)",
        english: RuleText(
            "{image} is busy ({task}), and it cannot be replicated meanwhile.",
            fix: "Replication waits until it is done."),
        chinese: RuleText(
            "镜像 {image} 正忙（{task}），期间不能复制。",
            fix: "将在其完成后再复制。"))

    static let violating = [
        RuleExample("the image is being worked on", at: "copy.golden.south") {
            $0.addCopy()
            $0.apply(without: [.copy])
            $0.cloud("image.golden") {
                $0.phase = .busy
                $0.status = "exporting"
            }
        }
    ]
    static let satisfying = [
        RuleExample("no task runs on the image") {
            $0.addCopy()
            $0.apply(without: [.copy])
        }
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for work in context.copies where work.isMade {
            guard let image = context.sourceImage(work) else {
                if context.isOnline { report.deferred += 1 }
                continue
            }
            report.evaluated += 1
            // One that is still being made is waited for.
            guard image.phase == .busy, context.isAtStep || !["queued", "saving"].contains(image.status)
            else {
                continue
            }
            report.violate(
                context.copy(work), ["image": "\(work.imageAddress)", "task": "`\(image.status)`"])
        }
    }
}
