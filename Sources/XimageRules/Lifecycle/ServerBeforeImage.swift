import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let serverBeforeImage = RuleMetadata(
        id: "LC010", name: "server-before-image", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Order of image and servers", zh: "镜像与云服务器的顺序"),
        headline: Bilingual("Server is created before its image is ready", zh: "镜像就绪前即创建云服务器"),
        rationale: Bilingual(
            """
            A server is created only after its image (or, in another region, the copy) is active, and, for \
            another AZ, region-available.
            """,
            zh: """
                只有镜像（在其他区域则为复制镜像）状态正常之后，才会创建云服务器；\
                如果云服务器位于其他可用区，还须等到镜像在区域内可用。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; ECS API 'Error \
            codes' (Ecs.0032)
            """,
        coverage: .planner(
            Bilingual("The plan orders the server after its image.", zh: "计划把云服务器排在其镜像之后。")))
}
