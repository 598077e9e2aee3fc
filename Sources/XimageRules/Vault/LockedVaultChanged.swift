import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let lockedVaultChanged = RuleMetadata(
        id: "VA014", name: "locked-vault-changed", severity: .error, phases: [.plan],
        summary: "A locked vault stays locked",
        rationale: """
            Locking (write once, read many) cannot be undone. In a locked vault bound servers cannot be \
            unbound or migrated, and policy-made backups go only on expiry; manual ones can still be \
            deleted.
            """,
        source: "CBR user guide 'Locking a vault'",
        english: RuleText(
            "{vault} is locked, so it cannot be {action}.",
            fix: "Remove this change from the manifest."),
        chinese: RuleText(
            "存储库 {vault} 已锁定，无法执行“{action}”。",
            fix: "请从清单中去掉该变更。"),
        coverage: .awaitingFacts(
            "The lasting lock of a vault is not read yet; the plan never unbinds a server."))
}
