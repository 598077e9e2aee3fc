import XimageCore

/// Decides about data disks: those of new servers are created with them, others on their own.
struct DiskDecider {
    let world: World
    private let objects: ObjectDecider

    init(world: World) {
        self.world = world
        objects = ObjectDecider(world: world)
    }

    /// - Parameter comesAlong: no manifest lists it; it came with the image of its server.
    /// - Returns: `nil` for such a disk that has left its server: nothing asks for it.
    func decide(_ resource: DesiredResource, comesAlong: Bool = false, after earlier: Decisions) -> Decision?
    {
        let record = world.records[resource.address]
        let known = world.liveObject(of: record)
        let unlabelled = known == nil ? unlabelled(resource, after: earlier) : nil
        let object = known ?? unlabelled
        let subject = objects.subject(resource, object: object, after: earlier)
        var decision: Decision
        if earlier.recreates(resource.address), let known, let record {
            decision = exchange(subject, record, known, after: earlier)
        } else if comesAlong, object == nil, earlier.createdWithServer(resource.address) == nil {
            return nil
        } else if let record, let known {
            decision = objects.compare(
                subject, record, known, after: earlier,
                replaces: { differences, object in
                    replace(subject, object, differences, after: earlier)
                })
        } else if !comesAlong || earlier.createdWithServer(resource.address) == nil,
            let strangers = strangers(beside: resource)
        {
            decision = Decision(resource.address, in: resource.region, .refuse)
            decision.findings = [AttachedStrangers.diagnostic(resource, strangers)]
        } else {
            decision = create(subject, unlabelled, after: earlier)
        }
        decision.facts.lookupProblems = subject.lookup.problems
        if decision.isPending, known == nil || decision.replaces, unlabelled == nil {
            decision.findings += ImageContent(world: world).findings(resource, after: earlier)
        }
        if !comesAlong {
            decision.subject = RuleContext.Subject(
                desired: resource, prior: record, live: object, change: decision.change,
                resolved: subject.resolved)
        }
        return decision
    }

    /// The create of a disk, with its server or on its own.
    func createStep(_ resource: DesiredResource, _ captured: CapturedDisk?, after earlier: Decisions)
        -> CreateStep
    {
        var step = objects.subject(resource, object: nil, after: earlier).createStep
        step.restore(captured, of: resource.address, in: world)
        return step
    }

    // MARK: Create

    private func create(
        _ subject: ObjectDecider.Subject, _ unlabelled: LiveResource?, after earlier: Decisions
    ) -> Decision {
        var step = subject.createStep
        step.restore(earlier.restored(subject.address), of: subject.address, in: world)
        let label = labelling(subject, step, unlabelled, after: earlier)
        if label == nil { step.leaveBlank() }
        var decision = objects.create(subject, step)
        if let label { decision.verdict = .adopt(label) }
        return decision
    }

    /// A disk that is created with its server, or exists on it already, only gets its name and marks.
    private func labelling(
        _ subject: ObjectDecider.Subject, _ step: CreateStep, _ unlabelled: LiveResource?,
        after earlier: Decisions
    ) -> LabelStep? {
        guard let server = subject.address.owner else { return nil }
        if let created = earlier.createdWithServer(subject.address) {
            return LabelStep(create: created, server: server)
        }
        return unlabelled.map { LabelStep(create: step, server: server, id: $0.id) }
    }

    /// A data disk that was created with a server of ours, and whose naming was cut off: it has no mark and no record,
    /// is as old as the server and attached to it, and has the size and type that are declared or that it has in the
    /// server's image. It has the name that it is to have, or the one that the service gave it: then the order of attachment
    /// distinguishes equal disks. A disk that somebody else named is somebody else's.
    private func unlabelled(_ resource: DesiredResource, after earlier: Decisions) -> LiveResource? {
        guard let server = resource.address.owner, let id = earlier.stays(server),
            let record = world.records[server], !record.isAdopted, world.records[resource.address] == nil,
            let live = world.live[id], case .server(let facts) = live.facts
        else { return nil }
        let birth = Birth(of: live, record)
        var free = facts.disks.filter { !$0.isSystem && !world.recordedIDs.contains($0.id) }
            .compactMap { world.live[$0.id] }.filter { $0.owner == nil && birth.covers($0) }
        let declared = world.declared[server]?.declaredDisks.compactMap { world.declared[$0] } ?? []
        let inOrder = declared + (earlier[server]?.facts.broughtAlong ?? [])
        let names = Set(inOrder.compactMap { $0.attributes[.name].string })
        for disk in inOrder where world.records[disk.address] == nil {
            let name = disk.attributes[.name].string ?? ""
            guard
                let found = free.firstIndex(where: {
                    $0.name == name && isWanted($0, as: disk, after: earlier)
                })
                    ?? free.firstIndex(where: {
                        !names.contains($0.name) && Birth.server(ofDisk: $0.name) != nil
                            && isWanted($0, as: disk, after: earlier)
                    })
            else { continue }
            if disk.address == resource.address { return free[found] }
            free.remove(at: found)
        }
        return nil
    }

    /// Disks of an adopted server that nothing knows, and released ones of any server: the declared one may be among them,
    /// with its data. A server that is replaced leaves them behind.
    private func strangers(beside resource: DesiredResource) -> AttachedStrangers? {
        guard let server = resource.address.owner, world.records[resource.address] == nil,
            let record = world.records[server], case .server(let facts) = world.live[record.id]?.facts
        else { return nil }
        let unknown = facts.disks.filter { disk in
            guard !disk.isSystem, !world.recordedIDs.contains(disk.id) else { return false }
            guard let owner = world.live[disk.id]?.owner else {
                return record.isAdopted || world.isReleased(disk.id)
            }
            return owner == Mark.released || world.isReleased(disk.id)
        }
        guard !unknown.isEmpty else { return nil }
        return AttachedStrangers(
            server: server, disks: unknown.map { ($0.id, world.live[$0.id]?.attributes[.size].int) })
    }

    private func isWanted(_ object: LiveResource, as disk: DesiredResource, after earlier: Decisions) -> Bool
    {
        let captured = earlier.restored(disk.address)?.sizeGiB.map { Value.int($0) } ?? .null
        let (size, type) = (disk.attributes[.size], disk.attributes[.type])
        return !object.attributes[.size].isEmpty
            && object.attributes[.size] == (size.isEmpty ? captured : size)
            && (type.isEmpty || object.attributes[.type] == type)
    }

    // MARK: Replace

    private func replace(
        _ subject: ObjectDecider.Subject, _ object: LiveResource, _ differences: [Differ.Difference],
        after earlier: Decisions
    ) -> Decision {
        if differences.contains(where: { $0.isShrink }) {
            return objects.refusal(subject, object, differences)
        }
        var step = subject.createStep
        step.restore(earlier.restored(subject.address), of: subject.address, in: world)
        let label = labelling(subject, step, nil, after: earlier)
        if label == nil { step.leaveBlank() }
        let new = label.map { Replacement.New.adopt($0) } ?? .create(step)
        let server = subject.server.flatMap { earlier.isDeletedFirst($0) ? nil : $0 }
        return Replacing(world: world).decision(
            subject, object, differences, order: ResourceSchema.of(.disk).replaceOrder, new: new,
            detachFrom: server)
    }

    /// Its server is recreated and brings another disk in its place. The old one follows `onRemove`.
    private func exchange(
        _ subject: ObjectDecider.Subject, _ record: ResourceRecord, _ object: LiveResource,
        after earlier: Decisions
    ) -> Decision {
        let resource = subject.resource
        var step = subject.createStep
        step.restore(earlier.restored(subject.address), of: subject.address, in: world)
        let deletes = resource.diskDetails?.onRemove == .delete
        let old: Replacement.Old =
            deletes
            ? .delete(DeleteStep(id: object.id, standing: .deposed, consent: .onRemove))
            : .forget(RecordStep(id: object.id, standing: .deposed, object: .released(record)))
        let new =
            labelling(subject, step, nil, after: earlier).map { Replacement.New.adopt($0) } ?? .create(step)
        var decision = Decision(
            subject.address, in: resource.region,
            .replace(
                Replacement(
                    order: .createBeforeDestroy, new: new.replacing(object.id), old: old,
                    oldRegion: object.region)),
            change: Change(
                address: subject.address, region: resource.region, action: .replace(.createBeforeDestroy),
                id: object.id, before: object.attributes, after: resource.attributes, reason: .serverReplaced,
                risk: deletes ? DataAtRisk(world: world).risk(of: object) : nil,
                notes: deletes
                    ? []
                    : [
                        Bilingual(
                            "The old disk stays in the cloud, where it goes on costing money; ximage forgets it.",
                            zh: "旧云硬盘保留在云上并继续计费，ximage 不再管理它。")
                    ],
                origin: resource.origin))
        decision.needs = subject.resolved.references
        if deletes, resource.protect { decision.findings = [Protection.diagnostic(subject.address)] }
        return decision
    }
}
