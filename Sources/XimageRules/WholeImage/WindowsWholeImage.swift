import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let windowsWholeImage = RuleMetadata(
        id: "WI018", name: "windows-whole-image", severity: .warning, phases: [.plan, .serverSide],
        acknowledgement: "windows-whole-image",
        summary: "Windows whole images may be unavailable on some sites",
        rationale: """
            The international site's API reference states that Windows images are no longer provided and \
            that the whole-image and copy interfaces are not to be used for Windows. The Chinese \
            documentation has no such statement. Whether a call is refused is known only to the service.
            """,
        source: """
            IMS API reference (international site, 2025/26) 'Creating a full-ECS image', 'Replicating an \
            image across regions'; Ecs.0074
            """,
        unconfirmed: "scope of the stop (sites, regions, dates)",
        english: RuleText(
            """
                {server} runs Windows, and the international site has stopped Windows whole images and \
                their copies.
                """,
            fix: """
                The request may be refused; check your site's announcement or acknowledge \
                `windows-whole-image` to try.
                """),
        chinese: RuleText(
            "{server} 运行 Windows，而国际站已停止 Windows 整机镜像的制作与复制，请求可能被拒绝。",
            fix: "请先查看所在站点公告，或确认 `windows-whole-image` 后再尝试。"),
        coverage: .awaitingFacts(
            "Not checked yet."))
}
