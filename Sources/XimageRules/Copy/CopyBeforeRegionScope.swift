import XimageCore
import XimagePlanning

struct CopyBeforeRegionScope: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "CP002", name: "copy-before-region-scope", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Region availability before replication", zh: "跨区域复制前的可用范围"),
        headline: Bilingual(
            "Image is not yet available in the whole region",
            zh: "镜像尚未在整个区域内可用"),
        rationale: Bilingual(
            """
            Replication is refused while the image is available only in one AZ. Where waiting is allowed, \
            the plan waits (LC008) instead of failing.
            """,
            zh: """
                镜像仅在一个可用区可用期间，复制会被拒绝。在允许等待的情况下，ximage 会等待（LC008），\
                而不是报错。
                """),
        source: """
            IMS API 'Error codes' (IMG.0152); IMS user guide 'Creating a full-ECS image from an ECS' (2018), \
            constraints
            """,
        english: RuleText(
            "{image} is available only in {az} so far and cannot be replicated yet.",
            fix: "Wait until it is available in the whole region."),
        chinese: RuleText(
            "整机镜像 {image} 目前仅在 {az} 可用，暂不能跨区域复制。",
            fix: "请等待其在整个区域内可用。"))

    static let violating = [
        RuleExample("the copy starts while the image is bound to its zone", at: "copy.golden.south") {
            $0.addCopy()
            $0.apply(without: [.copy])
            $0.image { $0.scope = .zone("cn-north-4a") }
            $0.isAtStep = true
        }
    ]
    static let satisfying = [
        RuleExample("the plan waits for an image that is bound to its zone") {
            $0.addCopy()
            $0.apply(without: [.copy])
            $0.image { $0.scope = .zone("cn-north-4a") }
        },
        RuleExample("the copy starts when the whole region can use the image") {
            $0.addCopy()
            $0.apply(without: [.copy])
            $0.isAtStep = true
        },
    ]

    /// A plan waits; the step itself must find the image in its whole region.
    func check(_ context: RuleContext, into report: inout RuleReport) {
        for work in context.copies where work.isMade {
            let copy = context.copy(work)
            guard case .image(let facts) = context.sourceImage(work)?.facts, context.isAtStep else {
                if context.isOnline { report.deferred += 1 }
                continue
            }
            report.evaluated += 1
            guard case .zone(let zone) = facts.scope else { continue }
            report.violate(
                copy, ["image": "\(work.imageAddress)", "az": "\(zone)"],
                remark: RuleArgument("still in \(zone) only", zh: "仍仅在 \(zone) 可用"))
        }
    }
}
