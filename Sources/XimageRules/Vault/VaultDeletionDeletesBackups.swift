import XimageCore
import XimagePlanning

struct VaultDeletionDeletesBackups: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .vaultDeletionDeletesBackups, name: "vault-deletion-deletes-backups", severity: .error,
        phases: [.plan, .apply],
        acknowledgement: "destroy-backups",
        rationale: """
            A vault can be deleted only when available or in error and only if pay-per-use; all its \
            backups go with it. Refused, whatever is acknowledged, while an image that stays rests on one of \
            them: one of the set, a released one, or somebody else's.
            """,
        source: "CBR user guide 'Deleting a vault'",
        unconfirmed: "whether the service blocks the deletion when a backup has an image")

    static let violating = [
        RuleExample("a vault with backups is removed", at: "vault.main") {
            $0.apply()
            $0.vault("vault.main") { $0.usedMiB = 100 }
            $0.undeclare("image.golden")
            $0.undeclare("vault.main")
            $0.removals = [
                Removal(from: .init(.vault, "main"), action: .delete, reason: "closed"),
                Removal(from: .init(.image, "golden"), action: .delete, reason: "closed"),
            ]
        }
    ]
    static let satisfying = [
        RuleExample("an empty vault is removed") {
            $0.declare(.init(.vault, "spare"), [.name: "shop-spare", .size: 100])
            $0.apply()
            $0.undeclare("vault.spare")
            $0.removals = [Removal(from: .init(.vault, "spare"), action: .delete, reason: "closed")]
        }
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        let deletions = context.changes.filter { $0.address.kind == .vault && $0.destroys && $0.id != nil }
        guard !deletions.isEmpty else { return }
        var images: [RemoteID: [String]] = [:]
        for object in context.live.resources where object.kind == .image {
            guard case .image(let facts) = object.facts, let vault = facts.vault else { continue }
            images[vault, default: []].append("image \"\(object.name)\"")
        }
        for change in deletions {
            guard let id = change.id, case .vault(let facts) = context.live[id]?.facts else { continue }
            report.evaluated += 1
            let resting = images[id] ?? []
            let listed = context.backups.all.count { $0.vault == id }
            guard facts.usedMiB != 0 || !resting.isEmpty || listed > 0 else { continue }
            report.violate(
                change.address, at: change.origin,
                [
                    "vault": "\(change.address)", "images": Wording.list(resting.sorted()),
                    "count": listed > 0
                        ? "\(listed)"
                        : resting.isEmpty
                            ? RuleArgument("all of its", zh: "全部")
                            : RuleArgument("at least \(resting.count)", zh: "至少 \(resting.count)"),
                ])
        }
    }
}
