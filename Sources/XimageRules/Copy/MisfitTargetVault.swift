import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let misfitTargetVault = RuleMetadata(
        id: "CP006", name: "misfit-target-vault", severity: .error, phases: [.validate, .plan, .apply],
        summary: "The target vault is a server replication vault in the target region",
        rationale: """
            The vault must be in the target region, hold servers, have protect type `replication`, and be \
            available and not locked against it.
            """,
        source: "IMS API vault_id (copy); IMG.0189; BackupService.6119, 6120",
        english: RuleText(
            "{vault} cannot receive {copy}: {reason}.",
            fix: "Declare a vault with `purpose: replication` in {region}."),
        chinese: RuleText(
            "存储库 {vault} 不能接收复制 {copy}：{reason}。",
            fix: "请在 {region} 声明 `purpose: replication` 的存储库。"),
        coverage: .awaitingFacts(
            "Copies are not part of the desired state yet."))
}
