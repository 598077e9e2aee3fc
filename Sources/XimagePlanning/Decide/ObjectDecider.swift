import XimageCore

/// Decides about vaults, servers and disks: whether the object is as declared, changes where it is, or needs another.
struct ObjectDecider {
    let world: World

    /// One declared resource, with what is known of it.
    struct Subject {
        let resource: DesiredResource
        let record: ResourceRecord?
        let object: LiveResource?
        let lookup: LookupResolver.Result
        /// Look-ups and references resolved to ids as far as possible.
        var resolved: Attributes

        var address: Address { resource.address }

        /// Whether it was never created to the end, so that there is nothing on it. A disk is in use since its server exists.
        var hasFailed: Bool {
            object?.phase == .failed && record?.standing == .incomplete && address.kind != .disk
        }

        /// Where a disk is attached now.
        var server: RemoteID? { address.kind == .disk ? object?.attributes[.server].string : nil }
    }

    /// A declared object that is only read.
    func onlyRead(_ resource: DesiredResource, _ lookup: ExistingLookup) -> Decision {
        let found = world.live.find(lookup, kind: resource.address.kind, region: resource.region)
        let object = found.count == 1 ? found[0] : nil
        var decision = Decision(resource.address, in: resource.region)
        decision.facts.stays = object?.id
        decision.subject = RuleContext.Subject(
            desired: resource, prior: nil, live: object, change: nil, resolved: resource.attributes,
            existingMatches: found.map(\.id))
        return decision
    }

    func subject(_ resource: DesiredResource, object: LiveResource?, after earlier: Decisions) -> Subject {
        let record = world.records[resource.address]
        let lookup = world.lookups.resolve(resource, record: record, live: object)
        return Subject(
            resource: resource, record: record, object: object, lookup: lookup,
            resolved: earlier.withReferences(lookup.attributes))
    }

    /// A vault.
    func vault(_ resource: DesiredResource, after earlier: Decisions) -> Decision {
        let object = world.liveObject(of: world.records[resource.address])
        let subject = subject(resource, object: object, after: earlier)
        var decision: Decision
        if let record = subject.record, let object {
            decision = compare(
                subject, record, object, after: earlier,
                replaces: { differences, _ in refusal(subject, object, differences) })
        } else {
            decision = create(subject, subject.createStep)
        }
        decision.subject = RuleContext.Subject(
            desired: resource, prior: subject.record, live: object, change: decision.change,
            resolved: subject.resolved)
        return decision
    }

    // MARK: Create

    /// The object does not exist; for a record, it no longer does.
    func create(_ subject: Subject, _ step: CreateStep) -> Decision {
        let resource = subject.resource
        let reason: ActionReason = subject.record.map { .vanished($0.id) } ?? .declaredButMissing
        var decision = Decision(
            subject.address, in: resource.region, .create(step),
            change: Change(
                address: subject.address, region: resource.region, action: .create,
                after: resource.attributes,
                differences: resource.attributes.entries.map(\.name), reason: reason, origin: resource.origin)
        )
        decision.needs = subject.resolved.references
        return decision
    }

    // MARK: Compare

    /// - Parameters:
    ///   - notes: attributes that only the record keeps, and that it does not have yet.
    ///   - replaces: decides what happens where the object cannot become what is declared.
    func compare(
        _ subject: Subject, _ record: ResourceRecord, _ object: LiveResource, after earlier: Decisions,
        notes: [AttributeName] = [], replaces: ([Differ.Difference], LiveResource) -> Decision
    ) -> Decision {
        let differ = Differ(subject.address.kind, foreignTags: subject.resolved[.foreignTags])
        let drifted = differ.drift(recorded: record.attributes, live: object.attributes)
        var differences = differ.differences(
            wanted: subject.resolved, live: object.attributes, recorded: record.attributes)
        for name in notes {
            differences.append(
                Differ.Difference(attribute: name, effect: .inPlace, wanted: subject.resolved[name]))
        }
        let isBroken = subject.hasFailed
        var decision: Decision
        if differences.isEmpty, !isBroken, !world.isMarkedElse(record, object) {
            decision = Decision(subject.address, in: subject.resource.region)
            decision.facts.stays = object.id
            decision.refreshed = RecordCare.caughtUp(
                record, object, drifted, wanted: subject.resolved, subject.resource, hasMarks: true,
                declared: subject.lookup.declared)
        } else if !isBroken, !differences.contains(where: { $0.effect == .requiresReplace }) {
            decision = updating(subject, record, object, differences, after: earlier)
        } else {
            decision = replaces(differences, object)
        }
        decision.findings += Unread.findings(
            subject.resource, object,
            differ.unread(wanted: subject.resolved, live: object.attributes, recorded: record.attributes),
            in: world)
        if !decision.replaces {
            decision.findings += CreationOnly.findings(
                subject.resource, record, object, wanted: subject.resolved, declared: subject.lookup.declared)
        }
        return decision
    }

    /// What cannot be done: nothing is planned that could lose data.
    func refusal(_ subject: Subject, _ object: LiveResource, _ differences: [Differ.Difference]) -> Decision {
        let forcing = differences.filter { $0.effect == .requiresReplace }.map(\.attribute)
        var decision = Decision(subject.address, in: subject.resource.region, .refuse)
        decision.facts.stays = object.id
        decision.findings = [Refusal.diagnostic(subject.resource, object, forcing)]
        return decision
    }

    // MARK: Update

    private func updating(
        _ subject: Subject, _ record: ResourceRecord, _ object: LiveResource,
        _ differences: [Differ.Difference], after earlier: Decisions
    ) -> Decision {
        if let foreign = foreignServer(of: object, differences) {
            var decision = Decision(subject.address, in: subject.resource.region, .refuse)
            decision.facts.stays = object.id
            decision.findings = [
                Refusal.diskInUse(
                    subject.address, object.id, by: foreign, Bilingual("moved", zh: "移动"),
                    isPassedOver: world.isPassedOver(foreign),
                    at: subject.resource.place(of: .server) ?? subject.resource.origin)
            ]
            return decision
        }
        var update = Updating(world: world).step(
            subject.resource, subject.lookup.declared, resolved: subject.resolved, record, object, differences
        )
        // Where a disk is attached now decides whether it has to be detached first.
        if let server = subject.server, !earlier.isDeletedFirst(server) {
            update.current[.server] = .string(server)
        } else {
            update.current[.server] = .null
        }
        var decision = Decision(
            subject.address, in: subject.resource.region, .update(update),
            change: Updating(world: world).change(
                subject.resource, at: subject.address, in: subject.resource.region,
                resolved: subject.resolved,
                object, differences,
                isUnnamed: subject.address.kind == .disk && record.standing == .incomplete))
        decision.facts.stays = object.id
        decision.needs = update.changes.references
        return decision
    }
}

extension ObjectDecider {
    /// The server that a disk would be taken off, where this set does not manage it.
    private func foreignServer(of object: LiveResource, _ differences: [Differ.Difference]) -> RemoteID? {
        guard object.kind == .disk, differences.contains(where: { $0.attribute == .server }),
            let server = object.attributes[.server].string, !server.isEmpty,
            !world.recordedIDs.contains(server)
        else { return nil }
        return server
    }
}

extension ObjectDecider.Subject {
    /// Everything that a create of it sends, without the disks of a server.
    var createStep: CreateStep {
        var step = CreateStep(
            attributes: resolved, declared: lookup.declared, dependencies: resource.attributes.references,
            protect: resource.protect)
        step.onRemove = resource.diskDetails?.onRemove
        step.endsStopped = resolved[.power] == .string("stopped")
        return step
    }
}
