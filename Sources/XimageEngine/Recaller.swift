import XimageCore
import XimagePlanning

/// Live state without refresh: objects are taken to be as state has them, and the cloud is asked only for what state
/// cannot know.
///
/// | what | is read |
/// | --- | --- |
/// | catalogues | where something is made or looked up by name |
/// | the list of an existing object | when no image of state was made from it under the same look-up |
/// | servers | where manifests select among them |
/// | all lists of a region | when something in it is deleted or replaced: what is at risk is no matter of memory |
/// | the list of a kind | before an apply makes objects of it: their marks tell whether they are there already |
/// | servers and disks | when a disk is made for a server that state knows: it may be attached already |
///
/// A plan that changes nothing, or only in place, therefore reads nothing.
struct Recaller: Sendable {
    private let refresher: Refresher
    private let time: TimeSource
    private let desired: DesiredState
    private let prior: PriorState
    private let lists: [Refresher.List]

    private var catalogues: [Region: Catalogue] = [:]
    private var needs: [Region: CatalogueNeeds] = [:]
    private var read: [Refresher.List: [LiveResource]] = [:]
    private var backups: [LiveBackup] = []
    private var refused: [UnreadableFact] = []

    init(provider: any Provider, time: TimeSource, desired: DesiredState, prior: PriorState) {
        refresher = Refresher(provider: provider, time: time)
        self.time = time
        self.desired = desired
        self.prior = prior
        lists = Refresher.lists(desired: desired, prior: prior)
    }

    /// Live state with at least these lists read, and what rules ask of catalogues. What was read before is not read again.
    mutating func recall(
        reading more: Set<Refresher.List> = [], asking demands: [Region: CatalogueNeeds] = [:]
    ) async throws -> LiveState {
        let readAt = time.now()
        let existing = ExistingObjects(desired: desired, prior: prior)
        let missing = Self.withDisks(more.union(existing.unknown).union(selected))
            .subtracting(read.keys).sorted()
        let parts = try await refresher.read(missing)
        for list in missing { read[list] = [] }
        backups += parts.flatMap(\.backups)
        refused += parts.flatMap(\.refused)
        for object in parts.flatMap(\.resources) {
            read[Refresher.List(kind: object.kind, region: object.region), default: []].append(object)
        }
        let fresh = read.keys.sorted().flatMap { read[$0] ?? [] }
        let recalled = (prior.records.map(LiveResource.init(recalling:)) + existing.known).filter {
            read[Refresher.List(kind: $0.kind, region: $0.region)] == nil
        }
        let lookups = LookupNeeds(desired: desired, prior: prior, live: fresh + recalled).needs()
        let wanted = lookups.merging(demands) { $0.union($1) }
        for (region, need) in wanted {
            let rest = need.subtracting(needs[region] ?? .nothing)
            guard rest != .nothing || catalogues[region] == nil else { continue }
            catalogues.merge(try await refresher.catalogues([region: rest])) { $0.merging($1) }
        }
        needs.merge(wanted) { $0.union($1) }
        backups.name(by: fresh)
        return LiveState(
            resources: fresh, catalogues: catalogues, readAt: readAt,
            unreadable: refused + catalogues.sorted { $0.key < $1.key }.flatMap(\.value.unreadable),
            recalled: recalled, backups: backups)
    }

    /// Whether these lists were read, and catalogues with these needs.
    func hasRead(_ lists: Set<Refresher.List>, and demands: [Region: CatalogueNeeds]) -> Bool {
        lists.isSubset(of: read.keys)
            && demands.allSatisfy { region, need in
                need.subtracting(needs[region] ?? .nothing) == .nothing
            }
    }

    /// Lists that a plan must not be without.
    /// - Parameter searchesMarks: whether the plan is about to be carried out.
    func lists(for changes: [Change], searchesMarks: Bool) -> Set<Refresher.List> {
        var result = Refresher.lists(for: changes)
        for change in changes
        where change.action == .create && (searchesMarks || isForExistingServer(change.address)) {
            result.insert(.init(kind: change.address.kind, region: change.region))
            // It may be attached already.
            if change.address.kind == .disk { result.insert(.init(kind: .server, region: change.region)) }
        }
        return Self.withDisks(result)
    }

    /// A disk for a server that was there before: what is attached to that is no matter of memory.
    private func isForExistingServer(_ address: Address) -> Bool {
        guard let server = address.owner else { return false }
        return prior.records.contains { $0.address == server }
    }

    /// A server that was read has its system disk in the list of disks.
    private static func withDisks(_ lists: Set<Refresher.List>) -> Set<Refresher.List> {
        lists.union(lists.filter { $0.kind == .server }.map { .init(kind: .disk, region: $0.region) })
    }

    /// Images of servers that are found in the account have no other source than the account.
    private var selected: Set<Refresher.List> {
        desired.selections.isEmpty ? [] : Set(lists)
    }
}

/// Objects that manifests only name, as far as state has met them: an image remembers what it was made from, and
/// under which look-up that was found.
struct ExistingObjects: Sendable {
    private(set) var known: [LiveResource] = []
    /// Where the others would be found.
    private(set) var unknown: Set<Refresher.List> = []

    init(desired: DesiredState, prior: PriorState) {
        let named = desired.resources.filter { $0.ownership != .managed }
        guard !named.isEmpty else { return }
        let met = Self.met(desired: desired, prior: prior)
        for resource in named {
            guard case .existing(let lookup) = resource.ownership else { continue }
            if let object = Self.object(resource, lookup, met[resource.address]) {
                known.append(object)
                continue
            }
            unknown.insert(.init(kind: resource.address.kind, region: resource.region))
        }
    }

    private typealias Met = (id: RemoteID, lookup: String)

    private static func met(desired: DesiredState, prior: PriorState) -> [Address: Met] {
        var result: [Address: Met] = [:]
        for record in prior.records where record.address.kind == .image && record.standing == .current {
            guard let image = desired[record.address.series] else { continue }
            for name in [AttributeName.source, .vault] {
                guard let address = image.attributes[name].reference,
                    let id = record.attributes[name].string, let lookup = record.declared[name].string
                else { continue }
                result[address] = (id, lookup)
            }
        }
        return result
    }

    private static func object(_ resource: DesiredResource, _ lookup: ExistingLookup, _ met: Met?)
        -> LiveResource?
    {
        var object = LiveResource(
            kind: resource.address.kind, region: resource.region, id: "", name: "",
            attributes: [.region: .string(resource.region)])
        switch lookup {
        case .id(let id): object.id = id
        case .name(let name, let zone):
            guard let met, met.lookup == lookup.description else { return nil }
            object.id = met.id
            object.name = name
            if let zone { object.attributes[.zone] = .string(zone) }
        }
        return object
    }
}

extension LiveResource {
    /// The object of a record, without what only the cloud can tell.
    init(recalling record: ResourceRecord) {
        self.init(
            kind: record.address.kind, region: record.region, id: record.id,
            name: record.attributes[.name].string ?? "", attributes: record.attributes)
    }
}
