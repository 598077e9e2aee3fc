import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let usedImageRemoved = RuleMetadata(
        id: "LC012", name: "used-image-removed", severity: .error, phases: [.validate, .plan],
        summary: "Deletion order: users before image",
        rationale: """
            Declared servers that are being created from, copies being made of, and scaling configurations \
            using an image finish before its deletion; an image still referenced by a declared object may \
            not be removed.
            """,
        source: "design; IMS user guide",
        english: RuleText(
            "{image} cannot be removed because {users} in the manifest still refer to it.",
            fix: "Remove or change those references first."),
        chinese: RuleText(
            "清单中的 {users} 仍引用镜像 {image}，不能删除。",
            fix: "请先去掉或修改这些引用。"),
        coverage: .language(
            """
            An image that a declared object refers to cannot be undeclared: the reference would not \
            resolve.
            """))
}
