import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let foreignImageChanged = RuleMetadata(
        id: "WI013", name: "foreign-image-changed", severity: .error, phases: [.plan, .apply],
        summary: "Only the owner may change or delete an image",
        rationale: """
            Update, delete, copy and share require that the image's owner project is the project in use. A \
            shared-in image can only be accepted, refused and used.
            """,
        source: "IMG.0092; IMS user guide 'Sharing images'",
        english: RuleText(
            "{image} belongs to another project; only its owner can change or delete it.",
            fix: "Refer to it as an external image instead of managing it."),
        chinese: RuleText(
            "镜像 {image} 属于其他项目，只有所有者可以修改或删除。",
            fix: "请将其作为外部镜像引用，而不是纳入管理。"),
        coverage: .planner(
            """
            Only images that the project owns are read as its own, so no plan changes or deletes \
            another's; a refusal all the same is shown with this message.
            """))
}
