import XimageCore

/// Decides for `destroy`: images, servers, disks, vaults. A vault that holds backups stays unless they were asked for
/// too.
struct DestroyDecider {
    let world: World
    let withBackups: Bool

    func decide() -> [Decision] {
        let removals = Removals(world: world)
        let all = world.records.values.sorted { $0.address < $1.address }
        var result: [Decision] = []
        var servers: Set<RemoteID> = []
        func addRemoval(_ record: ResourceRecord, withBackup: Bool = false, detachFrom: RemoteID? = nil) {
            guard let object = world.live[record.id] else { return result.append(removals.vanished(record)) }
            result.append(
                removals.delete(
                    record, object, .destroyRequested, consent: consent(record), withBackup: withBackup,
                    detachFrom: detachFrom))
        }
        for record in all where record.address.kind.hasGenerations {
            addRemoval(record, withBackup: withBackups)
        }
        for record in all where record.address.kind == .server {
            if world.live[record.id] != nil, world.selection.includesRemoval(record.address) {
                servers.insert(record.id)
            }
            addRemoval(record)
        }
        for record in all where record.address.kind == .disk {
            let attached = world.live[record.id]?.attributes[.server].string
            addRemoval(record, detachFrom: attached.flatMap { servers.contains($0) ? nil : $0 })
        }
        for record in all where record.address.kind == .vault {
            if let kept = keptVault(record) { result.append(kept) } else { addRemoval(record) }
        }
        return result + UndeclaredDecider(world: world).interrupted()
    }

    /// `destroy` is consent for what this state created. What was imported was there before; a disk that came with a server and
    /// has no mark yet was not imported.
    private func consent(_ record: ResourceRecord) -> Consent {
        guard record.isAdopted, record.standing != .incomplete else { return .destroy }
        return world.waivers.find("destroy", at: record.address).map { .acknowledgement($0.target) }
            ?? .pending
    }

    private func keptVault(_ record: ResourceRecord) -> Decision? {
        guard !withBackups, let vault = world.live[record.id] else { return nil }
        let backups = world.backups.filter { $0.vault == record.id }
        let isUsed =
            world.mayHoldBackups(vault) || world.records.values.contains { $0.vaultID == record.id }
        guard isUsed else { return nil }
        var decision = Decision(record.address, in: record.region)
        decision.findings = [
            Diagnostic(
                .keptVault, severity: .warning,
                [
                    "vault": "\(record.address)", "id": "\(record.id)",
                    "backups": world.cannotListBackups(in: vault.region)
                        ? RuleArgument("backups that could not be listed", zh: "无法列出的备份")
                        : Self.amount(backups),
                ], address: record.address)
        ]
        return decision
    }
}

extension DestroyDecider {
    private static func amount(_ backups: [LiveBackup]) -> RuleArgument {
        guard !backups.isEmpty else { return RuleArgument("backups", zh: "备份") }
        let count = "\(backups.count) backup\(backups.count == 1 ? "" : "s")"
        let known = backups.compactMap(\.sizeGiB)
        guard known.count == backups.count else { return RuleArgument(count, zh: " \(backups.count) 个备份") }
        let size = known.reduce(0, +)
        return RuleArgument("\(count) of \(size) GiB", zh: " \(backups.count) 个备份（\(size) GiB）")
    }
}

extension ResourceRecord {
    /// Of images and copies: what keeps their backups.
    var vaultID: RemoteID? { attributes[.vault].string ?? attributes[.targetVault].string }
}
