import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let scalingWithWholeImage = RuleMetadata(
        id: "WI021", name: "scaling-with-whole-image", severity: .error,
        phases: [.validate, .plan, .serverSide],
        summary: "Using a whole image in an auto-scaling configuration",
        rationale: """
            If the product ever emits scaling configurations: each disk of the image must be listed with \
            its snapshot (or source volume) reference, the number of disks must match, all references must \
            be valid and in one AZ, and data-disk images may not be mixed in.
            """,
        source: "Auto Scaling API error codes AS.1062, AS.1064, AS.1065, AS.1066; field snapshot_id",
        unconfirmed: "support of whole images in ECS launch templates",
        english: RuleText(
            """
            A scaling configuration with a whole image must list all disks of the image \
            with their source references.
            """,
            fix: "List every disk of the image, or use a system-disk image."),
        chinese: RuleText(
            "使用整机镜像的伸缩配置须列全镜像的磁盘及来源标识。",
            fix: "请列出镜像的每块磁盘，或改用系统盘镜像。"),
        coverage: .notOffered(
            "The manifest language has no scaling configurations."))
}
