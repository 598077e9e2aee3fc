import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageBeforeSettledServer = RuleMetadata(
        id: "LC007", name: "image-before-settled-server", severity: .error, phases: [.plan],
        title: Bilingual("Order of server changes and image", zh: "云服务器变更与镜像的顺序"),
        headline: Bilingual(
            "Image starts before server changes are complete",
            zh: "云服务器变更完成前即开始制作镜像"),
        rationale: Bilingual(
            """
            Changes declared on the source server or its disks (resize, attach, enlarge, tag changes \
            excepted) are complete before the image starts, or come after it when the manifest asks for \
            that. They never overlap.
            """,
            zh: """
                对源云服务器或其磁盘声明的变更（变更规格、挂载、扩容等，标签变更除外）会在镜像开始制作之前执\
                行并完成，或在清单如此指定时排在镜像之后。两者不会重叠。
                """),
        source: "ximage documentation 'Apply'",
        coverage: .planner(
            Bilingual(
                "The plan orders the image after all changes of its server and disks.",
                zh: "计划把镜像排在其云服务器和云硬盘的全部变更之后。")))
}
