import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let scalingWithWholeImage = RuleMetadata(
        id: "WI021", name: "scaling-with-whole-image", severity: .error,
        phases: [.validate, .plan, .serverSide],
        title: Bilingual("Whole image in a scaling configuration", zh: "伸缩配置中的整机镜像"),
        headline: Bilingual(
            "Scaling configuration does not list all image disks",
            zh: "伸缩配置未列全镜像的磁盘"),
        rationale: Bilingual(
            """
            In a scaling configuration, each disk of the image is listed with its snapshot (or source volume) \
            reference. The number of disks must match, all references must be valid and in one AZ, and data-disk \
            images may not be mixed in.
            """,
            zh: """
                在伸缩配置中，镜像的每块磁盘都要列出，并带有其快照（或源云硬盘）的标识。磁盘数量必须一致，所有标\
                识都必须有效且位于同一可用区，不能混用数据盘镜像。
                """),
        source: """
            Auto Scaling API 'Creating an AS configuration', field snapshot_id; Auto Scaling API 'Error \
            codes' (AS.1062, AS.1064, AS.1065, AS.1066)
            """,
        unconfirmed: Bilingual(
            "support of whole images in ECS launch templates",
            zh: "ECS 启动模板是否支持整机镜像"),
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
            Bilingual("The manifest language has no scaling configurations.", zh: "清单语言没有伸缩配置。")))
}
