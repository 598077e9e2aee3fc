import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let foreignImageCopied = RuleMetadata(
        id: "CP014", name: "foreign-image-copied", severity: .error, phases: [.plan],
        summary: "Only own private images can be replicated",
        rationale: "Shared-in, public and marketplace images cannot be the source of a cross-region copy.",
        source: "IMS user guide 'Replicating images across regions'; IMG.0196, IMG.0197",
        english: RuleText(
            "{image} is not a private image of this project and cannot be replicated.",
            fix: "Replicate from the owner's project."),
        chinese: RuleText(
            "镜像 {image} 不是本项目的私有镜像，不能复制。",
            fix: "请在所有者项目中复制。"),
        coverage: .planner(
            """
            A copy starts from an image of the set, which the project owns; others cannot be written \
            in the manifest.
            """))
}
