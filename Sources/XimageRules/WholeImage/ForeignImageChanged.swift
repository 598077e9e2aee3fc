import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let foreignImageChanged = RuleMetadata(
        id: "WI013", name: "foreign-image-changed", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Image ownership", zh: "镜像所有权"),
        headline: Bilingual("Image belongs to another project", zh: "镜像属于其他项目"),
        rationale: Bilingual(
            """
            Update, delete, copy and share require that the image's owner project is the project in use. A \
            shared-in image can only be accepted, refused and used.
            """,
            zh: """
                更新、删除、复制和共享要求镜像的所有者项目就是当前使用的项目。对于他人共享的镜像，\
                只能接受、拒绝和使用。
                """),
        source: "IMS API 'Error codes' (IMG.0092); IMS user guide 'Sharing images'",
        english: RuleText(
            "{image} belongs to another project; only its owner can change or delete it.",
            fix: "Refer to it as an external image instead of managing it."),
        chinese: RuleText(
            "镜像 {image} 属于其他项目，只有所有者可以修改或删除。",
            fix: "请将其作为外部镜像引用，而不是纳入管理。"),
        coverage: .planner(
            Bilingual(
                """
                ximage manages only images that the project owns, so no plan changes or deletes another \
                project's. This message is shown if the service still refuses.
                """,
                zh: "ximage 只管理本项目的镜像，计划不会更改或删除其他项目的镜像；如果云服务仍然拒绝，则显示本消息。")))
}
