import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageBusy = RuleMetadata(
        id: "CP019", name: "image-busy", severity: .error, phases: [.plan, .apply],
        summary: "The image is not being used by another job",
        rationale: "No export, deletion or second copy of the same image may be running.",
        source: "IMG.0148, IMG.0046",
        english: RuleText(
            "{image} is busy ({task}), and it cannot be replicated meanwhile.",
            fix: "Replication waits until it is done."),
        chinese: RuleText(
            "镜像 {image} 正忙（{task}），期间不能复制。",
            fix: "将在其完成后再复制。"),
        coverage: .awaitingFacts(
            "Copies are not part of the desired state yet."))
}
