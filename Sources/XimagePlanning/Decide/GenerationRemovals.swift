import XimageCore

/// Single generations that go: vanished or failed ones, and those that an entry names.
struct GenerationRemovals {
    let world: World

    /// The record of an object that no longer exists.
    func vanished(_ record: ResourceRecord) -> Decision {
        forget(record, .vanished(record.id), object: .vanished(backup: record.attributes[.backup].string))
    }

    func forget(
        _ record: ResourceRecord, _ reason: ActionReason, before: Attributes? = nil,
        object: RecordStep.Object? = nil
    ) -> Decision {
        Decision(
            record.address, in: record.region,
            .remove(
                .forget(
                    RecordStep(id: record.id, standing: record.standing, object: object ?? .released(record)))
            ),
            change: Change(
                address: record.address, region: record.region, action: .forget, id: record.id,
                before: before ?? record.attributes, reason: reason))
    }

    /// A failed image cannot be used or mended. Source: rule WI023.
    func failed(_ generation: Generation) -> Decision {
        let (record, object) = (generation.record, generation.object)
        return Decision(
            record.address, in: record.region,
            .remove(.prune(prune(generation, withBackup: false, consent: .unfinished))),
            change: Change(
                address: record.address, region: record.region, action: .delete, id: record.id,
                before: object.attributes, reason: .failedInCloud(status: object.status)))
    }

    /// A backup that stays behind gets a name by which it can be found again.
    func prune(_ generation: Generation, withBackup: Bool, consent: Consent) -> PruneStep {
        let (record, object) = (generation.record, generation.object)
        var step = PruneStep(id: record.id, standing: record.standing, consent: consent)
        // A backup that existed before the image is not ours to delete.
        guard record.attributes[.sourceBackup].isEmpty, hasBackup(generation) else { return step }
        if withBackup {
            step.backup = .deleted
        } else if case .image(let facts) = object.facts, let backup = facts.backup,
            let number = record.address.generation
        {
            let name = BackupName(
                image: object.name, owner: Mark.owner(project: world.project, address: record.address),
                generation: number, lineage: world.marks)
            step.backup = .renamed(LeftBackup(id: backup, name: name.description))
        }
        return step
    }

    /// Images of single disks have no backup. What was not read may have one.
    private func hasBackup(_ generation: Generation) -> Bool {
        let kind = generation.record.attributes[.kind].string ?? generation.object.attributes[.kind].string
        guard let kind, kind != "whole", case .image(let facts) = generation.object.facts else { return true }
        return facts.backup != nil
    }

    /// A generation is deleted, with its backup or without.
    func delete(
        _ generation: Generation, _ reason: ActionReason, withBackup: Bool, consent: Consent
    ) -> Decision {
        let record = generation.record
        let step = prune(generation, withBackup: withBackup, consent: consent)
        var decision = Decision(
            record.address, in: record.region, .remove(.prune(step)),
            change: Change(
                address: record.address, region: record.region, action: .delete, id: record.id,
                before: world.readable(generation.object), reason: reason,
                notes: step.takesBackup || !hasBackup(generation) ? [] : [backupNote(record)],
                takesBackup: step.takesBackup))
        if world.isProtected(record) { decision.findings = [Protection.diagnostic(record.address)] }
        return decision
    }

    private func backupNote(_ record: ResourceRecord) -> Bilingual {
        let goesLater =
            record.attributes[.sourceBackup].isEmpty
            && world.retention(of: record.address.series)?.deleteBackups ?? false
        return goesLater
            ? Bilingual(
                """
                The backup behind the image stays in its vault until the next plan, where `retention` with \
                `deleteBackups` lets it go.
                """,
                zh: "镜像的备份在存储库中保留到下一次计划，届时由带 `deleteBackups` 的 `retention` 删除。")
            : .backupStays
    }

    /// A `removed` entry may name one generation of a series that stays.
    ///
    /// - Parameter current: the generation that counts, present or created by this plan.
    func namedByEntries(_ usable: [Generation], current: Int?, isCreated: Bool) -> [Decision] {
        usable.compactMap { generation in
            let record = generation.record
            guard !generation.isFailed, world.isDeclaredByManifest(record.address.series),
                let removal = world.removal(of: record.address),
                removal.from.generation == record.address.generation
            else { return nil }
            guard generation.number != current || isCreated else {
                return inUse(record.address, removal)
            }
            switch removal.action {
            case .forget:
                return forget(record, .noLongerDeclared, before: generation.object.attributes)
            case .delete:
                return delete(
                    generation, .noLongerDeclared, withBackup: false, consent: .removedEntry(removal.from))
            }
        }
    }

    private func inUse(_ address: Address, _ removal: Removal) -> Decision {
        // A copy gets a successor with its image.
        let image = Address(.image, address.name, instance: address.instance)
        var decision = Decision(address, in: world.records[address]?.region ?? "", .refuse)
        decision.isRemark = true
        decision.findings = [
            Diagnostic(
                .generationInUse,
                [
                    "object": "\(address)", "series": "\(address.series)",
                    "command": RuleArgument("\(image)".shellQuoted),
                ], address: address, subject: removal.origin)
        ]
        return decision
    }
}

enum Protection {
    static func diagnostic(_ address: Address) -> Diagnostic {
        Diagnostic(.protected, ["object": "\(address)"], address: address)
    }
}
