import XimageCore

/// Vaults of which the plan would delete backups under images that stay: released ones, those of someone else, or ours that
/// the plan forgets or leaves out. No acknowledgement covers that, and the service refuses it.
struct VaultGuard {
    let world: World
    /// Images that stay, by the vault that holds their backups.
    private var staying: [RemoteID: Set<RemoteID>] = [:]

    init(_ plan: Plan, _ world: World) {
        self.world = world
        let removed = Set(plan.steps.compactMap(\.operation.removedID))
        for backup in world.backups {
            guard let vault = backup.vault, let image = backup.image, !removed.contains(image) else {
                continue
            }
            staying[vault, default: []].insert(image)
        }
        for object in world.live.resources where !removed.contains(object.id) {
            guard case .image(let facts) = object.facts, let vault = facts.vault else { continue }
            staying[vault, default: []].insert(object.id)
        }
    }

    /// - Returns: in place of what a rule says of the same vaults, which could be acknowledged.
    static func checked(_ plan: Plan, _ world: World) -> [Diagnostic] {
        let vaults = plan.steps.filter { $0.address.kind == .vault && $0.operation.removedID != nil }
        guard !vaults.isEmpty else { return plan.findings }
        let guarded = VaultGuard(plan, world)
        let refusals = vaults.compactMap { step in
            step.operation.removedID.flatMap { guarded.refusal(step.address, $0) }
        }
        guard !refusals.isEmpty else { return plan.findings }
        let refused = Set(refusals.compactMap(\.address))
        let words = RuleWords.vaultDeletionDeletesBackups
        return plan.findings.filter { finding in
            finding.code != words.id || !(finding.address.map { refused.contains($0) } ?? false)
        } + refusals
    }

    private func refusal(_ address: Address, _ vault: RemoteID) -> Diagnostic? {
        guard let images = staying[vault]?.sorted() else { return nil }
        return Diagnostic(
            .vaultUnderImages,
            ["vault": "\(address)", "id": "\(vault)", "images": listed(images)],
            address: address)
    }

    private func listed(_ images: [RemoteID]) -> RuleArgument {
        let shown = images.prefix(3).map { id in
            let name = world.live[id]?.name ?? id
            let address = world.generationsByID[id].map { "\($0)" }
            let owner = address ?? (isReleased(id) ? "released" : nil)
            let chinese = address ?? (isReleased(id) ? "已释放" : nil)
            return RuleArgument(
                "image \"\(name)\" (\(owner.map { "\($0), " } ?? "")\(id))",
                zh: "“\(name)”（\(chinese.map { "\($0)，" } ?? "")\(id)）")
        }
        let rest = images.count - shown.count
        return RuleArgument(
            shown.map(\.english).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : ""),
            zh: shown.map { $0.chinese ?? "" }.joined(separator: "、")
                + (rest > 0 ? " 等 \(images.count) 个" : ""))
    }

    private func isReleased(_ id: RemoteID) -> Bool {
        world.live[id]?.owner == Mark.released
            || world.prior.setAside.contains { $0.id == id && $0.standing == .released }
    }
}
