import XimageCore

/// The ways for an object or its record to go.
struct Removals {
    let world: World
    private let generations: GenerationRemovals

    init(world: World) {
        self.world = world
        generations = GenerationRemovals(world: world)
    }

    /// The record of an object that no longer exists.
    func vanished(_ record: ResourceRecord) -> Decision {
        generations.forget(
            record, .vanished(record.id), object: .vanished(backup: record.attributes[.backup].string))
    }

    func forget(_ record: ResourceRecord, _ reason: ActionReason, before: Attributes? = nil) -> Decision {
        generations.forget(record, reason, before: before)
    }

    /// - Parameters:
    ///   - risk: what would be lost; by default what the object holds.
    ///   - detachFrom: the server that a disk has to leave first.
    func delete(
        _ record: ResourceRecord, _ object: LiveResource, _ reason: ActionReason, consent: Consent,
        withBackup: Bool = false, detachFrom: RemoteID? = nil
    ) -> Decision {
        delete(
            record, object, reason, risk: DataAtRisk(world: world).risk(of: object), consent: consent,
            withBackup: withBackup, detachFrom: detachFrom)
    }

    func delete(
        _ record: ResourceRecord, _ object: LiveResource, _ reason: ActionReason, risk: DataRisk?,
        consent: Consent, withBackup: Bool = false, detachFrom: RemoteID? = nil
    ) -> Decision {
        if record.address.kind.hasGenerations {
            return generations.delete(
                Generation(record: record, object: object), reason, withBackup: withBackup, consent: consent)
        }
        let step = DeleteStep(
            id: record.id, standing: record.standing, consent: consent, detachFrom: detachFrom)
        var decision = Decision(
            record.address, in: record.region, .remove(.delete(step)),
            change: Change(
                address: record.address, region: record.region, action: .delete, id: record.id,
                before: world.readable(object), reason: reason, risk: risk))
        if world.isProtected(record) { decision.findings = [Protection.diagnostic(record.address)] }
        return decision
    }

    func detaching(_ record: ResourceRecord, _ object: LiveResource, from server: RemoteID) -> Decision {
        Decision(
            record.address, in: record.region,
            .remove(.detach(DetachStep(id: record.id, server: server, record: record))),
            change: Change(
                address: record.address, region: record.region, action: .forget, id: record.id,
                before: object.attributes, reason: .noLongerDeclared,
                notes: [
                    Bilingual(
                        "The disk is detached and stays in the cloud, where it goes on costing money.",
                        zh: "云硬盘会被卸载并保留在云上，继续计费。")
                ]))
    }

    /// What holds data needs an acknowledgement beside its entry.
    ///
    /// - Parameter address: of the object; an acknowledgement for its block covers it.
    func consent(_ removal: Removal, for object: LiveResource, at address: Address) -> Consent {
        switch object.kind {
        case .server, .disk:
            return DataAtRisk(world: world).consent(at: address)
        case .vault:
            guard !world.mayHoldBackups(object) else {
                return world.waivers.find("destroy-backups", at: address).map { .acknowledgement($0.target) }
                    ?? .pending
            }
            return .removedEntry(removal.from)
        case .image, .copy: return .removedEntry(removal.from)
        }
    }
}
