import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let backupBehindImageGone = RuleMetadata(
        id: "SV107", name: "backup-behind-image-gone", severity: .error, phases: [.plan, .apply],
        summary: "The backup behind the image must be alive",
        rationale: """
            The image must be active and its backup Available (or still Creating while AZ-only). If the \
            backup was deleted or is in error, provisioning fails.
            """,
        source: "Ecs.0034, Ecs.0048",
        english: RuleText(
            "{image} cannot be used because its backup {backup} is {status}.",
            fix: "Rebuild the image from the server."),
        chinese: RuleText(
            "镜像 {image} 不可用：其备份 {backup} 状态为 {status}。",
            fix: "请用云服务器重新制作镜像。"),
        coverage: .awaitingFacts(
            "The state of the backup behind an image is read only as its scope (AV003, AV005)."))
}
