import XimageCore

/// What the decisions of a plan put at risk together: a deleted image is the last capture of nothing, and a deleted vault
/// takes the backups that no other step deletes.
struct PlanRisks {
    private let world: World
    private let backups: [RemoteID: LiveBackup]
    private let byVault: [RemoteID: [LiveBackup]]
    /// Series by the owner in the names of backups.
    private let owners: [String: Address]
    private var captures = CapturesAfterwards()
    /// Backups that a step of their own deletes.
    private var deleted: Set<RemoteID> = []
    /// Backups that no step of their own deletes, in vaults that go.
    private var goingWithVault: Set<RemoteID> = []
    /// Vaults of which an image of the plan, read with its backup or without, deletes one.
    private var touchedVaults: Set<RemoteID> = []

    init(world: World, decisions: Decisions) {
        self.world = world
        backups = Dictionary(world.backups.map { ($0.id, $0) }) { first, _ in first }
        byVault = Dictionary(grouping: world.backups.filter { $0.vault != nil }) { $0.vault ?? "" }
        owners = Self.seriesByOwner(world)
        let chosen = decisions.all.indices.filter { decisions.leftOut[$0] == nil }.map { decisions.all[$0] }
        var vaults: Set<RemoteID> = []
        for case .remove(let step) in chosen.map(\.verdict) {
            switch step {
            case .prune(let prune) where prune.takesBackup:
                if let backup = backupBehind(prune.id) { deleted.insert(backup) }
                if case .image(let facts) = world.live[prune.id]?.facts, let vault = facts.vault {
                    touchedVaults.insert(vault)
                }
            case .backup(let step, _): deleted.insert(step.id)
            case .delete(let step): vaults.insert(step.id)
            case .prune, .detach, .forget: break
            }
        }
        goingWithVault = Set(vaults.flatMap { byVault[$0] ?? [] }.map(\.id)).subtracting(deleted)
        let lost = deleted.union(goingWithVault)
        for decision in chosen {
            guard case .remove(.prune(let step)) = decision.verdict else { continue }
            let backup = backupBehind(step.id)
            if step.takesBackup || backup.map({ lost.contains($0) }) ?? true {
                captures.lost.insert(decision.address)
            } else {
                captures.inBackup.insert(decision.address)
            }
        }
    }

    private static func seriesByOwner(_ world: World) -> [String: Address] {
        guard world.backups.contains(where: { $0.image == nil }) else { return [:] }
        let series = Set(
            (world.desired.resources.map(\.address) + world.records.keys.map(\.series)).filter {
                $0.kind.hasGenerations
            })
        return Dictionary(series.map { (Mark.owner(project: world.project, address: $0), $0) }) { $1 }
    }

    /// `nil` where the change of a decision risks what it says already.
    func assessed(_ decision: Decision) -> Change? {
        guard let change = decision.change else { return nil }
        if case .remove(.prune(let step)) = decision.verdict, !step.takesBackup,
            let backup = backupBehind(step.id), goingWithVault.contains(backup)
        {
            return change.noting([
                Bilingual("The backup behind the image goes with its vault.", zh: "镜像的备份随其存储库一起删除。")
            ])
        }
        var risk = change.risk
        if risk != nil, let object = change.id.flatMap({ world.live[$0] }) {
            risk = DataAtRisk(world: world, captures: captures).risk(of: object)
        }
        let backups = backupRisk(of: decision)
        return risk == change.risk && backups == nil ? nil : change.risking(risk, backups: backups)
    }

    // MARK: Backups

    private func backupRisk(of decision: Decision) -> BackupRisk? {
        guard case .remove(let removal) = decision.verdict else { return nil }
        switch removal {
        case .prune(let step) where step.takesBackup: return riskOfImage(step.id, decision.address)
        case .backup(let step, _): return riskOfBackups([step.id], decision.address)
        case .delete(let step) where decision.address.kind == .vault: return riskOfVault(step.id)
        case .prune, .delete, .detach, .forget: return nil
        }
    }

    private func riskOfImage(_ image: RemoteID, _ address: Address) -> BackupRisk {
        guard let backup = backupBehind(image) else { return riskOfBackups([], address) }
        var risk = riskOfBackups([backup], address)
        guard backups[backup] == nil, case .image(let facts) = world.live[image]?.facts else { return risk }
        (risk.sizeGiB, risk.newest) = (facts.capturedGiB ?? 0, facts.takenAt)
        return risk
    }

    private func riskOfBackups(_ ids: [RemoteID], _ address: Address) -> BackupRisk {
        var risk = BackupRisk()
        let found = ids.compactMap { backups[$0] }
        risk.include(found)
        risk.count = ids.isEmpty ? nil : ids.count
        risk.owners =
            address.name == Orphan.block ? Set(found.map(ownerText)).sorted() : [address.description]
        return risk
    }

    /// What no other step deletes before.
    private func riskOfVault(_ vault: RemoteID) -> BackupRisk? {
        let listed = byVault[vault] ?? []
        var risk = BackupRisk()
        let isBlind = world.live[vault].map { world.cannotListBackups(in: $0.region) } ?? false
        guard isBlind || (listed.isEmpty && !touchedVaults.contains(vault)) else {
            let rest = listed.filter { !deleted.contains($0.id) }
            guard !rest.isEmpty else { return nil }
            risk.include(rest)
            risk.count = rest.count
            risk.owners = Set(rest.map(ownerText)).sorted()
            return risk
        }
        guard case .vault(let facts) = world.live[vault]?.facts, isBlind || facts.usedMiB != 0 else {
            return nil
        }
        risk.sizeGiB = ((facts.usedMiB ?? 0) + 1023) / 1024
        return risk
    }

    private func backupBehind(_ image: RemoteID) -> RemoteID? {
        if case .image(let facts) = world.live[image]?.facts, let backup = facts.backup { return backup }
        return world.backups.first { $0.image == image }?.id
    }

    private func ownerText(_ backup: LiveBackup) -> String {
        if let image = backup.image, let generation = world.generationsByID[image] {
            return generation.description
        }
        if let mark = backup.mark, let series = owners[mark.owner] {
            return series.generation(mark.generation).description
        }
        if let mark = backup.mark { return "image \"\(mark.image)\", generation \(mark.generation)" }
        guard let server = backup.server else { return "an unknown server" }
        if let record = world.records.values.first(where: { $0.id == server }) {
            return record.address.description
        }
        return "server \(world.live[server].map { "\"\($0.name)\"" } ?? server)"
    }
}

extension BackupRisk {
    fileprivate mutating func include(_ backups: [LiveBackup]) {
        let known = backups.compactMap(\.sizeGiB)
        sizeGiB = known.count == backups.count ? known.reduce(0, +) : 0
        newest = backups.compactMap(\.takenAt).max()
        let ends = backups.compactMap(\.expiresAt)
        expiresAt = ends.count == backups.count ? ends.max() : nil
    }
}
