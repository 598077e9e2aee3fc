import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let replacementWithoutSpare = RuleMetadata(
        id: "LC018", name: "replacement-without-spare", severity: .error, phases: [.plan],
        title: Bilingual("Replacement of an image", zh: "镜像的替换"),
        headline: Bilingual(
            "Old image is deleted before the new one is ready",
            zh: "新镜像就绪前即删除旧镜像"),
        rationale: Bilingual(
            """
            A replaced image is created before the old one is deleted; names must differ or the old one is \
            renamed first (allowed in place). Servers that ask for it move to the new image in between; the \
            old image is deleted only when nothing in the set uses it (LC012).
            """,
            zh: """
                替换镜像时，先创建新镜像，再删除旧镜像；两者名称必须不同，或先重命名旧镜像（允许原地修改）。\
                需要新镜像的使用者会在此期间改用新的 ID；只有当前配置中没有对象再使用旧镜像时，\
                才会删除旧镜像（LC012）。
                """),
        source: "ximage documentation 'Apply'",
        coverage: .planner(
            Bilingual(
                "The new generation is ready before an old one is deleted, and each has a name of its own.",
                zh: "新一代镜像就绪后才删除旧的一代，且各代名称不同。")))
}
