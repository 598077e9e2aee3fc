import XimageCore

/// Decides about copies of generations in other regions. Each generation is copied while it is the current one.
struct CopyDecider {
    let world: World

    /// - Returns: the decision about the series first, then those about single generations of it.
    func decide(_ resource: DesiredResource, after earlier: Decisions) -> [Decision] {
        guard case .copy(let details) = resource.details,
            let target = resource.attributes[.targetRegion].string
        else { return [] }
        let series = resource.address
        let usable = world.usable(series)
        var resolved = earlier.withReferences(resource.attributes)
        // Told by the cloud in its own words; never part of what is compared.
        resolved[.source] = earlier.stays(details.image).map { .string($0) } ?? .reference(details.image)

        var decision = Decision(series, in: resource.region)
        var present: Generation?
        if let number = earlier.currentGeneration(details.image), isWanted(details, after: earlier) {
            resolved[.name] = .string(name(of: resource, details, generation: number))
            present = usable.last { $0.number == number && !$0.isFailed }
            if let present {
                decision = compare(resource, resolved, present)
                decision.facts.generation = number
                decision.facts.stays = present.object.id
                if let problem = regionProblem(resource, usable, target) { decision.findings.append(problem) }
            } else if let problem = regionProblem(resource, usable, target) {
                decision.verdict = .refuse
                decision.findings = [problem]
            } else {
                decision = create(resource, details, resolved, number, target, after: earlier)
            }
        } else if let last = usable.last(where: { !$0.isFailed }) {
            decision.facts.generation = last.number
            decision.facts.stays = last.object.id
        }
        decision.subject = RuleContext.Subject(
            desired: resource, prior: present?.record, live: present?.object, change: decision.change,
            resolved: resolved)
        let removals = GenerationRemovals(world: world)
        return [decision]
            + (world.generations[series] ?? []).filter { world.live[$0.id] == nil }.map {
                removals.vanished($0)
            }
            + usable.filter(\.isFailed).map { removals.failed($0) }
            + removals.namedByEntries(
                usable, current: decision.facts.generation, isCreated: decision.creates != nil)
    }

    /// Whether the source has one of the tags that `only` asks for.
    private func isWanted(_ details: CopyDetails, after earlier: Decisions) -> Bool {
        guard !details.onlyTags.isEmpty else { return true }
        var selector = LiveSelector()
        selector.tags = details.onlyTags
        let source = world.declared[details.image]?.attributes[.source] ?? .null
        let declared = source.reference.flatMap { world.declared[$0] }
        let id = source.string ?? source.reference.flatMap { earlier.stays($0) }
        let tags =
            declared?.ownership == .managed
            ? declared?.attributes[.tags].stringMap
            : id.flatMap { world.live[$0]?.attributes[.tags].stringMap }
        return selector.fits(name: "", tags: tags ?? [:])
    }

    private func name(of resource: DesiredResource, _ details: CopyDetails, generation: Int) -> String {
        var template = details.nameTemplate
        if template == nil, case .image(let image) = world.declared[details.image]?.details {
            template = image.nameTemplate
        }
        return GenerationName(template: template ?? "\(world.project)-\(resource.address.name)").name(
            generation: generation, at: world.readAt)
    }

    // MARK: Keep

    private func compare(_ resource: DesiredResource, _ resolved: Attributes, _ present: Generation)
        -> Decision
    {
        let (record, object) = (present.record, present.object)
        let differ = Differ(.copy, foreignTags: resolved[.foreignTags])
        let drifted = differ.drift(recorded: record.attributes, live: object.attributes).filter {
            ResourceSchema.of(.copy)[$0.attribute]?.effect == .inPlace
        }
        let differences = differ.differences(
            wanted: resolved, live: object.attributes, recorded: record.attributes
        ).filter { $0.effect == .inPlace }
        var decision = Decision(resource.address, in: resource.region)
        if !differences.isEmpty || world.isMarkedElse(record, object), object.phase == .ready {
            var kept = resolved
            for name in [AttributeName.source, .targetVault, .region] where !record.attributes[name].isEmpty {
                kept[name] = record.attributes[name]
            }
            kept.keepFindings(of: record)
            let updating = Updating(world: world)
            decision = Decision(
                record.address, in: object.region,
                .update(updating.step(resource, [:], resolved: kept, record, object, differences)),
                change: updating.change(
                    resource, at: record.address, in: object.region, resolved: kept, object, differences))
        } else {
            decision.refreshed = RecordCare.caughtUp(
                record, object, drifted, wanted: resolved, resource,
                hasMarks: !world.isMarkedElse(record, object),
                type: { world.live[$0]?.attributes[.type].string })
        }
        var told = resolved
        // What a copy was made of only the record knows.
        told[.source] = .null
        decision.findings += Unread.findings(
            resource, object,
            differ.unread(wanted: told, live: object.attributes, recorded: record.attributes), in: world)
        decision.findings += CreationOnly.findings(resource, record, object, wanted: resolved)
        return decision
    }

    // MARK: Create

    /// A series of copies stays in its region: the older ones are there, and there they can be found.
    private func regionProblem(_ resource: DesiredResource, _ usable: [Generation], _ target: Region)
        -> Diagnostic?
    {
        guard let other = usable.first(where: { $0.record.region != target })?.record else { return nil }
        return Diagnostic(
            .copyRegionChanged,
            [
                "copy": "\(other.address)", "region": "\(other.region)", "object": "\(resource.address)",
                "target": "\(target)",
            ], address: resource.address, subject: resource.place(of: .targetRegion))
    }

    private func create(
        _ resource: DesiredResource, _ details: CopyDetails, _ resolved: Attributes, _ number: Int,
        _ target: Region, after earlier: Decisions
    ) -> Decision {
        let address = resource.address.generation(number)
        let step = CreateStep(
            attributes: resolved, generation: number, dependencies: resource.attributes.references,
            protect: resource.protect)
        var notes: [Bilingual] = []
        if let size = capturedGiB(of: details.image, after: earlier) {
            notes.append(
                Bilingual(
                    "Replicates up to \(size) GiB to \(target), which cost storage there as long as the copy exists.",
                    zh: "最多复制 \(size) GiB 到 \(target)，副本存在期间在该区域收取存储费用。")
            )
        }
        var after = resource.attributes
        after[.name] = resolved[.name]
        var decision = Decision(
            address, in: target, .create(step),
            change: Change(
                address: address, region: target, action: .create, after: after,
                differences: after.entries.map(\.name), reason: .declaredButMissing, notes: notes,
                origin: resource.origin))
        decision.facts.generation = number
        decision.needs = [details.image] + [resource.attributes[.targetVault].reference].compactMap { $0 }
        return decision
    }

    /// What the current or planned generation holds; `nil` while that is not known.
    private func capturedGiB(of image: Address, after earlier: Decisions) -> Int? {
        if let id = earlier.stays(image), case .image(let facts) = world.live[id]?.facts,
            let size = facts.capturedGiB
        {
            return size
        }
        guard let source = world.declared[image]?.attributes[.source].reference,
            let server = world.declared[source], case .server(let details) = server.details,
            let system = server.attributes[.systemDiskSize].int
        else { return nil }
        var total = system
        for disk in details.disks {
            guard let size = world.declared[disk]?.attributes[.size].int else { return nil }
            total += size
        }
        return total
    }
}
