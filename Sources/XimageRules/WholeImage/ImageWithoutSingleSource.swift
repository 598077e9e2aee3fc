import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageWithoutSingleSource = RuleMetadata(
        id: "WI001", name: "image-without-single-source", severity: .error, phases: [.validate],
        summary: "A whole image has exactly one source",
        chineseSummary: "整机镜像只有一个来源",
        rationale: """
            A whole image is made from exactly one ECS, or from exactly one existing server backup; never \
            from both, never from a disk or a file. When the source is a server it may be one declared in \
            the manifest or an existing one referred to by id.
            """,
        source: "seed (steps 4-5); IMS API 'create a full-ECS image' fields instance_id / backup_id",
        coverage: .language(
            """
            `from:` takes one source, and `kind: whole` takes no single disk (WI024). Two sources or \
            none are reported where the manifest is read.
            """))
}
