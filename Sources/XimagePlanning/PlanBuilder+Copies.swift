import XimageCore

/// Copies of generations in other regions. Each generation is copied while it is the current one.
extension PlanBuilder {
    mutating func planCopy(_ resource: DesiredResource) {
        guard case .copy(let details) = resource.details,
            let target = resource.attributes[.targetRegion].string
        else { return }
        let series = resource.address
        let known = generations[series] ?? []
        let usable = known.compactMap { record in live[record.id].map { (record, $0) } }
        for record in known where live[record.id] == nil { forgetVanished(record) }
        var resolved = withReferences(resource.attributes)
        // Told by the cloud in its own words; never part of what is compared.
        resolved[.source] = stable[details.image].map { .string($0) } ?? .reference(details.image)

        var change: Change?
        var present: (ResourceRecord, LiveResource)?
        if let number = currentGeneration[details.image], isWanted(details) {
            resolved[.name] = .string(copyName(of: resource, details, generation: number))
            present = usable.last { $0.0.address.generation == number && $0.1.phase != .failed }
            if let (record, object) = present {
                change = compareCopy(resource, resolved, record, object)
                currentGeneration[series] = number
                stable[series] = object.id
            } else if refuseCopy(resource, usable, target) {
                currentGeneration[series] = nil
            } else {
                change = createCopy(resource, details, resolved, number, target)
                currentGeneration[series] = number
            }
        } else if let last = usable.last(where: { $0.1.phase != .failed }) {
            currentGeneration[series] = last.0.address.generation
            stable[series] = last.1.id
        }
        for (record, object) in usable where object.phase == .failed { removeFailed(record, object) }
        if let change { changes.append(change) } else { unchanged += 1 }
        planRetention(
            of: series, details.retention ?? retention(of: details.image), usable,
            makes: change?.action == .create)
        subjects.append(
            RuleContext.Subject(
                desired: resource, prior: present?.0, live: present?.1, change: change, resolved: resolved))
    }

    /// Whether the source has one of the tags that `only` asks for.
    private func isWanted(_ details: CopyDetails) -> Bool {
        guard !details.onlyTags.isEmpty else { return true }
        var selector = LiveSelector()
        selector.tags = details.onlyTags
        let source = input.desired[details.image]?.attributes[.source] ?? .null
        let declared = source.reference.flatMap { input.desired[$0] }
        let id = source.string ?? source.reference.flatMap { stable[$0] ?? existing[$0]?.id }
        let tags =
            declared?.ownership == .managed
            ? declared?.attributes[.tags].stringMap : id.flatMap { live[$0]?.attributes[.tags].stringMap }
        return selector.fits(name: "", tags: tags ?? [:])
    }

    private func copyName(of resource: DesiredResource, _ details: CopyDetails, generation: Int) -> String {
        var template = details.nameTemplate
        if template == nil, case .image(let image) = input.desired[details.image]?.details {
            template = image.nameTemplate
        }
        return GenerationName(template: template ?? "\(project)-\(resource.address.name)").name(
            generation: generation, at: input.live.readAt)
    }

    private mutating func compareCopy(
        _ resource: DesiredResource, _ resolved: Attributes, _ record: ResourceRecord, _ object: LiveResource
    ) -> Change? {
        let differ = Differ(.copy)
        let drifted = differ.drift(recorded: record.attributes, live: object.attributes).filter {
            ResourceSchema.of(.copy)[$0.attribute]?.effect == .inPlace
        }
        if !drifted.isEmpty {
            drift.append(Drift(address: record.address, id: record.id, isGone: false, differences: drifted))
        }
        let differences = differ.differences(
            wanted: resolved, live: object.attributes, recorded: record.attributes
        )
        .filter { $0.effect == .inPlace }
        guard !differences.isEmpty || isMarkedElse(record, object), object.phase == .ready else {
            catchUp(record, object, drifted, wanted: resolved, resource)
            return nil
        }
        var kept = resolved
        for name in [AttributeName.source, .targetVault, .region] where !record.attributes[name].isEmpty {
            kept[name] = record.attributes[name]
        }
        kept.keepFindings(of: record)
        return update(
            resource, LookupResolver.Result(attributes: kept), resolved: kept, record: record,
            object: object, differences, at: record.address, in: object.region)
    }

    /// A series of copies stays in its region: the older ones are there, and there they can be found.
    private mutating func refuseCopy(
        _ resource: DesiredResource, _ usable: [(ResourceRecord, LiveResource)], _ target: Region
    ) -> Bool {
        if let other = usable.first(where: { $0.0.region != target })?.0 {
            findings.append(
                Diagnostic(
                    code: "copy-region-changed", summary: "A series of copies changes its region",
                    detail:
                        "\(other.address) is in \(other.region), and \(resource.address) shall arrive in \(target) from "
                        + "now on. Copies of one key stay in one region.",
                    fix:
                        "Declare a copy with another key for \(target); let the old one go under `removed:`.",
                    address: resource.address, subject: resource.place(of: .targetRegion)))
            return true
        }
        return false
    }

    private mutating func createCopy(
        _ resource: DesiredResource, _ details: CopyDetails, _ resolved: Attributes, _ number: Int,
        _ target: Region
    ) -> Change {
        let address = resource.address.generation(number)
        let id = "create \(address)"
        let vault = resource.attributes[.targetVault].reference
        let step = CreateStep(
            attributes: resolved, generation: number, dependencies: dependencies(of: resource.attributes),
            protect: resource.protect)
        var edges = regionEdges(of: details.image, .imageBeforeCopy)
        if let vault { edges += self.edges(to: vault, .vaultBeforeCopy) }
        add(PlanStep(id: id, address: address, region: target, operation: .create(step), edges: edges))
        readyBy[resource.address, default: []].append(id)
        var notes: [String] = []
        if let size = capturedGiB(of: details.image) {
            notes.append(
                "Replicates up to \(size) GiB to \(target), which cost storage there as long as the copy exists."
            )
        }
        var after = resource.attributes
        after[.name] = resolved[.name]
        return Change(
            address: address, region: target, action: .create, after: after,
            differences: after.entries.map(\.name), reason: .declaredButMissing, notes: notes,
            origin: resource.origin)
    }

    /// What the current or planned generation holds; `nil` while that is not known.
    private func capturedGiB(of image: Address) -> Int? {
        if let id = stable[image], case .image(let facts) = live[id]?.facts, facts.capturedGiB > 0 {
            return facts.capturedGiB
        }
        guard let source = input.desired[image]?.attributes[.source].reference,
            let server = input.desired[source], case .server(let details) = server.details,
            let system = server.attributes[.systemDiskSize].int
        else { return nil }
        var total = system
        for disk in details.disks {
            guard let size = input.desired[disk]?.attributes[.size].int else { return nil }
            total += size
        }
        return total
    }
}
