import XimageCore

/// Changes of what the manifests declare.
extension PlanBuilder {
    mutating func planDeclared() {
        for resource in input.desired.resources {
            switch (resource.ownership, resource.address.kind) {
            case (_, .copy): planCopy(resource)
            case (.existing(let lookup), _): planExisting(resource, lookup)
            case (_, .image): planImage(resource)
            default: planObject(resource)
            }
        }
    }

    /// The rules look at it; no step makes it yet, and `NotCarriedOut` says so.
    private mutating func planCopy(_ resource: DesiredResource) {
        let record = records[resource.address] ?? generations[resource.address]?.last
        let object = record.flatMap { live[$0.id] }
        let change = Change(
            address: resource.address, region: resource.region, action: .create, after: resource.attributes,
            reason: .declaredButMissing, origin: resource.origin)
        subjects.append(
            RuleContext.Subject(
                desired: resource, prior: record, live: object, change: object == nil ? change : nil,
                resolved: withReferences(resource.attributes)))
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
        let resolved = withReferences(lookup.attributes)
        let change: Change?
        if let object, record != nil {
            change = compare(resource, lookup, resolved: resolved, record: record, object: object)
        } else {
            change = create(resource, lookup, resolved: resolved, record: record, unlabelled: object)
        }
        if let change { changes.append(change) } else { unchanged += 1 }
        subjects.append(
            RuleContext.Subject(
                desired: resource, prior: record, live: object, change: change, resolved: resolved))
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
        _ resource: DesiredResource, _ lookup: LookupResolver.Result, resolved: Attributes,
        unlabelled: LiveResource? = nil, after: [StepEdge]
    ) {
        let address = resource.address
        var step = CreateStep(
            attributes: resolved, declared: lookup.declared,
            dependencies: dependencies(of: resource.attributes),
            protect: resource.protect)
        if case .disk(let details) = resource.details { step.onRemove = details.onRemove }
        if case .server(let details) = resource.details { step.disks = bornDisks(details.disks) }
        if resolved[.power] == .string("stopped") { step.powerAfter = "stopped" }

        let id: StepID
        let operation: StepOperation
        var edges = after + references(of: resolved)
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
            case .image: return edges(to: address, .imageBeforeServer)
            case .vault: return edges(to: address, .vaultBeforeImage)
            case .disk, .copy: return []
            }
        }
    }

    /// Disks that a new server brings along: those that have no object of their own yet.
    private func bornDisks(_ disks: [Address]) -> [Address] {
        disks.filter { disk in records[disk].flatMap { live[$0.id] } == nil }
    }

    private func bornPosition(of resource: DesiredResource, on server: Address) -> Int? {
        guard let step = steps["create \(server)"], case .create(let create) = step.operation else {
            return nil
        }
        return create.disks.firstIndex(of: resource.address)
    }

    /// A data disk that was born with a server of ours, and whose naming was cut off: it has no mark and no record,
    /// hangs on the server, and has the size and type that are declared.
    private mutating func bornUnlabelled(_ resource: DesiredResource) -> LiveResource? {
        guard let server = resource.address.owner, let id = stable[server], records[server] != nil,
            records[resource.address] == nil, case .server(let facts) = live[id]?.facts
        else { return nil }
        for disk in facts.disks where !disk.isSystem && !isClaimed(disk.id) {
            guard let object = live[disk.id], object.owner == nil,
                object.attributes[.size] == resource.attributes[.size],
                object.attributes[.type] == resource.attributes[.type]
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
        noteDrift(record, object, differ)
        let differences = differ.differences(
            wanted: resolved, live: object.attributes, recorded: record?.attributes)
        let isBroken = object.phase == .failed && record?.standing == .incomplete
        guard !differences.isEmpty || isBroken else {
            stable[resource.address] = object.id
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

    private mutating func noteDrift(_ record: ResourceRecord?, _ object: LiveResource, _ differ: Differ) {
        guard let record else { return }
        let differences = differ.drift(recorded: record.attributes, live: object.attributes)
        if !differences.isEmpty {
            drift.append(
                Drift(address: record.address, id: record.id, isGone: false, differences: differences))
        }
    }

    mutating func update(
        _ resource: DesiredResource, _ lookup: LookupResolver.Result, resolved: Attributes,
        record: ResourceRecord?,
        object: LiveResource, _ differences: [Differ.Difference], at generation: Address? = nil
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
        let server = address.kind == .server ? object.id : object.attributes[.server].string
        edges = serialise(edges, on: server, step: id)
        add(
            PlanStep(
                id: id, address: address, region: resource.region,
                operation: .update(
                    UpdateStep(id: object.id, changes: wanted, current: current, record: after)),
                edges: edges))
        readyBy[address.series, default: []].append(id)
        if let owner = address.owner, !wanted[.server].isEmpty {
            add(StepEdge(id, .disksMovedBeforeDelete), to: "delete old \(owner)")
        }
        return Change(
            address: address, region: resource.region, action: .update, id: object.id,
            before: readable(object),
            after: display(resource, resolved: resolved), differences: differences.map(\.attribute),
            reason: .attributesDiffer, notes: updateNotes(differences), origin: resource.origin)
    }

    private func updateNotes(_ differences: [Differ.Difference]) -> [String] {
        differences.contains { $0.attribute == .flavor }
            ? ["The server is stopped for the change of flavor and started again if it was running."] : []
    }

    /// Declared attributes, with computed names filled in.
    func display(_ resource: DesiredResource, resolved: Attributes) -> Attributes {
        var result = resource.attributes
        if result[.name].isEmpty { result[.name] = resolved[.name] }
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
            before: readable(object), after: resource.attributes, differences: differences.map(\.attribute),
            reason: isBroken ? .failedInCloud(status: object.status) : .immutableAttributes(immutable),
            risk: isBroken ? nil : risk(of: object), origin: resource.origin)
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
