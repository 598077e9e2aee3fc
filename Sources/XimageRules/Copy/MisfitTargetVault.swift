import XimageCore
import XimagePlanning

struct MisfitTargetVault: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .misfitTargetVault, name: "misfit-target-vault", severity: .error,
        phases: [.validate, .plan, .apply],
        rationale: Bilingual(
            """
            The vault must be in the target region, hold servers, have protect type `replication`, and be \
            available and not locked against it.
            """,
            zh: """
                存储库必须位于目标区域，用于云服务器，保护类型为 `replication`，状态可用，\
                并且没有被锁定而拒绝接收复制。
                """),
        source: """
            IMS API 'Replicating an image across regions', field vault_id; IMS API 'Error codes' (IMG.0189); \
            CBR API 'Error codes' (BackupService.6119, 6120)
            """)

    static let violating = [
        RuleExample("a vault for backups", at: "copy.golden.south targetVault") {
            $0.addCopy()
            $0.set("vault.dr", .purpose, "backup")
            $0.isOffline = true
        },
        RuleExample("a vault of another region", at: "copy.golden.south targetVault") {
            $0.addCopy()
            $0.set("copy.golden.south", .targetRegion, "cn-east-3")
        },
        RuleExample("a vault that is locked by the service", at: "copy.golden.south targetVault") {
            $0.addCopy()
            $0.apply(without: [.copy])
            $0.cloud("vault.dr") { $0.status = "frozen" }
        },
        RuleExample("a vault for disks", at: "copy.golden.south targetVault") {
            $0.addCopy()
            $0.apply(without: [.copy])
            $0.vault("vault.dr") { $0.objectType = "disk" }
        },
    ]
    static let satisfying = [
        RuleExample("a replication vault in the target region") { $0.addCopy() },
        RuleExample("the same, when it exists") {
            $0.addCopy()
            $0.apply(without: [.copy])
        },
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for work in context.copies where work.isMade {
            guard let target = work.target, work.vaultAddress != nil || work.liveVault != nil else {
                continue
            }
            report.evaluated += 1
            let copy = context.copy(work)
            guard let reason = problem(work, target, context) else { continue }
            report.violate(
                copy, at: .targetVault,
                [
                    "vault": "\(context.vaultName(work))", "copy": "\(copy.address)", "reason": reason,
                    "region": "\(target)",
                ])
        }
    }

    private func problem(
        _ work: RuleContext.CopyWork, _ target: Region, _ context: RuleContext
    ) -> RuleArgument? {
        let declared = work.vault.map { context.subjects(.vault)[$0] }
        let live = work.liveVault.flatMap { context.live[$0] }
        if let region = declared?.desired.region ?? live?.region, region != target {
            return .region(region)
        }
        let purpose =
            live?.attributes[.purpose].string
            ?? (declared?.isExisting == false
                ? declared?.desired.attributes[.purpose].string ?? "backup" : nil)
        if let purpose, purpose != "replication" {
            return .purpose(purpose)
        }
        guard let live, case .vault(let facts) = live.facts else { return nil }
        if !facts.objectType.isEmpty, facts.objectType != "server" {
            return RuleArgument("it is for \(facts.objectType)s", zh: "对象类型为 \(facts.objectType)")
        }
        if ["frozen", "lock", "error", "deleting"].contains(live.status) {
            return RuleArgument("its state is `\(live.status)`", zh: "状态为 `\(live.status)`")
        }
        return nil
    }
}
