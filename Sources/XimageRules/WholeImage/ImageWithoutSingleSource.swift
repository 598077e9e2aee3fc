import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageWithoutSingleSource = RuleMetadata(
        id: "WI001", name: "image-without-single-source", severity: .error, phases: [.validate],
        summary: "A whole image has exactly one source",
        rationale: """
            A whole image is made from exactly one ECS, or from exactly one existing server backup; never \
            from both, never from a disk or a file. When the source is a server it may be one declared in \
            the manifest or an existing one referred to by id.
            """,
        source: "seed (steps 4-5); IMS API 'create a full-ECS image' fields instance_id / backup_id",
        english: RuleText(
            "{image} must name exactly one source: a server or a server backup.",
            fix: """
                Keep one of `from: {server: …}` and `from: {backup: …}` and remove the other; use a \
                system-disk or data-disk image if you want to capture a single disk.
                """),
        chinese: RuleText(
            "整机镜像 {image} 必须且只能有一个来源：云服务器或云服务器备份。",
            fix: "请只保留 `from: {server: …}` 与 `from: {backup: …}` 之一；若只想采集单块磁盘，请改用系统盘镜像或数据盘镜像。"),
        coverage: .language(
            """
            `from:` takes one source, and `kind: whole` takes no single disk (WI024). Two sources or \
            none are reported where the manifest is read.
            """))
}
