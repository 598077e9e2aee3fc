import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageBeforeVault = RuleMetadata(
        id: "LC005", name: "image-before-vault", severity: .error, phases: [.plan],
        summary: "Vault before image",
        chineseSummary: "先存储库，后镜像",
        rationale: """
            A vault that is declared must exist, be available and be large enough before the image request \
            is sent; resizing the vault comes before the image too.
            """,
        source: "IMS API vault_id; IMG.0184, IMG.0188",
        coverage: .planner(
            "An image waits for its vault by an edge of the plan."))
}
