import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageSourceChanged = RuleMetadata(
        id: "WI010", name: "image-source-changed", severity: .warning, phases: [.plan],
        summary: "Source and vault are fixed; other attributes change in place",
        rationale: """
            After creation the source (server or backup), vault and kind are fixed: a change means a new \
            image. Name, description, tags, minimum and maximum memory can be changed in place, only while \
            the image is active.
            """,
        source: "IMS API 'Updating image attributes'; Terraform provider 'ims_ecs_whole_image' schema",
        english: RuleText(
            """
                Changing {field} of {image} cannot be done in place: the plan will make a new generation. \
                Older generations stay until `retention` lets them go.
                """),
        chinese: RuleText(
            "整机镜像 {image} 的 {field} 无法原地修改：计划会制作新一代镜像。旧的各代镜像会保留，直到 `retention` 允许删除。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
