import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let waitingForRegionScope = RuleMetadata(
        id: "AV010", name: "waiting-for-region-scope", severity: .info, phases: [.plan],
        title: Bilingual("Wait for region availability", zh: "等待区域内可用"),
        headline: Bilingual("Plan waits for region availability", zh: "计划需等待镜像在区域内可用"),
        rationale: Bilingual(
            """
            A server in another AZ, a copy, or changed disk attributes add a wait to the plan. About ten \
            minutes to normal is a published figure, but it grows with the amount of data; the wait is part \
            of the plan with its limit.
            """,
            zh: """
                如果云服务器位于其他可用区、需要复制镜像或更改云硬盘属性，ximage 会在计划中插入等待步骤。\
                公开资料称约十分钟后状态变为正常，但时间会随数据量增加；等待及其上限是计划的一部分。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; IMS user guide \
            'Creating a full-ECS image from an ECS' (2022)
            """,
        coverage: .planner(
            Bilingual(
                """
                The plan orders each step that needs the image in its whole region after the image is available \
                there.
                """,
                zh: "需要镜像在整个区域内可用的步骤，计划会排在镜像达到该状态之后。")))
}
