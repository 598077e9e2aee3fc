import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let reclaimedSpotServer = RuleMetadata(
        id: "SV007", name: "reclaimed-spot-server", severity: .error, phases: [.plan, .apply],
        summary: "A spot server that is being reclaimed cannot be imaged",
        rationale: """
            A server in spot charging mode may be imaged while it is stable, but not while it is being \
            interrupted or reclaimed.
            """,
        source: "IMG.0164; ECS user guide 'Spot ECSs'",
        english: RuleText(
            "{server} is being reclaimed and cannot be imaged.",
            fix: "Launch a replacement and image that one."),
        chinese: RuleText(
            "竞价云服务器 {server} 正在被回收，无法制作镜像。",
            fix: "请重新创建云服务器后再制作。"),
        coverage: .awaitingFacts(
            "The charging mode of servers is not read yet."))
}
