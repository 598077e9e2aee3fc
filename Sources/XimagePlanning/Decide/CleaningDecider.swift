import XimageCore

/// Decides about what neither state nor the manifests know, on request.
struct CleaningDecider {
    let world: World

    func decide() -> [Decision] {
        let wanted = Set(world.options.clean)
        guard !wanted.isEmpty else { return [] }
        let found = orphans().filter { wanted.contains($0.id) }
        let known = Set(found.map(\.id))
        let recorded = Dictionary(world.prior.setAside.map { ($0.id, $0.address) }) { first, _ in first }
        var result = world.options.clean.filter { !known.contains($0) }.map(Self.unknown)
        let servers = Set(
            found.compactMap { orphan -> RemoteID? in
                guard case .object(let object) = orphan.thing, object.kind == .server else { return nil }
                return object.id
            })
        for orphan in found {
            switch orphan.thing {
            case .backup(let backup): result.append(clean(backup, orphan, recorded))
            case .object(let object):
                if object.kind == .disk, let server = object.attributes[.server].string,
                    !servers.contains(server)
                {
                    result.append(stillAttached(orphan, to: server))
                } else {
                    result.append(clean(object, orphan))
                }
            }
        }
        return result
    }

    /// Images and copies first, then backups, servers, disks and vaults.
    private func orphans() -> [Orphan] {
        let vaults = world.records.values.filter { $0.address.kind == .vault }.map(\.id)
        func rank(_ orphan: Orphan) -> Int {
            switch orphan.thing {
            case .backup: 1
            case .object(let object):
                switch object.kind {
                case .image, .copy: 0
                case .server: 2
                case .disk: 3
                case .vault: 4
                }
            }
        }
        let marked = OrphanFinder(project: world.project, ownership: world.ownership).orphans(
            unknown: world.unknown, backups: world.backups, desired: world.desired,
            records: world.prior.records, vaults: Set(vaults))
        let unnamed = UnnamedDisks(desired: world.desired, prior: world.prior).orphans(among: world.live)
        let passedOver = PassedOver(prior: world.prior).orphans(among: world.live)
        return (marked + unnamed + passedOver).enumerated().sorted {
            (rank($0.element), $0.offset) < (rank($1.element), $1.offset)
        }.map(
            \.element)
    }

    private func clean(_ object: LiveResource, _ orphan: Orphan) -> Decision {
        let step: RemovalStep =
            object.kind.hasGenerations
            ? .prune(PruneStep(id: object.id, standing: .current, consent: .cleaning))
            : .delete(DeleteStep(id: object.id, standing: .current, consent: .cleaning))
        return Decision(
            orphan.address, in: object.region, .remove(step),
            change: Change(
                address: orphan.address, region: object.region, action: .delete, id: object.id,
                before: world.readable(object), reason: .orphan(orphan.why),
                risk: DataAtRisk(world: world).risk(of: object), notes: Self.notes(object)))
    }

    private static func notes(_ object: LiveResource) -> [Bilingual] {
        guard case .image(let facts) = object.facts, facts.backup != nil else { return [] }
        guard let size = facts.capturedGiB else { return [.backupStays] }
        return [
            Bilingual(
                "The backup of \(size) GiB behind the image stays in its vault and goes on costing money.",
                zh: "镜像的备份（\(size) GiB）保留在存储库中，并继续计费。")
        ]
    }

    private func clean(
        _ backup: LiveBackup, _ orphan: Orphan, _ recorded: [RemoteID: Address]
    ) -> Decision {
        Decision(
            orphan.address, in: backup.region,
            .remove(
                .backup(
                    BackupStep(
                        id: backup.id, consent: .cleaning,
                        recordedAt: recorded[backup.id]), role: .own)),
            change: Change(
                address: orphan.address, region: backup.region, action: .delete, id: backup.id,
                before: [.name: .string(backup.name), .size: backup.sizeGiB.map { .int($0) } ?? .null],
                reason: .orphan(orphan.why),
                notes: [
                    Bilingual(
                        "A backup of \(SizeText.gibibytes(backup.sizeGiB)). Nothing can be brought back from it afterwards.",
                        zh: "备份，\(backup.sizeGiB.map { "\($0) GiB" } ?? "大小未知")。删除后无法再从中恢复任何内容。")
                ])
        )
    }

    private static func unknown(_ id: RemoteID) -> Decision {
        var decision = Decision(Orphan.address(.disk, id), in: "", .refuse)
        decision.isRemark = true
        decision.findings = [
            Diagnostic(.noOrphan, ["id": "\(id)"])
        ]
        return decision
    }

    private func stillAttached(_ orphan: Orphan, to server: RemoteID) -> Decision {
        var decision = Decision(orphan.address, in: "", .refuse)
        decision.isRemark = true
        decision.findings = [
            Diagnostic(
                .attachedOrphan, ["id": "\(orphan.id)", "server": "\(world.live[server]?.name ?? server)"],
                address: orphan.address)
        ]
        return decision
    }
}
