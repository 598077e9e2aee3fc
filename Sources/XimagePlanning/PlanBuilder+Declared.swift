import XimageCore

/// Changes of what the manifests declare.
extension PlanBuilder {
    mutating func planDeclared() {
        for resource in visitOrder() {
            switch (resource.ownership, resource.address.kind) {
            case (_, .copy): planCopy(resource)
            case (.existing(let lookup), _): planExisting(resource, lookup)
            case (_, .image): planImage(resource)
            default: planObject(resource)
            }
        }
        // After all that is declared: disks that were born together are told apart by their order.
        for disk in comingAlong where extras.insert(disk.address).inserted { planObject(disk) }
        planRollouts()
    }

    private mutating func planExisting(_ resource: DesiredResource, _ lookup: ExistingLookup) {
        let found = live.find(lookup, kind: resource.address.kind, region: resource.region)
        if found.count == 1 {
            existing[resource.address] = found[0]
            stable[resource.address] = found[0].id
        }
        subjects.append(
            RuleContext.Subject(
                desired: resource, prior: nil, live: found.count == 1 ? found[0] : nil, change: nil,
                resolved: resource.attributes, existingMatches: found.map(\.id)))
    }

    private mutating func planObject(_ resource: DesiredResource) {
        let record = records[resource.address]
        let object = record.flatMap { live[$0.id] } ?? bornUnlabelled(resource)
        let lookup = resolver.resolve(resource, record: record, live: object)
        if !lookup.problems.isEmpty { lookupProblems[resource.address] = lookup.problems }
        var resolved = withReferences(lookup.attributes)
        let stays = object != nil && serverOptions(resource)?.onNewImage != .replace
        let target = resource.address.kind == .server ? imageTarget(resource, isNeeded: !stays) : nil
        if resource.address.kind == .server {
            resolveImage(resource, target, record, object, into: &resolved)
            if let object { recogniseBorn(resource, object) }
        }
        let change: Change?
        if recreated.contains(resource.address), let object, record != nil {
            change = recreate(resource, lookup, resolved: resolved, object: object)
        } else if extras.contains(resource.address), object == nil, !isBorn(resource.address) {
            // It left its server; nothing asks for it.
            return
        } else if let object, record != nil {
            change = compare(resource, lookup, resolved: resolved, record: record, object: object)
        } else {
            change = create(resource, lookup, resolved: resolved, record: record, unlabelled: object)
        }
        if let change { changes.append(change) } else { unchanged += 1 }
        if !extras.contains(resource.address) {
            subjects.append(
                RuleContext.Subject(
                    desired: resource, prior: record, live: object, change: change, resolved: resolved))
        }
    }

    private func isBorn(_ disk: Address) -> Bool {
        guard let owner = disk.owner, case .create(let create)? = steps["create \(owner)"]?.operation else {
            return false
        }
        return create.disks.contains(disk)
    }

    /// The image of a server that is made from one of the set. A server that is there stays what it is, unless a new
    /// image shall replace it.
    private func resolveImage(
        _ resource: DesiredResource, _ target: ImageTarget?, _ record: ResourceRecord?,
        _ object: LiveResource?,
        into resolved: inout Attributes
    ) {
        let options = serverOptions(resource)
        if let values = options?.recreateOn, !values.isEmpty { resolved[.recreateOn] = .strings(values) }
        guard let series = resource.attributes[.image].reference else { return }
        let present = object?.attributes[.image] ?? .null
        guard let target else {
            resolved[.image] = present.isEmpty ? .knownAfterApply : present
            return
        }
        resolved[.image] = target.id.map { .string($0) } ?? .reference(series)
        let isOfSeries = record?.declared[.image].isEmpty ?? true
        if options?.onNewImage != .replace, isOfSeries, !present.isEmpty { resolved[.image] = present }
    }

    /// Disks that came with the image of a server that is there, and whose naming was cut off.
    private mutating func recogniseBorn(_ resource: DesiredResource, _ object: LiveResource) {
        guard let series = resource.attributes[.image].reference, case .server(let facts) = object.facts,
            facts.disks.contains(where: { !$0.isSystem && !isClaimed($0.id) && live[$0.id]?.owner == nil }),
            let record = generations[series]?.last(where: { .string($0.id) == object.attributes[.image] }),
            let number = record.address.generation
        else { return }
        let target = ImageTarget(
            series: series, number: number, id: record.id,
            disks: record.attributes.capturedDisks.filter { !$0.isSystem })
        comingAlong += restore(resource, target).filter { records[$0.address] == nil }
    }

    // MARK: Create

    private mutating func create(
        _ resource: DesiredResource, _ lookup: LookupResolver.Result, resolved: Attributes,
        record: ResourceRecord?,
        unlabelled: LiveResource?
    ) -> Change {
        addCreateSteps(resource, lookup, resolved: resolved, unlabelled: unlabelled, after: [])
        if let record {
            drift.append(Drift(address: record.address, id: record.id, isGone: true, differences: []))
        }
        return Change(
            address: resource.address, region: resource.region, action: .create, after: resource.attributes,
            differences: resource.attributes.entries.map(\.name),
            reason: record.map { .vanished($0.id) } ?? .declaredButMissing, notes: [], origin: resource.origin
        )
    }

    /// One step; for a disk whose server is made in this plan, a label step instead of a create.
    mutating func addCreateSteps(
        _ resource: DesiredResource, _ lookup: LookupResolver.Result, resolved wanted: Attributes,
        unlabelled: LiveResource? = nil, after: [StepEdge]
    ) {
        let address = resource.address
        let resolved = restoring(wanted, of: address)
        var step = CreateStep(
            attributes: resolved, declared: lookup.declared,
            dependencies: dependencies(of: resource.attributes),
            protect: resource.protect)
        if case .disk(let details) = resource.details { step.onRemove = details.onRemove }
        var imageEdges: [StepEdge] = []
        var unlisted: [DesiredResource] = []
        if case .server(let details) = resource.details {
            if resource.attributes[.image].reference != nil, resolved[.image] != .knownAfterApply,
                let target = imageTarget(resource)
            {
                imageEdges = provisioningEdges(resource, target)
                unlisted = restore(resource, target)
                comingAlong += unlisted
            }
            let all = details.disks + unlisted.map(\.address)
            for disk in all where restored[disk] != nil && isThere(disk) { recreated.insert(disk) }
            step.disks = bornDisks(all)
        }
        if resolved[.power] == .string("stopped") { step.powerAfter = "stopped" }

        let id: StepID
        let operation: StepOperation
        var edges = after + references(of: resolved) + imageEdges
        if let server = address.owner, let born = bornPosition(of: resource, on: server) {
            id = "label \(address)"
            operation = .label(LabelStep(create: step, server: server, position: born))
            edges = after + self.edges(to: server, .bornWithServer)
        } else if let server = address.owner, let unlabelled {
            id = "label \(address)"
            operation = .label(LabelStep(create: step, server: server, position: 0, id: unlabelled.id))
        } else {
            id = "create \(address)"
            operation = .create(step)
            if let server = address.owner { edges = serialise(edges, on: stable[server], step: id) }
        }
        add(PlanStep(id: id, address: address, region: resource.region, operation: operation, edges: edges))
        readyBy[address, default: []].append(id)
    }

    /// Edges to whatever makes the objects that a resource refers to.
    private func references(of attributes: Attributes) -> [StepEdge] {
        attributes.entries.flatMap { entry -> [StepEdge] in
            guard let address = entry.value.reference else { return [] }
            switch address.kind {
            case .server: return edges(to: address, .serverBeforeDisk)
            case .vault: return edges(to: address, .vaultBeforeImage)
            case .disk, .image, .copy: return []
            }
        }
    }

    /// Disks that a new server brings along: those that have no object of their own yet.
    private func bornDisks(_ disks: [Address]) -> [Address] {
        disks.filter { recreated.contains($0) || !isThere($0) }
    }

    private func isThere(_ disk: Address) -> Bool { records[disk].flatMap { live[$0.id] } != nil }

    private func bornPosition(of resource: DesiredResource, on server: Address) -> Int? {
        guard let step = steps["create \(server)"], case .create(let create) = step.operation else {
            return nil
        }
        return create.disks.firstIndex(of: resource.address)
    }

    /// A data disk that was born with a server of ours, and whose naming was cut off: it has no mark and no record,
    /// hangs on the server, and has the size and type that are declared or that it has in the server's image.
    private mutating func bornUnlabelled(_ resource: DesiredResource) -> LiveResource? {
        guard let server = resource.address.owner, let id = stable[server], records[server] != nil,
            records[resource.address] == nil, case .server(let facts) = live[id]?.facts
        else { return nil }
        let captured = restored[resource.address].map { Value.int($0.sizeGiB) } ?? .null
        let (size, type) = (resource.attributes[.size], resource.attributes[.type])
        for disk in facts.disks where !disk.isSystem && !isClaimed(disk.id) {
            guard let object = live[disk.id], object.owner == nil,
                object.attributes[.size] == (size.isEmpty ? captured : size),
                type.isEmpty || object.attributes[.type] == type
            else { continue }
            claim(disk.id)
            return object
        }
        return nil
    }

    // MARK: Compare

    private mutating func compare(
        _ resource: DesiredResource, _ lookup: LookupResolver.Result, resolved: Attributes,
        record: ResourceRecord?,
        object: LiveResource
    ) -> Change? {
        let differ = Differ(resource.address.kind)
        var object = object
        // Yours alone: the cloud does not keep it, the record does.
        let isNoted = resolved[.recreateOn].isEmpty || !(record?.attributes[.recreateOn].isEmpty ?? true)
        object.attributes[.recreateOn] =
            isNoted ? record?.attributes[.recreateOn] ?? .null : resolved[.recreateOn]
        let drifted = noteDrift(record, object, differ)
        var differences = differ.differences(
            wanted: resolved, live: object.attributes, recorded: record?.attributes)
        if !isNoted {
            differences.append(
                Differ.Difference(attribute: .recreateOn, effect: .inPlace, wanted: resolved[.recreateOn]))
        }
        let isBroken = object.phase == .failed && record?.standing == .incomplete
        guard !differences.isEmpty || isBroken || isMarkedElse(record, object) else {
            stable[resource.address] = object.id
            if let record {
                catchUp(record, object, drifted, wanted: resolved, resource, declared: lookup.declared)
            }
            return nil
        }
        let immutable = differences.filter { $0.effect == .requiresReplace }
        if immutable.isEmpty && !isBroken {
            stable[resource.address] = object.id
            return update(resource, lookup, resolved: resolved, record: record, object: object, differences)
        }
        if resource.address.kind == .vault || immutable.contains(where: Self.isShrink) {
            // Refused by a rule; nothing is planned that could lose data.
            stable[resource.address] = object.id
            return nil
        }
        return replace(resource, lookup, resolved: resolved, object: object, differences, isBroken: isBroken)
    }

    private static func isShrink(_ difference: Differ.Difference) -> Bool {
        difference.attribute == .size || difference.attribute == .systemDiskSize
    }

    private mutating func noteDrift(
        _ record: ResourceRecord?, _ object: LiveResource, _ differ: Differ
    ) -> [Drift.Difference] {
        guard let record else { return [] }
        let differences = differ.drift(recorded: record.attributes, live: object.attributes)
        if !differences.isEmpty {
            drift.append(
                Drift(address: record.address, id: record.id, isGone: false, differences: differences))
        }
        return differences
    }

    /// Takes into a record what is declared and there already.
    ///
    /// - Parameter declared: `nil` for a generation, whose record keeps what it was made from.
    mutating func catchUp(
        _ record: ResourceRecord, _ object: LiveResource, _ drifted: [Drift.Difference], wanted: Attributes,
        _ resource: DesiredResource, declared: Attributes? = nil
    ) {
        var known = record
        known.rememberScope(object)
        for difference in drifted where !wanted[difference.attribute].isEmpty {
            known.attributes[difference.attribute] = wanted[difference.attribute]
        }
        known.protect = resource.protect
        if let declared {
            known.declared = declared
            // What lists do not tell, such as security groups, only the look-up does.
            for name in declared.entries.map(\.name)
            where known.attributes[name].isEmpty && wanted[name] != .knownAfterApply {
                known.attributes[name] = wanted[name]
            }
            known.dependencies = dependencies(of: resource.attributes)
        }
        if case .disk(let details) = resource.details { known.onRemove = details.onRemove }
        if known != record { refreshed.append(known) }
    }

    mutating func update(
        _ resource: DesiredResource, _ lookup: LookupResolver.Result, resolved: Attributes,
        record: ResourceRecord?,
        object: LiveResource, _ differences: [Differ.Difference], at generation: Address? = nil,
        in region: Region? = nil
    ) -> Change {
        let address = generation ?? resource.address
        var wanted: Attributes = [:]
        var current: Attributes = [:]
        var edges: [StepEdge] = []
        for difference in differences {
            wanted[difference.attribute] = difference.wanted
            current[difference.attribute] = object.attributes[difference.attribute]
            if let target = difference.wanted.reference { edges += self.edges(to: target, .serverBeforeDisk) }
        }
        let region = region ?? resource.region
        if address.kind == .copy { current[.targetRegion] = .string(region) }
        // Where a disk hangs now decides whether it has to be detached first.
        if let server = object.attributes[.server].string, !deletedFirst.contains(server) {
            current[.server] = .string(server)
        } else {
            current[.server] = .null
        }
        var after = record ?? StateRebuilder.record(of: object, at: address.series, declared: resource)
        after.attributes = resolved
        after.declared = lookup.declared
        after.standing = .current
        after.protect = resource.protect
        after.dependencies = dependencies(of: resource.attributes)
        if case .disk(let details) = resource.details { after.onRemove = details.onRemove }
        let id = "update \(address)"
        var step = UpdateStep(id: object.id, changes: wanted, current: current, record: after)
        step.retags = isMarkedElse(record, object)
        let server = address.kind == .server ? object.id : object.attributes[.server].string
        edges = serialise(edges, on: server, step: id)
        add(
            PlanStep(
                id: id, address: address, region: region,
                operation: .update(step),
                edges: edges))
        readyBy[address.series, default: []].append(id)
        if let owner = address.owner, !wanted[.server].isEmpty {
            add(StepEdge(id, .disksMovedBeforeDelete), to: "delete old \(owner)")
        }
        return Change(
            address: address, region: region, action: .update, id: object.id,
            before: readable(object),
            after: display(resource, resolved: resolved), differences: differences.map(\.attribute),
            reason: moveReason(address) ?? .attributesDiffer, notes: updateNotes(differences),
            origin: resource.origin)
    }

    /// The object bears the mark of another address of this project, for it was moved, or none, for it was adopted.
    func isMarkedElse(_ record: ResourceRecord?, _ object: LiveResource) -> Bool {
        guard let record else { return false }
        // Adopted by `import`: no operation of ours made it, and it bears no mark yet.
        guard let owner = object.owner else { return record.digest == ResourceRecord.adopted }
        guard Mark.belongs(owner, to: project) else { return false }
        return owner != Mark.owner(project: project, address: record.address)
    }

    private func moveReason(_ address: Address) -> ActionReason? {
        renamed.first { $0.record.address == address }.map { .moved($0.from) }
    }

    private func updateNotes(_ differences: [Differ.Difference]) -> [String] {
        if differences.isEmpty {
            return ["It gets the marks of this project and address; nothing else changes."]
        }
        return differences.contains { $0.attribute == .flavor }
            ? ["The server is stopped for the change of flavor and started again if it was running."] : []
    }

    /// Declared attributes, with computed names filled in.
    func display(_ resource: DesiredResource, resolved: Attributes) -> Attributes {
        var result = resource.attributes
        for name in [AttributeName.name, .recreateOn] where result[name].isEmpty {
            result[name] = resolved[name]
        }
        return result
    }

    // MARK: Replace

    private mutating func replace(
        _ resource: DesiredResource, _ lookup: LookupResolver.Result, resolved: Attributes,
        object: LiveResource,
        _ differences: [Differ.Difference], isBroken: Bool
    ) -> Change {
        let address = resource.address
        var replaceOrder = ResourceSchema.of(address.kind).replaceOrder
        // A fixed address cannot be held by two servers.
        if address.kind == .server, !resource.attributes[.ip].isEmpty { replaceOrder = .deleteBeforeCreate }
        let server = object.attributes[.server].string
        if case .server(let details) = resource.details {
            replacedServers.insert(address)
            if serverOptions(resource)?.onReplace == .recreate {
                recreated.formUnion(details.disks.filter(isThere))
            }
        }
        let delete = DeleteStep(
            id: object.id, standing: replaceOrder == .createBeforeDestroy ? .deposed : .current,
            detachFrom: server.flatMap { deletedFirst.contains($0) ? nil : $0 })
        let deleteID = replaceOrder == .createBeforeDestroy ? "delete old \(address)" : "delete \(address)"
        if replaceOrder == .deleteBeforeCreate {
            if address.kind == .server { deletedFirst.insert(object.id) }
            var edges = serialise([], on: server, step: deleteID)
            if let owner = address.owner {
                edges += self.edges(to: owner, .serverBeforeDisk)
                add(StepEdge(deleteID, .disksMovedBeforeDelete), to: "delete old \(owner)")
            }
            add(
                PlanStep(
                    id: deleteID, address: address, region: resource.region, operation: .delete(delete),
                    edges: edges))
            addCreateSteps(resource, lookup, resolved: resolved, after: [StepEdge(deleteID, .oldBeforeNew)])
        } else {
            addCreateSteps(resource, lookup, resolved: resolved, after: [])
            add(
                PlanStep(
                    id: deleteID, address: address, region: resource.region, operation: .delete(delete),
                    edges: edges(to: address, .newBeforeOld)))
        }
        let immutable = differences.filter { $0.effect == .requiresReplace }.map(\.attribute)
        return Change(
            address: address, region: resource.region, action: .replace(replaceOrder), id: object.id,
            before: readable(object), after: display(resource, resolved: resolved),
            differences: differences.map(\.attribute),
            reason: isBroken ? .failedInCloud(status: object.status) : .immutableAttributes(immutable),
            risk: isBroken ? nil : risk(of: object), origin: resource.origin)
    }

    /// A disk whose server is made anew and brings another one in its place. The old one follows `onRemove`.
    private mutating func recreate(
        _ resource: DesiredResource, _ lookup: LookupResolver.Result, resolved: Attributes,
        object: LiveResource
    ) -> Change {
        let address = resource.address
        addCreateSteps(resource, lookup, resolved: resolved, after: [])
        var edges = self.edges(to: address, .newBeforeOld)
        if let owner = address.owner {
            for id in ["delete old \(owner)", "delete \(owner)"] where steps[id] != nil {
                edges.append(StepEdge(id, .serverBeforeDiskDelete))
            }
        }
        var deletes = false
        if case .disk(let details) = resource.details { deletes = details.onRemove == .delete }
        let id = "\(deletes ? "delete" : "forget") old \(address)"
        add(
            PlanStep(
                id: id, address: address, region: resource.region,
                operation: deletes
                    ? .delete(DeleteStep(id: object.id, standing: .deposed))
                    : .forget(RecordStep(id: object.id, standing: .deposed)),
                edges: edges))
        return Change(
            address: address, region: resource.region, action: .replace(.createBeforeDestroy), id: object.id,
            before: object.attributes, after: resource.attributes,
            reason: .serverReplaced, risk: deletes ? risk(of: object) : nil,
            notes: deletes
                ? []
                : ["The old disk stays in the cloud, where it goes on costing money; ximage forgets it."],
            origin: resource.origin)
    }

    /// What would be lost with an object, and when an image last captured it.
    func risk(of object: LiveResource) -> DataRisk? {
        let size: Int
        let server: RemoteID?
        switch object.kind {
        case .server: (size, server) = (object.attributes[.systemDiskSize].int ?? 0, object.id)
        case .disk: (size, server) = (object.attributes[.size].int ?? 0, object.attributes[.server].string)
        case .vault, .image, .copy: return nil
        }
        var risk = DataRisk(sizeGiB: size)
        for record in generations.values.joined() {
            guard let source = record.attributes[.source].string, source == server,
                let time = record.createdAt
            else {
                continue
            }
            if risk.lastCaptured.map({ $0 < time }) ?? true {
                risk.lastCaptured = time
                risk.capturedBy = record.address
            }
        }
        return risk
    }
}
