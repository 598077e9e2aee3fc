package import XimageCore

/// Finds records that state lacks by the marks that every object of ours has.
///
/// The owner mark holds a digest of the address, so only addresses that are declared (or still recorded) can be
/// given back; others remain marked objects without an address. Whose a marked object is, ``MarkOwnership`` decides.
package struct StateRebuilder: Sendable {
    private let project: String
    private let ownership: MarkOwnership

    package init(project: String, ownership: MarkOwnership) {
        self.project = project
        self.ownership = ownership
    }

    /// A marked object that this state did not create.
    package struct Stranger: Sendable {
        package var object: LiveResource
        /// That its mark names, where it is declared or recorded.
        package var address: Address?

        package var takeOver: TakeOver { TakeOver(object.operation?.lineage) }
    }

    package struct Result: Sendable {
        /// Sorted by address; all of them are missing in prior state.
        package var records: [ResourceRecord] = []
        /// Records of prior state at these addresses: their objects no longer exist, or were released.
        package var succeeded: [ResourceRecord] = []
        /// Two objects or more have the mark of one address and generation, the most likely one first. One of them may be
        /// recorded.
        package var ambiguous: [Candidates] = []
        /// Disks that are not attached, at addresses whose disk is known.
        package var spare: [Address: [LiveResource]] = [:]
        /// Those of them that `--take-over` covers, as state remembers them.
        package var passedOver: [ResourceRecord] = []
        /// Objects of ours whose address nobody declares.
        package var unknown: [LiveResource] = []
        /// Objects with a mark of this project that this state did not create.
        package var strangers: [Stranger] = []
        /// Objects of this state's lineage that it does not know: it is older than they are.
        package var forgotten: [LiveResource] = []
        /// Objects that `--take-over` would cover if something declared them.
        package var nameless: [LiveResource] = []
        /// Ids of what `--take-over` covers.
        package var takenOver: Set<RemoteID> = []

        /// What state has with the records found.
        func records(after prior: [ResourceRecord]) -> [ResourceRecord] {
            let gone = Set(succeeded.map(\.id))
            return prior.filter { !gone.contains($0.id) } + records
        }
    }

    package func rebuild(desired: DesiredState, prior: PriorState, live: LiveIndex) -> Result {
        var result = Result()
        guard live.hasMarks else { return result }
        let known = Set(prior.records.map(\.id))
        var addresses: [String: (Address, DesiredResource?)] = [:]
        for resource in desired.resources where resource.ownership == .managed {
            addresses[Mark.owner(project: project, address: resource.address)] = (resource.address, resource)
        }
        if !desired.moves.isEmpty {
            // Moved, and the state that knew it is lost: the object still has the mark of a former address.
            for resource in desired.resources where resource.ownership == .managed {
                for old in desired.moves.sources(of: resource.address) {
                    addresses[Mark.owner(project: project, address: old)] = (resource.address, resource)
                }
            }
        }
        let forgotten = Set(desired.removals.filter { $0.action == .forget }.map(\.from))
        let deleted = desired.removals.filter { $0.action == .delete }.map(\.from)
        for address in prior.records.map(\.address.series) + deleted where !forgotten.contains(address) {
            for marked in [address] + desired.moves.sources(of: address) {
                let owner = Mark.owner(project: project, address: marked)
                if addresses[owner] == nil { addresses[owner] = (address, nil) }
            }
        }
        var cameAlong: Set<Address> = []
        let unclear = Set(
            live.resources.lazy.filter { $0.kind == .disk && !known.contains($0.id) }.compactMap(\.owner)
                .filter { addresses[$0] == nil && Mark.belongs($0, to: project) })
        for address in unclear.isEmpty ? [] : DisksOfImages(desired).addresses {
            let owner = Mark.owner(project: project, address: address)
            guard unclear.contains(owner) else { continue }
            addresses[owner] = (address, nil)
            cameAlong.insert(address)
        }
        let current = prior.records.filter { $0.standing != .deposed }
        let living = Dictionary(
            current.compactMap { record in live[record.id].map { (record.address, $0) } }
                .filter { $0.1.owner != Mark.released }
        ) { first, _ in first }
        let taken = Set(current.map(\.address))
        var found: [Address: [ResourceRecord]] = [:]
        for object in live.resources where !known.contains(object.id) {
            guard let owner = object.owner, Mark.belongs(owner, to: project) else { continue }
            let named = addresses[owner]
            switch ownership.owner(of: object) {
            case .ours: break
            case .takenOver:
                guard named != nil else {
                    // The state that has the lineage from now on must know them.
                    result.nameless.append(object)
                    var record = Self.record(of: object, at: .unknown(object), in: project, declared: nil)
                    record.standing = .passedOver
                    result.passedOver.append(record)
                    continue
                }
                result.takenOver.insert(object.id)
            case .removed:
                guard let named,
                    !taken.contains(
                        Self.record(of: object, at: named.0, in: project, declared: named.1).address)
                else { continue }
            case .released: continue
            case .forgotten:
                result.forgotten.append(object)
                continue
            case .stranger:
                result.strangers.append(Stranger(object: object, address: named?.0))
                continue
            }
            guard let (address, resource) = named else {
                result.unknown.append(object)
                continue
            }
            var record = Self.record(of: object, at: address, in: project, declared: resource)
            // Nobody knows any more of which disk in the image it was made.
            if cameAlong.contains(address) { record.attributes[.sourceDisk] = "unknown" }
            found[record.address, default: []].append(record)
        }
        let takenOver = result.takenOver
        let recovered = Set(found.values.joined().map(\.id)).subtracting(takenOver)
        let servers =
            found.filter { $0.key.kind == .server }.flatMap { address, records in
                records.map { ($0.id, address) }
            } + living.filter { $0.key.kind == .server }.map { ($0.value.id, $0.key) }
        let cutOff = UnnamedCandidates(
            desired, servers: servers.sorted { $0.0 < $1.0 }, known: known.union(prior.setAside.map(\.id)),
            named: found, live: live
        ).disks
        for address in Set(found.keys).union(cutOff.keys) {
            let all = found[address] ?? []
            var records = all
            if address.kind == .disk {
                // A disk that was kept when its server got another in its place bears the same mark.
                let attached = all.filter { live[$0.id]?.attributes[.server].isEmpty == false }
                if living[address] != nil {
                    records = attached.filter { result.takenOver.contains($0.id) }
                } else if all.count > 1, attached.count == 1 {
                    records = attached
                }
                let kept = Set(records.map(\.id))
                let spare = all.filter { !kept.contains($0.id) }.compactMap { live[$0.id] }
                result.unknown += spare
                if !spare.isEmpty { result.spare[address] = spare }
                result.passedOver += all.filter { takenOver.contains($0.id) && !kept.contains($0.id) }.map {
                    var record = $0
                    record.standing = .passedOver
                    return record
                }
            }
            // Where nothing is taken over, the plan names it.
            let unnamed = (cutOff[address] ?? []).filter { disk in
                takenOver.contains(disk.attributes[.server].string ?? "")
                    || all.contains { takenOver.contains($0.id) }
            }
            var objects = records.compactMap { live[$0.id] } + unnamed
            if let recorded = living[address] { objects.append(recorded) }
            // A server whose creation was reported as failed has its mark from the start; its disks have none.
            let left = (cutOff[address] ?? []).filter { disk in
                recovered.contains(disk.attributes[.server].string ?? "")
            }
            if left.count == 1, objects.isEmpty {
                var record = Self.record(of: left[0], at: address, in: project, declared: desired[address])
                record.standing = .incomplete
                result.records.append(record)
            } else if objects.count > 1, !records.isEmpty || !unnamed.isEmpty {
                result.ambiguous.append(Candidates(address, objects, in: live))
            } else {
                result.records += records
            }
        }
        let again = Set(result.records.map(\.address))
        result.succeeded = current.filter { again.contains($0.address) }.map { record in
            var record = record
            if live[record.id] != nil { record.standing = .released }
            return record
        }
        Self.nameDisks(of: &result.records, prior, live)
        result.records.sort { $0.address < $1.address }
        result.ambiguous.sort { $0.address < $1.address }
        result.passedOver.sort { ($0.address, $0.id) < ($1.address, $1.id) }
        return result
    }

    /// Objects of the state's own lineage that it does not know: the state is older than they are.
    package static func forgotten(
        by prior: PriorState, _ desired: DesiredState, _ live: [LiveResource]
    ) -> [LiveResource] {
        guard !prior.isFresh else { return [] }
        return found(prior, desired, LiveIndex(live), MarkOwnership(prior)).forgotten
    }

    /// With selections and moves carried out first.
    package static func found(
        _ prior: PriorState, _ desired: DesiredState, _ live: LiveIndex, _ ownership: MarkOwnership
    ) -> Result {
        var expander = DesiredExpander(desired, prior, live)
        expander.expand()
        return StateRebuilder(project: desired.settings.project, ownership: ownership).rebuild(
            desired: expander.desired, prior: expander.prior, live: live)
    }

    /// Images know the disks of their server by id, copies know them by their order.
    package static func nameDisks(
        of records: inout [ResourceRecord], _ prior: PriorState, _ live: LiveIndex
    ) {
        guard records.contains(where: { $0.address.generation != nil }) else { return }
        var sources = CaptureSources()
        for record in prior.records + records where record.address.kind == .disk {
            sources.keys[record.id] = record.address.part
            sources.types[record.id] = record.attributes[.type].string
            sources.performances[record.id] = ChosenPerformance(record.attributes)
        }
        for index in records.indices where records[index].address.kind == .image {
            records[index].remember(live[records[index].id], from: sources)
        }
        var images: [Address: ResourceRecord] = [:]
        for record in prior.records + records where record.address.kind == .image {
            images[record.address] = record
        }
        for index in records.indices where records[index].address.kind == .copy {
            let copy = records[index].address
            let image = images[
                Address(.image, copy.name, instance: copy.instance, generation: copy.generation)]
            var sources = CaptureSources()
            sources.order = image?.attributes.capturedDisks.filter { !$0.isSystem } ?? []
            records[index].remember(live[records[index].id], from: sources)
        }
    }

    /// The record that an object's marks and attributes amount to.
    package static func record(
        of object: LiveResource, at address: Address, in project: String, declared: DesiredResource?
    ) -> ResourceRecord {
        let hasGenerations = object.kind == .image || object.kind == .copy
        var record = ResourceRecord(
            address: hasGenerations ? address.generation(max(1, object.operation?.generation ?? 1)) : address,
            region: object.region, id: object.id, attributes: recordable(object, declared?.attributes),
            operation: object.operation?.operation,
            digest: object.operation?.digest ?? "",
            createdAt: object.attributes[.createdAt].string.flatMap { Timestamp($0) })
        record.remember(object)
        if let backup = earlierBackup(of: object, declared) {
            record.attributes[.sourceBackup] = .string(backup)
        }
        if let values = declared?.serverOptions?.recreateOn {
            record.attributes[.recreateOn] = RecreationTrace.recorded(object, declared: values)
        }
        if case .disk(let details) = declared?.details { record.onRemove = details.onRemove }
        record.protect = declared?.protect ?? false
        record.awaitsMarks = object.owner != Mark.owner(project: project, address: address)
        return record
    }

    /// The backup of an image that was there before it: somebody's own, or that of a generation that was registered again.
    /// A backup that is made for an image is as old as that.
    private static func earlierBackup(of object: LiveResource, _ declared: DesiredResource?) -> RemoteID? {
        guard object.kind == .image, case .image(let facts) = object.facts, let backup = facts.backup else {
            return nil
        }
        if declared?.attributes[.sourceBackup].string == backup { return backup }
        guard let taken = facts.takenAt,
            let made = object.attributes[.createdAt].string.flatMap({ Timestamp($0) })
        else { return nil }
        return made - taken > Birth.tolerance ? backup : nil
    }

    /// Live attributes that a record keeps: all but what the cloud chooses and what was not declared anyway. Of tags and
    /// metadata, others may have written what is not declared.
    private static func recordable(_ object: LiveResource, _ declared: Attributes?) -> Attributes {
        let schema = ResourceSchema.of(object.kind)
        var attributes: Attributes = [:]
        for entry in object.attributes.entries {
            guard let attribute = schema[entry.name], attribute.effect != .computed, !entry.value.isEmpty,
                !attribute.isShownOption || !(declared?[entry.name].isEmpty ?? true)
            else { continue }
            attributes[entry.name] =
                SharedKeys.names.contains(entry.name)
                ? SharedKeys.part(of: entry.value, withKeysOf: declared?[entry.name] ?? .null) : entry.value
        }
        return attributes
    }
}
