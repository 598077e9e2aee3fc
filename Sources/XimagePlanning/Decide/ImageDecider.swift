import XimageCore

/// Decides about image series: whether a generation is created, or which one counts.
struct ImageDecider {
    let world: World

    /// What is to be done about a series.
    private enum Choice {
        case make(ActionReason)
        case keep(Generation)
    }

    /// - Returns: the decision about the series first, then those about single generations of it.
    func decide(_ resource: DesiredResource, after earlier: Decisions) -> [Decision] {
        let series = resource.address
        let known = world.generations[series] ?? []
        let usable = world.usable(series)
        let good = usable.filter { !$0.isFailed }
        let resolved = earlier.withReferences(resource.attributes)
        var decision: Decision
        var present = good.last
        switch choose(resource, resolved, good, known) {
        case .make(let reason): decision = create(resource, resolved, reason, after: earlier)
        case .keep(let generation):
            present = generation
            decision = compare(resource, resolved, generation)
            decision.facts.stays = generation.object.id
            decision.facts.generation = generation.number
        }
        decision.subject = RuleContext.Subject(
            desired: resource, prior: present?.record, live: present?.object, change: decision.change,
            resolved: resolved)
        let removals = GenerationRemovals(world: world)
        return [decision]
            + known.filter { world.live[$0.id] == nil }.map { removals.vanished($0) }
            + usable.filter(\.isFailed).map { removals.failed($0) }
            + removals.namedByEntries(
                usable, current: decision.facts.generation, isCreated: decision.creates != nil)
    }

    // MARK: Which generation

    /// A generation is created when there is none, when what it is created from differs from the newest one's, when its
    /// schedule is due, or on request. A revision that a kept generation has makes that one current again.
    private func choose(
        _ resource: DesiredResource, _ resolved: Attributes, _ good: [Generation], _ known: [ResourceRecord]
    ) -> Choice {
        guard let newest = good.last else {
            guard let last = known.last else { return .make(.declaredButMissing) }
            return .make(world.live[last.id].map { .failedInCloud(status: $0.status) } ?? .vanished(last.id))
        }
        if isRenewed(resource.address) { return .make(.renewalRequested) }
        let renewing = renewals(resolved, newest)
        var current = newest
        if !renewing.isEmpty {
            guard renewing == [.revision], !resolved[.revision].isEmpty,
                let kept = good.dropLast().last(where: { renewals(resolved, $0).isEmpty })
            else { return .make(.newGeneration(renewing)) }
            current = kept
        }
        let due = DueImages(options: world.options, zoneOffset: world.zoneOffset, now: world.readAt)
        if due.isDue(resource, newest: newest) { return .make(.scheduleDue) }
        return .keep(current)
    }

    private func isRenewed(_ series: Address) -> Bool {
        world.options.renew.contains { $0 == series || $0 == series.block }
    }

    /// What differs between what is declared and what a generation was created from.
    private func renewals(_ resolved: Attributes, _ generation: Generation) -> [AttributeName] {
        let differing = Differ(.image).differences(
            wanted: resolved, live: recognised(generation), recorded: generation.record.attributes
        )
        .filter { $0.effect == .newGeneration }.map(\.attribute)
        // The digest says what it was created from, also what the cloud does not keep and lost state no longer knows.
        guard !differing.isEmpty,
            ResourceRequest.agrees(generation.record.digest, with: resolved, kind: .image) != true
        else { return [] }
        return differing
    }

    /// Live attributes with those that the cloud does not keep and the record does.
    private func recognised(_ generation: Generation) -> Attributes {
        var have = generation.object.attributes
        let recorded = generation.record.attributes
        for name in [AttributeName.kind, .revision, .sourceDisk, .sourceBackup, .source]
        where !recorded[name].isEmpty {
            have[name] = recorded[name]
        }
        return have
    }

    /// Live attributes with those that no answer contains.
    private func shown(_ generation: Generation) -> Attributes {
        var have = generation.object.attributes
        for name in [AttributeName.revision, .sourceBackup] {
            have[name] = generation.record.attributes[name]
        }
        return have
    }

    // MARK: Keep

    private func compare(_ resource: DesiredResource, _ resolved: Attributes, _ generation: Generation)
        -> Decision
    {
        let (record, object) = (generation.record, generation.object)
        var wanted = resolved
        // The date in a name is that of the generation, not of today.
        wanted[.name] = .string(
            resource.generationName(record.address.generation ?? 1, at: record.createdAt ?? world.readAt))
        let have = recognised(generation)
        let differ = Differ(.image, foreignTags: resolved[.foreignTags])
        let drifted = differ.drift(recorded: record.attributes, live: have)
        let differences = differ.differences(wanted: wanted, live: have, recorded: record.attributes)
            .filter { $0.effect != .newGeneration }
        var decision = Decision(resource.address, in: resource.region)
        if !differences.isEmpty || world.isMarkedElse(record, object), object.phase == .ready,
            !isEnding(record, object)
        {
            wanted.keepFindings(of: record)
            let updating = Updating(world: world)
            decision = Decision(
                record.address, in: resource.region,
                .update(
                    updating.step(
                        resource, lookups(of: resource), resolved: wanted, record, object, differences)),
                change: updating.change(
                    resource, at: record.address, in: resource.region, resolved: wanted, object, differences))
        } else {
            decision.refreshed = RecordCare.caughtUp(
                record, object, drifted, wanted: wanted, resource,
                hasMarks: !world.isMarkedElse(record, object),
                type: { world.live[$0]?.attributes[.type].string })
        }
        decision.findings += Unread.findings(
            resource, object,
            differ.unread(wanted: wanted, live: shown(generation), recorded: record.attributes),
            in: world)
        decision.findings += CreationOnly.findings(resource, record, object, wanted: resolved)
        return decision
    }

    /// A snapshot that the plan deletes needs nothing else.
    private func isEnding(_ record: ResourceRecord, _ object: LiveResource) -> Bool {
        guard record.isSnapshot, !world.isDeclaredByManifest(record.address.series) else { return false }
        let isOver = object.snapshotNote?.keepUntil.map { $0 <= world.readAt } ?? false
        return isOver || world.removal(of: record.address) != nil
    }

    // MARK: Create

    private func create(
        _ resource: DesiredResource, _ resolved: Attributes, _ reason: ActionReason, after earlier: Decisions
    ) -> Decision {
        let number = GenerationNumbers(world: world).next(resource.address)
        let address = resource.address.generation(number)
        var attributes = resolved
        attributes[.name] = .string(resource.generationName(number, at: world.readAt))
        var step = CreateStep(
            attributes: attributes, declared: lookups(of: resource), generation: number,
            dependencies: resource.attributes.references, protect: resource.protect)
        step.captured = world.capturedDisks(of: resource)
        var (care, notes) = Quiescing(world: world).care(for: resource, address, after: earlier)
        step.endsInRegion =
            ImageKind(attributes) != .whole
            || (care.start == nil && resource.imageOptions?.ready != .zone)
        if !step.endsInRegion { care.settle = SettleStep(image: resource.address) }
        var after = resource.attributes
        after[.name] = attributes[.name]
        if let id = after[.source].string, let server = world.live[id] {
            after[.source] = .string("\(server.name) (\(id))")
        }
        var decision = Decision(
            address, in: resource.region, .create(step),
            change: Change(
                address: address, region: resource.region, action: .create, after: after,
                differences: after.entries.map(\.name), reason: reason, notes: notes, origin: resource.origin)
        )
        decision.care = care
        decision.facts.generation = number
        if number >= GenerationNumber.warned {
            decision.findings.append(GenerationNumbers.runningOut(resource, number))
        }
        decision.needs = [AttributeName.vault, .source, .sourceDisk].compactMap {
            resource.attributes[$0].reference
        }
        decision.needs += step.captured
        return decision
    }

    /// How the existing objects behind an image were found, for plans that do not look again.
    private func lookups(of image: DesiredResource) -> Attributes {
        var result: Attributes = [:]
        for name in [AttributeName.source, .vault] {
            guard let address = image.attributes[name].reference,
                case .existing(let lookup) = world.declared[address]?.ownership
            else { continue }
            result[name] = .string(lookup.description)
        }
        return result
    }
}

extension World {
    /// The declared disks of an image's server.
    func capturedDisks(of image: DesiredResource) -> [Address] {
        guard let server = image.attributes[.source].reference else { return [] }
        return desired[server]?.declaredDisks ?? []
    }
}
