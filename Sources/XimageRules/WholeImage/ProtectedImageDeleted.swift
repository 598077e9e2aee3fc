import XimageCore
import XimagePlanning

struct ProtectedImageDeleted: ExemplifiedRule, RemovalRule {
    static let metadata = RuleMetadata(
        id: "WI012", name: "protected-image-deleted", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Image protection", zh: "镜像保护"),
        headline: Bilingual("Image to be deleted is protected", zh: "待删除的镜像受保护"),
        rationale: Bilingual(
            "Deletion is refused while the image attribute `protected` is true.",
            zh: "镜像属性 `protected` 为 true 时，删除会被拒绝。"),
        source: "IMS API 'Updating image attributes', field protected; IMS API 'Error codes' (IMG.0091)",
        english: RuleText(
            "{image} is protected and cannot be deleted.",
            fix: "Turn off its protection first, or remove the deletion from the plan."),
        chinese: RuleText(
            "镜像 {image} 处于受保护状态，无法删除。",
            fix: "请先取消保护，或从计划中去掉该删除操作。"))

    static let violating = [
        RuleExample("a protected image is removed", at: "image.golden@1") {
            $0.apply()
            $0.image { $0.isProtected = true }
            $0.undeclare("image.golden")
            $0.removals = [Removal(from: .init(.image, "golden"), action: .delete, reason: "old")]
        }
    ]
    static let satisfying = [
        RuleExample("an image without protection is removed") {
            $0.apply()
            $0.undeclare("image.golden")
            $0.removals = [Removal(from: .init(.image, "golden"), action: .delete, reason: "old")]
        }
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for change in context.changes where change.address.kind.isImage && change.destroys {
            guard let id = change.id, case .image(let facts) = context.live[id]?.facts else { continue }
            report.evaluated += 1
            guard facts.isProtected else { continue }
            report.violate(change.address, at: change.origin, ["image": "\(change.address)"])
        }
    }
}
