import XimageCore
import XimagePlanning

struct VaultSizeOutOfRange: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .vaultSizeOutOfRange, name: "vault-size-out-of-range", severity: .error, phases: [.validate, .plan],
        rationale: Bilingual(
            "1-10485760 GB (the console starts at 10). Size may not go below the bound or used amount.",
            zh: "1–10485760 GB（控制台从 10 开始）。容量不能小于已绑定或已使用的容量。"),
        source: "CBR API 'Creating a vault', field size; CBR API 'Error codes' (BackupService.6114)")

    static let violating = [
        RuleExample("no capacity", at: "vault.main size") { $0.set("vault.main", .size, 0) },
        RuleExample("below what the servers in it need", at: "vault.main size") {
            $0.set("vault.main", .autoExpand, false)
            $0.apply()
            $0.vault("vault.main") { $0.allocatedGiB = 190 }
            $0.set("vault.main", .size, 150)
        },
        RuleExample("below what a disk that grows in the same plan needs", at: "vault.main size") {
            $0.set("vault.main", .autoExpand, false)
            $0.apply()
            $0.vault("vault.main") { vault in
                vault.allocatedGiB = 190
                vault.members = ["server.web"]
            }
            $0.set("vault.main", .size, 200)
            $0.set("disk.web.data", .size, 200)
        },
    ]
    static let satisfying = [
        RuleExample("500 GiB") { _ in },
        RuleExample("a vault that has expanded by itself") {
            $0.set("vault.main", .autoExpand, true)
            $0.apply()
            $0.vault("vault.main") { $0.allocatedGiB = 590 }
            $0.cloud("vault.main") { $0.attributes[.size] = 600 }
        },
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
            var reason = RuleArgument.outOfRange
            // One that expands by itself has at least this size, and is not shrunk to it.
            if vault.desired.attributes[.autoExpand] != .bool(true),
                case .vault(let facts) = vault.live?.facts,
                let old = vault.live?.attributes[.size].int, size < old,
                let allocated = facts.allocatedGiB, let usedMiB = facts.usedMiB
            {
                let used = (usedMiB + 1023) / 1024
                let bound = allocated + context.growthGiB(of: facts)
                minimum = max(minimum, bound, used)
                reason = RuleArgument(
                    "\(bound) GiB of disks are bound to it after this plan and \(used) GiB are used",
                    zh: "本次变更后已绑定磁盘 \(bound) GiB，已用 \(used) GiB")
            }
            guard size < minimum || size > Limits.vaultSize.upperBound else { continue }
            report.violate(
                vault, at: .size,
                [
                    "object": "\(vault.address)", "size": "\(size)", "reason": reason, "min": "\(minimum)",
                    "max": "\(Limits.vaultSize.upperBound)",
                ])
        }
    }
}
