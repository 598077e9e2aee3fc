package import XimageCore

/// Generations of image series.
extension PlanBuilder {
    mutating func planImage(_ resource: DesiredResource) {
        let series = resource.address
        let known = generations[series] ?? []
        let usable = known.compactMap { record in live[record.id].map { (record, $0) } }
        for record in known where live[record.id] == nil { forgetVanished(record) }
        let newest = usable.last { $0.1.phase != .failed }
        let resolved = withReferences(resource.attributes)

        let change: Change?
        if let (record, object) = newest {
            change = compare(resource, resolved, record, object)
        } else {
            change = createGeneration(
                resource, resolved,
                reason: known.isEmpty ? .declaredButMissing : .vanished(known[known.count - 1].id))
        }
        for (record, object) in usable where object.phase == .failed { removeFailed(record, object) }
        if let change { changes.append(change) } else { unchanged += 1 }
        subjects.append(
            RuleContext.Subject(
                desired: resource, prior: newest?.0, live: newest?.1, change: change, resolved: resolved))
    }

    private mutating func compare(
        _ resource: DesiredResource, _ resolved: Attributes, _ record: ResourceRecord, _ object: LiveResource
    ) -> Change? {
        let number = record.address.generation ?? 1
        var wanted = resolved
        wanted[.name] = .string(name(of: resource, generation: number))
        // A revision is ours alone: the cloud does not keep it, the record does.
        var have = object.attributes
        have[.revision] = record.attributes[.revision]
        let differ = Differ(.image)
        let drifted = differ.drift(recorded: record.attributes, live: have)
        if !drifted.isEmpty {
            drift.append(Drift(address: record.address, id: record.id, isGone: false, differences: drifted))
        }
        let differences = differ.differences(wanted: wanted, live: have, recorded: record.attributes)
        let renewing = differences.filter { $0.effect == .newGeneration }
        if !renewing.isEmpty {
            return createGeneration(resource, resolved, reason: .newGeneration(renewing.map(\.attribute)))
        }
        stable[resource.address] = object.id
        guard !differences.isEmpty else { return nil }
        return update(
            resource, LookupResolver.Result(attributes: wanted, declared: lookups(of: resource)),
            resolved: wanted, record: record,
            object: object,
            differences, at: record.address)
    }

    private mutating func createGeneration(
        _ resource: DesiredResource, _ resolved: Attributes, reason: ActionReason
    ) -> Change {
        let series = resource.address
        let number = nextGeneration(series)
        let address = series.generation(number)
        var attributes = resolved
        attributes[.name] = .string(name(of: resource, generation: number))
        let step = CreateStep(
            attributes: attributes, declared: lookups(of: resource), generation: number,
            dependencies: dependencies(of: resource.attributes), protect: resource.protect)
        let id = "create \(address)"
        add(
            PlanStep(
                id: id, address: address, region: resource.region, operation: .create(step),
                edges: imageEdges(resource)))
        readyBy[series, default: []].append(id)
        var after = resource.attributes
        after[.name] = attributes[.name]
        return Change(
            address: address, region: resource.region, action: .create, after: after,
            differences: after.entries.map(\.name), reason: reason, notes: [], origin: resource.origin)
    }

    /// How the existing objects behind an image were found, for plans that do not look again.
    private func lookups(of image: DesiredResource) -> Attributes {
        var result: Attributes = [:]
        for name in [AttributeName.source, .vault] {
            guard let address = image.attributes[name].reference,
                case .existing(let lookup) = input.desired[address]?.ownership
            else { continue }
            result[name] = .string(lookup.description)
        }
        return result
    }

    /// An image waits for its vault, its server, and every change of the server's disks.
    private func imageEdges(_ resource: DesiredResource) -> [StepEdge] {
        var result: [StepEdge] = []
        if let vault = resource.attributes[.vault].reference { result += edges(to: vault, .vaultBeforeImage) }
        guard let server = resource.attributes[.source].reference else { return result }
        result += edges(to: server, .serverBeforeImage)
        if let subject = input.desired[server], case .server(let details) = subject.details {
            for disk in details.disks { result += edges(to: disk, .disksBeforeImage) }
        }
        return result
    }

    /// Never used twice, as far as state and the cloud know.
    private func nextGeneration(_ series: Address) -> Int {
        let owner = Mark.owner(project: project, address: series)
        let marked = live.owned(by: owner, kind: .image).compactMap { $0.operation?.generation }
        let recorded = (generations[series] ?? []).compactMap(\.address.generation)
        return ((marked + recorded).max() ?? 0) + 1
    }

    private func name(of resource: DesiredResource, generation: Int) -> String {
        guard case .image(let details) = resource.details else { return "" }
        return GenerationName(template: details.nameTemplate).name(
            generation: generation, at: input.live.readAt)
    }

    /// A failed image cannot be used or mended. Source: rule WI023.
    private mutating func removeFailed(_ record: ResourceRecord, _ object: LiveResource) {
        let id = "delete \(record.address)"
        add(
            PlanStep(
                id: id, address: record.address, region: record.region,
                operation: .delete(DeleteStep(id: record.id, standing: record.standing))))
        changes.append(
            Change(
                address: record.address, region: record.region, action: .delete, id: record.id,
                before: object.attributes, reason: .failedInCloud(status: object.status)))
    }

    mutating func forgetVanished(_ record: ResourceRecord) {
        drift.append(Drift(address: record.address, id: record.id, isGone: true, differences: []))
        addForget(record, reason: .vanished(record.id))
    }

    mutating func addForget(_ record: ResourceRecord, reason: ActionReason, before: Attributes? = nil) {
        add(
            PlanStep(
                id: "forget \(record.address)", address: record.address, region: record.region,
                operation: .forget(RecordStep(id: record.id, standing: record.standing))))
        changes.append(
            Change(
                address: record.address, region: record.region, action: .forget, id: record.id,
                before: before ?? record.attributes, reason: reason))
    }
}

/// Fills in the name template of an image.
package struct GenerationName: Sendable {
    private let template: String

    package init(template: String) { self.template = template }

    /// `${generation.number}` and `${generation.date}` (`2026-06-01`); a template without either gets `-g<N>`.
    package func name(generation: Int, at time: Timestamp) -> String {
        let date = String(time.description.prefix(10))
        var text = template
        var hasNumber = false
        for (variable, value) in [("${generation.number}", "\(generation)"), ("${generation.date}", date)] {
            while let range = text.firstRange(of: variable) {
                text.replaceSubrange(range, with: value)
                hasNumber = true
            }
        }
        return hasNumber ? text : "\(text)-g\(generation)"
    }
}
