import XimageCore

/// Changes of what state knows and the manifests no longer declare.
extension PlanBuilder {
    mutating func planUndeclared() {
        var declared: Set<Address> = []
        for resource in input.desired.resources { declared.insert(resource.address) }
        var gone: [ResourceRecord] = []
        for record in records.values
        where !declared.contains(record.address.series) && !record.isSnapshot {
            gone.append(record)
        }
        gone.sort { $0.address < $1.address }
        gone = keepUnselected(gone)
        for record in gone where record.address.kind != .disk { planRemoval(record) }
        for record in gone where record.address.kind == .disk { planDiskRemoval(record, declared) }
        planDeposed()
    }

    /// Losing a match of a selection deletes nothing: the series is kept and shown.
    private mutating func keepUnselected(_ gone: [ResourceRecord]) -> [ResourceRecord] {
        let blocks = Set(input.desired.selections.map(\.image.address.name)).union(input.desired.fannedOut)
        guard !blocks.isEmpty else { return gone }
        var kept: [Address: Int] = [:]
        let rest = gone.filter { record in
            guard record.address.kind == .image || record.address.kind == .copy,
                blocks.contains(record.address.name), record.address.instance != nil,
                removal(of: record.address) == nil
            else { return true }
            kept[record.address.series, default: 0] += 1
            return false
        }
        unchanged += kept.count
        for block in Set(kept.keys.map(\.name)).sorted() {
            let series = kept.keys.filter { $0.name == block }.sorted()
            let shown = series.prefix(3).map { "\($0) (\(kept[$0] ?? 0))" }.joined(separator: ", ")
            findings.append(
                Diagnostic(
                    code: "source-gone", severity: .info,
                    summary: "Series whose source is no longer selected",
                    detail:
                        "Source gone: \(shown)\(series.count > 3 ? " and \(series.count - 3) more" : ""). What was made of "
                        + "them is kept, generation for generation.",
                    fix: "To let one go, add an entry under `removed:`.", address: series.first))
        }
        return rest
    }

    /// Old objects of interrupted replacements.
    private mutating func planDeposed() {
        for record in deposed.sorted(by: { ($0.address, $0.id) < ($1.address, $1.id) }) {
            guard live[record.id] != nil else {
                addForget(record, reason: .vanished(record.id))
                continue
            }
            if record.address.kind == .disk, record.onRemove != .delete {
                addForget(record, reason: .leftOver)
                continue
            }
            addDelete(
                record, reason: .leftOver, withBackup: false, risk: nil,
                edges: edges(to: record.address, .newBeforeOld))
        }
    }

    func removal(of address: Address) -> Removal? {
        (input.choices.removals + input.desired.removals).first { removal in
            let from = removal.from
            guard from.name == address.name, from.instance == nil || from.instance == address.instance else {
                return false
            }
            if from.kind == address.kind {
                return from.part == address.part
                    && (from.generation == nil || from.generation == address.generation)
            }
            return from.kind == .server && address.kind == .disk
        }
    }

    private mutating func planRemoval(_ record: ResourceRecord) {
        guard let object = live[record.id] else {
            addForget(record, reason: .vanished(record.id))
            return
        }
        guard let removal = removal(of: record.address) else {
            unchanged += 1
            findings.append(undeclared(record, object))
            return
        }
        switch removal.action {
        case .forget: addForget(record, reason: .noLongerDeclared, before: readable(object))
        case .delete:
            var edges: [StepEdge] = []
            if record.address.kind == .vault { edges = imageDeletes(in: record.id) }
            addDelete(
                record, reason: .noLongerDeclared, withBackup: false, risk: risk(of: object), edges: edges)
        }
    }

    private func undeclared(_ record: ResourceRecord, _ object: LiveResource) -> Diagnostic {
        Diagnostic(
            code: "removal-undecided", summary: "Something that ximage made is no longer declared",
            detail:
                "\(record.address) (\"\(object.name)\", \(record.id)) is in state and in the cloud, but no manifest "
                + "declares it. Nothing is deleted because a block is gone.",
            fix:
                "Declare it again, or say what shall happen to it:\n  removed:\n    - {from: \(entry(record.address)), "
                + "action: delete, reason: \"...\"}   # or forget",
            address: record.address)
    }

    private func entry(_ address: Address) -> String {
        address.instance == nil ? "\(address.series)" : "'\(address.series)'"
    }

    /// A data disk follows `onRemove`; with its server gone too, the server's `removed` entry decides first.
    private mutating func planDiskRemoval(_ record: ResourceRecord, _ declared: Set<Address>) {
        guard let object = live[record.id] else {
            addForget(record, reason: .vanished(record.id))
            return
        }
        let server = record.address.owner
        if !record.attributes[.sourceDisk].isEmpty, let server, declared.contains(server),
            removal(of: record.address) == nil
        {
            // It came along with the image of its server, and belongs to that.
            if !recreated.contains(record.address) { unchanged += 1 }
            return
        }
        let serverRemoval = server.flatMap { declared.contains($0) ? nil : removal(of: $0) }
        let ownRemoval = removal(of: record.address)
        if let server, !declared.contains(server), serverRemoval == nil, ownRemoval == nil {
            unchanged += 1
            return
        }
        let serverDelete = server.flatMap { steps["delete \($0)"]?.id }
        let shallDelete: Bool
        switch (ownRemoval?.from.kind == .disk ? ownRemoval?.action : nil, serverRemoval?.action) {
        case (let own?, _): shallDelete = own == .delete
        case (nil, .forget?): shallDelete = false
        case (nil, _): shallDelete = record.onRemove == .delete
        }
        if shallDelete {
            let edges = serverDelete.map { [StepEdge($0, .serverBeforeDiskDelete)] } ?? []
            addDelete(
                record, reason: .noLongerDeclared, withBackup: false, risk: risk(of: object), edges: edges,
                detachFrom: serverDelete == nil ? object.attributes[.server].string : nil)
        } else if serverRemoval != nil || object.attributes[.server].isEmpty {
            addForget(record, reason: .noLongerDeclared, before: object.attributes)
        } else {
            addDetach(record, object)
        }
    }

    private mutating func addDetach(_ record: ResourceRecord, _ object: LiveResource) {
        let id = "detach \(record.address)"
        let server = object.attributes[.server].string
        let delete = DeleteStep(
            id: record.id, standing: record.standing, detachFrom: server, keepObject: true)
        let edges = serialise([], on: server, step: id)
        add(
            PlanStep(
                id: id, address: record.address, region: record.region, operation: .delete(delete),
                edges: edges))
        if let server = record.address.owner { readyBy[server, default: []].append(id) }
        changes.append(
            Change(
                address: record.address, region: record.region, action: .forget, id: record.id,
                before: object.attributes, reason: .noLongerDeclared,
                notes: ["The disk is detached and stays in the cloud, where it goes on costing money."]))
    }

    mutating func addDelete(
        _ record: ResourceRecord, reason: ActionReason, withBackup: Bool, risk: DataRisk?, edges: [StepEdge],
        detachFrom: RemoteID? = nil
    ) {
        let id = record.standing == .deposed ? "delete old \(record.address)" : "delete \(record.address)"
        var step = DeleteStep(
            id: record.id, standing: record.standing, withBackup: withBackup, detachFrom: detachFrom)
        if record.address.kind == .image || record.address.kind == .copy, let object = live[record.id] {
            step = imageDelete(record, object, withBackup: withBackup)
        }
        let all = detachFrom == nil ? edges : serialise(edges, on: detachFrom, step: id)
        add(
            PlanStep(
                id: id, address: record.address, region: record.region, operation: .delete(step), edges: all))
        if record.protect { findings.append(protected(record.address)) }
        changes.append(
            Change(
                address: record.address, region: record.region, action: .delete, id: record.id,
                before: live[record.id].map(readable) ?? record.attributes, reason: reason, risk: risk,
                notes: step.withBackup || (record.address.kind != .image && record.address.kind != .copy)
                    ? [] : ["The backup behind the image stays in its vault and goes on costing money."],
                takesBackup: step.withBackup))
    }

    private func protected(_ address: Address) -> Diagnostic {
        Diagnostic(
            code: "protected", summary: "A protected object would be deleted",
            detail: "\(address) was declared with `protect: true`. Nothing may delete or replace it.",
            fix: "Set `protect: false` on it, apply that, and then plan again.", address: address)
    }

    private func imageDeletes(in vault: RemoteID) -> [StepEdge] {
        records.values.filter { Self.vault(of: $0) == vault }.compactMap {
            steps["delete \($0.address)"]?.id
        }
        .sorted().map { StepEdge($0, .imageBeforeVaultDelete) }
    }

    /// Of images and copies: what keeps their backups.
    private static func vault(of record: ResourceRecord) -> RemoteID? {
        record.attributes[.vault].string ?? record.attributes[.targetVault].string
    }

    // MARK: Destroy

    /// Images, servers, disks, vaults: each after what rests on it. A vault that holds backups stays unless they
    /// were asked for too.
    mutating func planDestroy(withBackups: Bool) {
        let all = records.values.sorted { $0.address < $1.address }
        for record in all where record.address.kind == .image || record.address.kind == .copy {
            destroy(record, withBackup: withBackups, edges: [])
        }
        for record in all where record.address.kind == .server {
            destroy(record, withBackup: false, edges: [])
        }
        for record in all where record.address.kind == .disk {
            let serverDelete = record.address.owner.flatMap { steps["delete \($0)"]?.id }
            let detachFrom = serverDelete == nil ? live[record.id]?.attributes[.server].string : nil
            destroy(
                record, withBackup: false,
                edges: serverDelete.map { [StepEdge($0, .serverBeforeDiskDelete)] } ?? [],
                detachFrom: detachFrom)
        }
        for record in all where record.address.kind == .vault {
            destroyVault(record, withBackups: withBackups)
        }
        planDeposed()
    }

    private mutating func destroy(
        _ record: ResourceRecord, withBackup: Bool, edges: [StepEdge], detachFrom: RemoteID? = nil
    ) {
        guard let object = live[record.id] else {
            addForget(record, reason: .vanished(record.id))
            return
        }
        addDelete(
            record, reason: .destroyRequested, withBackup: withBackup, risk: risk(of: object), edges: edges,
            detachFrom: detachFrom)
    }

    private mutating func destroyVault(_ record: ResourceRecord, withBackups: Bool) {
        guard case .vault(let facts) = live[record.id]?.facts else {
            addForget(record, reason: .vanished(record.id))
            return
        }
        let images = records.values.filter {
            Self.vault(of: $0) == record.id
        }
        guard withBackups || (facts.usedMiB == 0 && images.isEmpty) else {
            unchanged += 1
            findings.append(
                Diagnostic(
                    code: "VA016", severity: .warning, summary: "A vault that holds backups stays",
                    detail:
                        "\(record.address) (\(record.id)) holds backups, and deleting it would delete them all. "
                        + "`destroy` alone deletes no backup.",
                    fix: "To delete the vault and every backup in it:\n  ximage destroy --with-backups",
                    address: record.address))
            return
        }
        destroy(record, withBackup: false, edges: imageDeletes(in: record.id))
    }
}
