import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let foreignImageCopied = RuleMetadata(
        id: "CP014", name: "foreign-image-copied", severity: .error, phases: [.plan],
        title: Bilingual("Source image of a copy", zh: "复制的源镜像"),
        headline: Bilingual("Image is not a private image of the project", zh: "镜像不是本项目的私有镜像"),
        rationale: Bilingual(
            "Images shared by others, public and marketplace images cannot be the source of a cross-region copy.",
            zh: "他人共享的镜像、公共镜像和市场镜像不能作为跨区域复制的源。"),
        source:
            "IMS user guide 'Replicating images across regions'; IMS API 'Error codes' (IMG.0196, IMG.0197)",
        english: RuleText(
            "{image} is not a private image of this project and cannot be replicated.",
            fix: "Replicate from the owner's project."),
        chinese: RuleText(
            "镜像 {image} 不是本项目的私有镜像，不能复制。",
            fix: "请在所有者项目中复制。"),
        coverage: .planner(
            Bilingual(
                """
                A copy starts from an image of the set, which belongs to the project; the manifest cannot name \
                another.
                """,
                zh: "复制只能从本清单集的镜像开始，它们归本项目所有；清单不能指定其他镜像。")))
}
