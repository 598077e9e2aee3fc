import XimageCore
import XimagePlanning

struct VaultSizeOutOfRange: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA018", name: "vault-size-out-of-range", severity: .error, phases: [.validate, .plan],
        summary: "Vault size range and shrink",
        rationale: """
            1-10485760 GB (the console starts at 10). Size may not go below the bound or used amount.
            """,
        source: "CBR API size; BackupService.6114",
        english: RuleText(
            "{vault} size {size} GiB is not allowed: {reason}.",
            fix: "Choose {min}-10485760 GiB."),
        chinese: RuleText(
            "存储库 {vault} 容量 {size} GiB 不合法：{reason}。",
            fix: "请在 {min}–10485760 GiB 之间取值。"))

    static let violating = [
        RuleExample("no capacity", at: "vault.main size") { $0.set("vault.main", .size, 0) },
        RuleExample("below what the servers in it need", at: "vault.main size") {
            $0.apply()
            $0.vault("vault.main") { $0.allocatedGiB = 190 }
            $0.set("vault.main", .size, 150)
        },
    ]
    static let satisfying = [
        RuleExample("500 GiB") { _ in },
        RuleExample("smaller, but still above what is used") {
            $0.apply()
            $0.vault("vault.main") { $0.allocatedGiB = 190 }
            $0.set("vault.main", .size, 300)
        },
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for vault in context.subjects(.vault) where !vault.isExisting {
            guard let size = vault.desired.attributes[.size].int else { continue }
            report.evaluated += 1
            var minimum = Limits.vaultSize.lowerBound
            var reason = RuleArgument("outside the service's range", zh: "超出服务允许范围")
            if case .vault(let facts) = vault.live?.facts, let old = vault.live?.attributes[.size].int,
                size < old
            {
                let used = (facts.usedMiB + 1023) / 1024
                minimum = max(minimum, facts.allocatedGiB, used)
                reason = RuleArgument(
                    "\(facts.allocatedGiB) GiB of disks are bound to it and \(used) GiB are used",
                    zh: "已绑定磁盘 \(facts.allocatedGiB) GiB，已用 \(used) GiB")
            }
            guard size < minimum || size > Limits.vaultSize.upperBound else { continue }
            report.violate(
                vault, at: .size,
                ["vault": "\(vault.address)", "size": "\(size)", "reason": reason, "min": "\(minimum)"])
        }
    }
}
