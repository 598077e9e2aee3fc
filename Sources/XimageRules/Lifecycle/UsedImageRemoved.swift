import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let usedImageRemoved = RuleMetadata(
        id: "LC012", name: "used-image-removed", severity: .error, phases: [.validate, .plan],
        summary: "Deletion order: users before image",
        chineseSummary: "删除顺序：先使用者，后镜像",
        rationale: """
            Declared servers that are being created from, copies being made of, and scaling configurations \
            using an image finish before its deletion; an image still referenced by a declared object may \
            not be removed.
            """,
        source: "design; IMS user guide",
        coverage: .language(
            """
            An image that a declared object refers to cannot be undeclared: the reference would not \
            resolve.
            """))
}
