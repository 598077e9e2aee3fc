import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageWithoutSingleSource = RuleMetadata(
        id: "WI001", name: "image-without-single-source", severity: .error, phases: [.validate],
        title: Bilingual("Source of a whole image", zh: "整机镜像的来源"),
        headline: Bilingual(
            "Whole image has no source or more than one",
            zh: "整机镜像没有来源或有多个来源"),
        rationale: Bilingual(
            """
            A whole image is created from exactly one ECS, or from exactly one existing server backup; never \
            from both, never from a disk or a file. When the source is a server it may be one declared in \
            the manifest or an existing one referred to by id.
            """,
            zh: """
                整机镜像由一台 ECS 制作，或由一个已有的云服务器备份创建；不能同时使用两者，\
                也不能由磁盘或文件制作。来源为云服务器时，可以是清单中声明的云服务器，\
                也可以是用 ID 引用的已有云服务器。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), procedure; IMS API 'Creating a \
            full-ECS image', fields instance_id and backup_id
            """,
        coverage: .language(
            Bilingual(
                """
                `from:` takes one source, and `kind: whole` takes no single disk (WI024). Two sources or none \
                are reported when the manifest is read.
                """,
                zh: """
                    `from:` 只接受一个来源，`kind: whole` 不接受单块云硬盘（WI024）。来源有两个或没有来源时，\
                    在读取清单时报告。
                    """)))
}
