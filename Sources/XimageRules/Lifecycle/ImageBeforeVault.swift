import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageBeforeVault = RuleMetadata(
        id: "LC005", name: "image-before-vault", severity: .error, phases: [.plan],
        summary: "Vault before image",
        rationale: """
            A vault that is declared must exist, be available and be large enough before the image request \
            is sent; resizing the vault comes before the image too.
            """,
        source: "IMS API vault_id; IMG.0184, IMG.0188",
        english: RuleText(
            "{image} was not started because {vault} failed before it.",
            fix: "Fix the vault and apply again."),
        chinese: RuleText(
            "存储库 {vault} 操作失败，因此未启动制作整机镜像 {image}。",
            fix: "请修复存储库后重新 apply。"),
        coverage: .planner(
            "An image waits for its vault by an edge of the plan."))
}
