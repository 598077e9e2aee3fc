package import XimageCore

/// Generations of image series.
extension PlanBuilder {
    /// What is to be done about a series.
    private enum Choice {
        case make(ActionReason)
        case keep(ResourceRecord, LiveResource)
    }

    mutating func planImage(_ resource: DesiredResource) {
        let series = resource.address
        let known = generations[series] ?? []
        let usable = known.compactMap { record in live[record.id].map { (record, $0) } }
        for record in known where live[record.id] == nil { forgetVanished(record) }
        let good = usable.filter { $0.1.phase != .failed }
        let resolved = withReferences(resource.attributes)

        let change: Change?
        var present = good.last
        switch choose(resource, resolved, good, known) {
        case .make(let reason):
            change = createGeneration(resource, resolved, reason: reason)
        case .keep(let record, let object):
            present = (record, object)
            currentGeneration[series] = record.address.generation
            stable[series] = object.id
            change = compare(resource, resolved, record, object)
        }
        for (record, object) in usable where object.phase == .failed { removeFailed(record, object) }
        if let change { changes.append(change) } else { unchanged += 1 }
        planGenerationRemovals(usable)
        planRetention(of: series, retention(of: series), usable, makes: change?.action == .create)
        subjects.append(
            RuleContext.Subject(
                desired: resource, prior: present?.0, live: present?.1, change: change, resolved: resolved))
    }

    /// A generation is made when there is none, when what it is made from differs from the newest one's, when its
    /// schedule is due, or on request. A revision that a kept generation has makes that one current again.
    private func choose(
        _ resource: DesiredResource, _ resolved: Attributes, _ good: [(ResourceRecord, LiveResource)],
        _ known: [ResourceRecord]
    ) -> Choice {
        guard let newest = good.last else {
            guard let last = known.last else { return .make(.declaredButMissing) }
            return .make(live[last.id].map { .failedInCloud(status: $0.status) } ?? .vanished(last.id))
        }
        if isRenewed(resource.address) { return .make(.renewalRequested) }
        let renewing = renewals(resolved, newest.0, newest.1)
        var current = newest
        if !renewing.isEmpty {
            guard renewing == [.revision], !resolved[.revision].isEmpty,
                let kept = good.dropLast().last(where: { renewals(resolved, $0.0, $0.1).isEmpty })
            else { return .make(.newGeneration(renewing)) }
            current = kept
        }
        if isDue(resource, newest: newest) { return .make(.scheduleDue) }
        return .keep(current.0, current.1)
    }

    /// What differs between what is declared and what a generation was made from.
    private func renewals(
        _ resolved: Attributes, _ record: ResourceRecord, _ object: LiveResource
    ) -> [AttributeName] {
        // The mark tells what it was made from, also what the cloud does not keep and lost state no longer knows.
        if object.operation?.digest == ResourceRequest.digest(of: resolved, kind: .image) { return [] }
        var (have, recorded) = (recognised(object, record), record.attributes)
        if isBroughtBack(record) {
            // The backup is its own, not another source.
            have[.sourceBackup] = .null
            recorded[.sourceBackup] = .null
        }
        return Differ(.image).differences(wanted: resolved, live: have, recorded: recorded)
            .filter { $0.effect == .newGeneration }.map(\.attribute)
    }

    /// Live attributes with those that the cloud does not keep and the record does.
    private func recognised(_ object: LiveResource, _ record: ResourceRecord) -> Attributes {
        var have = object.attributes
        for name in [AttributeName.revision, .sourceDisk, .sourceBackup, .source]
        where !record.attributes[name].isEmpty {
            have[name] = record.attributes[name]
        }
        return have
    }

    private func isRenewed(_ series: Address) -> Bool {
        input.choices.renew.contains { $0 == series || $0 == series.block }
    }

    private func isDue(_ resource: DesiredResource, newest: (ResourceRecord, LiveResource)) -> Bool {
        guard !input.choices.skipsDue, case .image(let details) = resource.details,
            let schedule = details.options?.content.schedule
        else { return false }
        let requested =
            newest.0.createdAt ?? newest.1.attributes[.createdAt].string.flatMap { Timestamp($0) }
        guard let requested else { return false }
        return DueTime(schedule, offset: input.zoneOffset).isDue(
            after: requested, now: input.live.readAt)
    }

    private mutating func compare(
        _ resource: DesiredResource, _ resolved: Attributes, _ record: ResourceRecord, _ object: LiveResource
    ) -> Change? {
        let number = record.address.generation ?? 1
        var wanted = resolved
        // The date in a name is that of the generation, not of today.
        wanted[.name] = .string(
            name(of: resource, generation: number, at: record.createdAt ?? input.live.readAt))
        let have = recognised(object, record)
        let differ = Differ(.image)
        let drifted = differ.drift(recorded: record.attributes, live: have)
        if !drifted.isEmpty {
            drift.append(Drift(address: record.address, id: record.id, isGone: false, differences: drifted))
        }
        let differences = differ.differences(wanted: wanted, live: have, recorded: record.attributes)
            .filter { $0.effect != .newGeneration }
        guard !differences.isEmpty || isMarkedElse(record, object), object.phase == .ready else {
            catchUp(record, object, drifted, wanted: wanted, resource)
            return nil
        }
        wanted.keepFindings(of: record)
        return update(
            resource, LookupResolver.Result(attributes: wanted, declared: lookups(of: resource)),
            resolved: wanted, record: record, object: object, differences, at: record.address)
    }

    private mutating func createGeneration(
        _ resource: DesiredResource, _ resolved: Attributes, reason: ActionReason
    ) -> Change {
        let series = resource.address
        let number = nextGeneration(series)
        let address = series.generation(number)
        var attributes = resolved
        attributes[.name] = .string(name(of: resource, generation: number, at: input.live.readAt))
        var step = CreateStep(
            attributes: attributes, declared: lookups(of: resource), generation: number,
            dependencies: dependencies(of: resource.attributes),
            protect: resource.protect)
        step.captured = capturedDisks(of: resource)
        let id = "create \(address)"
        let quiesced = quiesce(resource, address, imageStep: id)
        let isWhole = attributes[.kind] == "whole"
        step.endsInRegion = !isWhole || (quiesced.start == nil && readiness(resource) == .region)
        add(
            PlanStep(
                id: id, address: address, region: resource.region, operation: .create(step),
                edges: imageEdges(resource, address) + quiesced.edges))
        if let start = quiesced.start { add(start) }
        readyBy[series, default: []].append(id)
        if !step.endsInRegion {
            let settle = "settle \(address)"
            add(
                PlanStep(
                    id: settle, address: address, region: resource.region,
                    operation: .settle(SettleStep(image: series)),
                    edges: [StepEdge(id, .zoneBeforeRegion)]))
            regionBy[series] = [settle]
        }
        currentGeneration[series] = number
        var after = resource.attributes
        after[.name] = attributes[.name]
        if let id = after[.source].string, let server = live[id] {
            after[.source] = .string("\(server.name) (\(id))")
        }
        return Change(
            address: address, region: resource.region, action: .create, after: after,
            differences: after.entries.map(\.name), reason: reason, notes: quiesced.notes,
            origin: resource.origin)
    }

    /// The declared disks of its server.
    func capturedDisks(of image: DesiredResource) -> [Address] {
        guard let server = image.attributes[.source].reference,
            case .server(let details) = input.desired[server]?.details
        else { return [] }
        return details.disks
    }

    /// Asks for generations of what is not declared are mistakes.
    mutating func checkChoices() {
        let images = Set(
            input.desired.resources.filter { $0.address.kind == .image }.flatMap {
                [$0.address, $0.address.block]
            })
        for address in input.choices.renew where !images.contains(address) {
            findings.append(
                Diagnostic(
                    code: "unknown-address", summary: "Renewal of what is not declared",
                    detail: "No manifest declares \(address), so there is nothing to renew.",
                    fix: "Name an image of the set.", address: address))
        }
    }

    func readiness(_ image: DesiredResource) -> ImageOptions.Ready {
        guard case .image(let details) = image.details else { return .region }
        return details.options?.content.ready ?? .region
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
    private mutating func imageEdges(_ resource: DesiredResource, _ address: Address) -> [StepEdge] {
        var result: [StepEdge] = []
        if let vault = resource.attributes[.vault].reference { result += edges(to: vault, .vaultBeforeImage) }
        if let disk = resource.attributes[.sourceDisk].reference {
            result += edges(to: disk, .disksBeforeImage)
        }
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
        let bare = (bareBackups[owner] ?? []).compactMap(\.mark?.generation)
        return ((marked + recorded + bare).max() ?? 0) + 1
    }

    func name(of resource: DesiredResource, generation: Int, at time: Timestamp) -> String {
        guard case .image(let details) = resource.details else { return "" }
        return GenerationName(template: details.nameTemplate).name(generation: generation, at: time)
    }

    /// A failed image cannot be used or mended. Source: rule WI023.
    mutating func removeFailed(_ record: ResourceRecord, _ object: LiveResource) {
        let id = "delete \(record.address)"
        add(
            PlanStep(
                id: id, address: record.address, region: record.region,
                operation: .delete(imageDelete(record, object, withBackup: false))))
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

    /// `${generation.number}` and `${generation.date}` (`2026-06-01`); a template without the number gets `-g<N>`,
    /// as two generations may be of one day.
    package func name(generation: Int, at time: Timestamp) -> String {
        let date = String(time.description.prefix(10))
        var text = template
        var hasNumber = false
        for (variable, value) in [("${generation.number}", "\(generation)"), ("${generation.date}", date)] {
            while let range = text.firstRange(of: variable) {
                text.replaceSubrange(range, with: value)
                if variable.hasSuffix("number}") { hasNumber = true }
            }
        }
        return hasNumber ? text : "\(text)-g\(generation)"
    }
}
