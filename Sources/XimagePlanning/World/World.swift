import XimageCore

/// All that a plan is decided on: declared, recorded and live, read once, made quick to ask, and never changed.
///
/// A class, as every decision asks it and a copy of so many parts would cost more than the decisions.
final class World: Sendable {
    let project: String
    /// With selections expanded, snapshots added and vaults chosen.
    let desired: DesiredState
    let declared: DeclaredIndex
    let prior: PriorState
    let options: PlanOptions
    let zoneOffset: ZoneOffset
    let live: LiveIndex
    let lookups: LookupResolver
    /// When the lists were read.
    let readAt: Timestamp
    /// Whether every list in play was read.
    let isRefreshed: Bool
    let unreadable: [UnreadableFact]
    /// Lists that lack an object which exists.
    let incomplete: [UnreadableFact]
    let ownership: MarkOwnership
    /// In the marks that the plan writes; `nil` while there is no state.
    let marks: MarkLineage?
    let backups: [LiveBackup]

    /// Records of the objects at their addresses, with those that the marks gave back.
    let records: [Address: ResourceRecord]
    /// Old objects of replacements that were interrupted, by address and id.
    let deposed: [ResourceRecord]
    /// Generations of image series, ascending.
    let generations: [Address: [ResourceRecord]]
    /// The same by the ids of their objects.
    let generationsByID: [RemoteID: Address]
    /// Ids of objects that a record claims.
    let recordedIDs: Set<RemoteID>
    /// Ids of objects whose creation is not over: disks without names and marks of servers that exist.
    let unfinished: Set<RemoteID>
    /// Keys of recorded disks by id.
    let diskKeys: [RemoteID: String]
    /// Generations by the server that they captured, by address.
    let capturesByServer: [RemoteID: [ResourceRecord]]
    /// Where records were before a `moved` entry, by their address now.
    let movedFrom: [Address: Address]
    /// Objects with marks of this project and without an address.
    let unknown: [LiveResource]
    /// Ids of objects with marks of this project that this state did not create.
    let strangers: Set<RemoteID>
    /// Bare backups that are ours by their names alone, as they are taken over.
    let takenOverBackups: [LiveBackup]
    /// The greatest number of each series among objects that are not managed any more.
    let setAsideGenerations: [Address: Int]
    /// Backups of this state that no image is based on, by the owner in their mark.
    let bareBackups: [String: [LiveBackup]]
    /// The vault of each backup.
    let backupVaults: [RemoteID: RemoteID]
    /// Declared servers by the series that they are created from.
    let imageUsers: [Address: [(Address, ServerOptions.ImageGeneration)]]
    /// Live servers by the image that they were created from; under an empty id those of which nobody knows it.
    let serversByImage: [RemoteID: [LiveResource]]
    let waivers: Waivers
    /// The part of the set that the run is about.
    let selection: Selection

    init(
        _ input: PlanInput, _ expanded: DesiredExpander, _ rebuilt: StateRebuilder.Result, live: LiveIndex,
        ownership: MarkOwnership
    ) {
        self.ownership = ownership
        // A new state continues what it takes over.
        let own = input.prior.identity.marks
        marks = ownership.isFresh ? ownership.takeOver?.lineage ?? own : own
        desired = expanded.desired
        declared = DeclaredIndex(expanded.desired)
        prior = expanded.prior
        project = expanded.desired.settings.project
        options = input.options
        zoneOffset = input.zoneOffset
        self.live = live
        lookups = LookupResolver(input.live.catalogues)
        readAt = input.live.readAt
        isRefreshed = input.live.isRefreshed
        unreadable = input.live.unreadable
        incomplete = input.live.incomplete
        backups = input.live.backups.recognised(by: expanded.prior, in: expanded.desired.settings.project)
        unknown = rebuilt.unknown
        let strangers = Set(rebuilt.strangers.map(\.object.id))
        self.strangers = strangers
        movedFrom = Dictionary(expanded.renamed.map { ($0.record.address, $0.from) }) { first, _ in first }

        let book = RecordBook(rebuilt.records(after: expanded.prior.records))
        records = book.records
        deposed = book.deposed
        generations = book.generations
        generationsByID = book.generationsByID
        recordedIDs = book.ids
        unfinished = book.unfinished
        diskKeys = book.diskKeys
        capturesByServer = book.capturesByServer

        let project = project
        bareBackups = Dictionary(
            grouping: backups.filter { backup in
                backup.image == nil && backup.mark.map { Mark.belongs($0.owner, to: project) } ?? false
                    && ownership.isOurs(backup)
            }, by: { $0.mark?.owner ?? "" })
        takenOverBackups = bareBackups.values.flatMap { $0 }.filter { ownership.isTakenOver($0) }
            .sorted { $0.id < $1.id }
        setAsideGenerations = Dictionary(
            expanded.prior.setAside.compactMap { record in
                record.address.generation.map { (record.address.series, $0) }
            }, uniquingKeysWith: max)
        backupVaults = Dictionary(
            backups.compactMap { backup in backup.vault.map { (backup.id, $0) } }
        ) { first, _ in first }
        imageUsers = Self.imageUsers(expanded.desired)
        serversByImage = Self.asksForUsers(input, expanded) ? Self.serversByImage(live, expanded.prior) : [:]
        waivers = Waivers(
            expanded.desired.acknowledgements + input.acknowledgements,
            today: String(input.live.readAt.description.prefix(10)), name: { live[$0]?.name })
        selection = Selection(
            input.options, expanded.desired,
            due: {
                DueImages(options: input.options, zoneOffset: input.zoneOffset, now: input.live.readAt)
                    .dueSeries(expanded.desired, book.generations, live)
            })
    }

    private static func imageUsers(_ desired: DesiredState) -> [Address: [(
        Address, ServerOptions.ImageGeneration
    )]] {
        var result: [Address: [(Address, ServerOptions.ImageGeneration)]] = [:]
        for resource in desired.resources where resource.address.kind == .server {
            guard let series = resource.attributes[.image].reference, case .server = resource.details else {
                continue
            }
            result[series, default: []].append(
                (resource.address, resource.serverOptions?.imageGeneration ?? .newest))
        }
        return result
    }

    /// Retention, snapshots and `undelete` ask which servers use an image.
    private static func asksForUsers(_ input: PlanInput, _ expanded: DesiredExpander) -> Bool {
        !input.options.undelete.isEmpty || expanded.prior.records.contains(where: \.isSnapshot)
            || expanded.desired.resources.contains { resource in
                if case .copy(let details) = resource.details, details.retention != nil { return true }
                return resource.imageOptions?.retention != nil
            }
    }

    private static func serversByImage(_ live: LiveIndex, _ prior: PriorState) -> [RemoteID: [LiveResource]] {
        let recorded = Dictionary(
            prior.records.compactMap { record in record.attributes[.image].string.map { (record.id, $0) } }
        ) { first, _ in first }
        var result: [RemoteID: [LiveResource]] = [:]
        for server in live.resources where server.kind == .server {
            let image = server.attributes[.image].string ?? recorded[server.id] ?? ""
            result[image, default: []].append(server)
        }
        return result.mapValues { $0.sorted { ($0.name, $0.id) < ($1.name, $1.id) } }
    }
}

extension World {
    /// The object of a record; `nil` when the lists do not have it.
    func liveObject(of record: ResourceRecord?) -> LiveResource? { record.flatMap { live[$0.id] } }

    /// Whether state knows that its user released the object.
    func isReleased(_ id: RemoteID) -> Bool {
        prior.setAside.contains { $0.id == id && $0.standing == .released }
    }

    /// Whether another object has its address; see ``PassedOver``.
    func isPassedOver(_ id: RemoteID) -> Bool {
        prior.setAside.contains { $0.id == id && $0.standing == .passedOver && exists($0.address) }
    }

    /// Whether the address has an object.
    func exists(_ address: Address) -> Bool { liveObject(of: records[address]) != nil }

    /// Generations of a series with their objects, ascending, failed ones too.
    func usable(_ series: Address) -> [Generation] {
        (generations[series] ?? []).compactMap { record in
            live[record.id].map { Generation(record: record, object: $0) }
        }
    }

    func bareBackups(of series: Address) -> [LiveBackup] {
        guard !bareBackups.isEmpty else { return [] }
        return bareBackups[Mark.owner(project: project, address: series)] ?? []
    }

    func cannotListBackups(in region: Region) -> Bool {
        unreadable.contains { $0.region == region && $0.fact == "backups" }
    }

    /// Whether deleting a vault may delete backups: it is in use, a list shows one in it, or nobody could list them.
    func mayHoldBackups(_ vault: LiveResource) -> Bool {
        guard case .vault(let facts) = vault.facts, facts.usedMiB == 0 else { return true }
        return cannotListBackups(in: vault.region) || backups.contains { $0.vault == vault.id }
    }

    /// The entry that decides what happens to an address that is no longer declared: its own before that of its server,
    /// the command line before the manifests, and of the rest the most specific one.
    func removal(of address: Address) -> Removal? {
        func closest(_ all: [Removal]) -> Removal? {
            all.filter { $0.from.covers(address) }
                .min { $0.from.specificity(for: address) > $1.from.specificity(for: address) }
        }
        let (given, declared) = (closest(options.removals), closest(desired.removals))
        return [given, declared].compactMap { $0 }.first { $0.from.kind == address.kind } ?? given ?? declared
    }

    /// Live attributes, ids of look-ups and of generations as people know them.
    func readable(_ object: LiveResource) -> Attributes {
        guard object.kind == .server else { return object.attributes }
        var result = object.attributes
        for name in LookupResolver.names where !result[name].isEmpty {
            result[name] = lookups.readable(name, result[name], region: object.region)
        }
        if let id = object.attributes[.image].string, let generation = generationsByID[id] {
            result[.image] = .reference(generation)
        }
        return result
    }

    /// Somebody may have a block with the name of the snapshots' block.
    func isDeclaredByManifest(_ series: Address) -> Bool {
        !Snapshot.isSeries(series) || declared[series]?.origin != nil
    }

    /// Registered again on its own backup after its first image was gone; the manifest says nothing of a backup.
    func isBroughtBack(_ record: ResourceRecord) -> Bool {
        guard !record.attributes[.sourceBackup].isEmpty, let declared = declared[record.address.series] else {
            return false
        }
        return declared.attributes[.sourceBackup].isEmpty
    }

    /// The object has another mark than that of its address: it was moved, adopted or released, its creation was
    /// interrupted, or someone removed or overwrote the mark. ``OwnerGuard`` refuses to write over what says that it is somebody else's.
    func isMarkedElse(_ record: ResourceRecord, _ object: LiveResource) -> Bool {
        guard let owner = object.owner else {
            return record.isAdopted || record.standing == .incomplete || object.hasReadMarks
        }
        return owner != Mark.owner(project: project, address: record.address)
            || record.hasOtherOperation(object)
    }

    /// Records of bare backups that are taken over, of declared series: a name has a digest of the address alone.
    var recoveredBackups: [ResourceRecord] {
        guard !takenOverBackups.isEmpty else { return [] }
        let series = desired.resources.map(\.address).filter(\.kind.hasGenerations)
        let owners = Dictionary(series.map { (Mark.owner(project: project, address: $0), $0) }) { first, _ in
            first
        }
        return takenOverBackups.compactMap { backup in
            guard let mark = backup.mark, let series = owners[mark.owner] else { return nil }
            return ResourceRecord(
                address: series.generation(mark.generation), region: backup.region, id: backup.id,
                standing: .backup)
        }
    }

    /// As recorded, or as the manifests say by now.
    func isProtected(_ record: ResourceRecord) -> Bool {
        record.protect || declared[record.address.series]?.protect ?? false
    }

    func retention(of image: Address) -> Retention? { declared[image]?.imageOptions?.retention }
}

extension ResourceRecord {
    /// Whether someone removed or overwrote a mark that the object had. Tags that were not read are not missing.
    func hasLostMark(_ object: LiveResource, of project: String) -> Bool {
        guard !awaitsMarks, object.hasReadMarks else { return false }
        return hasOtherOperation(object) || object.owner != Mark.owner(project: project, address: address)
    }

    /// Whether someone removed or overwrote the mark of the operation that created the object.
    func hasOtherOperation(_ object: LiveResource) -> Bool {
        !isAdopted && object.hasReadMarks && object.operation?.operation != operation
    }
}

extension Address {
    /// Whether an entry for this address is about another one: a block about its instances, a server about its disks,
    /// a series about its generations.
    func covers(_ address: Address) -> Bool {
        guard name == address.name, instance == nil || instance == address.instance else { return false }
        if kind == address.kind {
            return part == address.part && (generation == nil || generation == address.generation)
        }
        return kind == .server && address.kind == .disk
    }
}
