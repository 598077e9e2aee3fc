import XimageCore

/// Vaults of which the plan would delete backups under images that stay: released ones, those of someone else, or ours that
/// the plan forgets or leaves out. No acknowledgement covers that, and the service refuses it.
struct VaultGuard {
    let world: World
    /// Objects that the plan removes.
    private let removed: Set<RemoteID>

    init(_ plan: Plan, _ world: World) {
        self.world = world
        removed = Set(plan.steps.compactMap(\.operation.removedID))
    }

    /// - Returns: in place of what a rule says of the same vaults, which could be acknowledged.
    static func checked(_ plan: Plan, _ world: World) -> [Diagnostic] {
        let guarded = VaultGuard(plan, world)
        let refusals = plan.steps.compactMap { step -> Diagnostic? in
            guard step.address.kind == .vault, let vault = step.operation.removedID else { return nil }
            return guarded.refusal(step.address, vault)
        }
        guard !refusals.isEmpty else { return plan.findings }
        let vaults = Set(refusals.compactMap(\.address))
        let words = RuleWords.vaultDeletionDeletesBackups
        return plan.findings.filter { finding in
            finding.code != words.id || !(finding.address.map { vaults.contains($0) } ?? false)
        } + refusals
    }

    private func refusal(_ address: Address, _ vault: RemoteID) -> Diagnostic? {
        var images = Set(world.backups.filter { $0.vault == vault }.compactMap(\.image))
        for object in world.live.resources {
            if case .image(let facts) = object.facts, facts.vault == vault { images.insert(object.id) }
        }
        let staying = images.subtracting(removed).sorted()
        guard !staying.isEmpty else { return nil }
        return Diagnostic(
            .vaultUnderImages,
            ["vault": "\(address)", "id": "\(vault)", "images": RuleArgument(listed(staying))],
            address: address)
    }

    private func listed(_ images: [RemoteID]) -> String {
        let shown = images.prefix(3).map { id in
            let owner = world.generationsByID[id].map { "\($0), " } ?? (isReleased(id) ? "released, " : "")
            return "image \"\(world.live[id]?.name ?? id)\" (\(owner)\(id))"
        }
        return shown.joined(separator: ", ") + (images.count > 3 ? " and \(images.count - 3) more" : "")
    }

    private func isReleased(_ id: RemoteID) -> Bool {
        world.live[id]?.owner == Mark.released
            || world.prior.setAside.contains { $0.id == id && $0.standing == .released }
    }
}
