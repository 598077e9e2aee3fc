package import XimageCore

/// Reads live state by list calls, for the regions and types in play only.
package struct Refresher: Sendable {
    private let provider: any Provider
    private let time: TimeSource

    package init(provider: any Provider, time: TimeSource) {
        self.provider = provider
        self.time = time
    }

    /// - Throws: the first `ProviderError`; a plan on half of the lists could make things twice.
    package func refresh(desired: DesiredState, prior: PriorState) async throws -> LiveState {
        let readAt = time.now()
        let resources = try await read(Self.lists(desired: desired, prior: prior))
        let needs = CataloguePlanner(desired: desired, prior: prior, live: resources).needs()
        return LiveState(
            resources: resources, catalogues: try await catalogues(needs), readAt: readAt)
    }

    /// Reads lists side by side; the answer keeps their order.
    func read(_ lists: [List]) async throws -> [LiveResource] {
        try await withThrowingTaskGroup(of: (Int, [LiveResource]).self) { group in
            for (index, list) in lists.enumerated() {
                group.addTask { (index, try await provider.list(list.kind, in: list.region)) }
            }
            var parts = [[LiveResource]](repeating: [], count: lists.count)
            for try await (index, part) in group { parts[index] = part }
            return parts.flatMap { $0 }
        }
    }

    /// One catalogue for each region, empty where nothing of it is needed.
    func catalogues(_ needs: [Region: CatalogueNeeds]) async throws -> [Region: Catalogue] {
        try await withThrowingTaskGroup(of: Catalogue.self) { group in
            var result: [Region: Catalogue] = [:]
            for (region, need) in needs {
                guard need != .nothing else {
                    result[region] = Catalogue(region: region)
                    continue
                }
                group.addTask { try await provider.catalogue(of: region, needs: need) }
            }
            for try await catalogue in group { result[catalogue.region] = catalogue }
            return result
        }
    }

    struct List: Hashable, Comparable {
        var kind: ResourceKind
        var region: Region

        static func < (a: List, b: List) -> Bool { (a.region, a.kind) < (b.region, b.kind) }
    }

    /// A server brings its disks along: its system disk is one of them. An image brings servers, disks and vaults:
    /// what it captures and what holds it.
    static func lists(desired: DesiredState, prior: PriorState) -> [List] {
        var result: Set<List> = []
        func need(_ kind: ResourceKind, _ region: Region) {
            result.insert(List(kind: kind, region: region))
            switch kind {
            case .server: result.insert(List(kind: .disk, region: region))
            case .image:
                for kind in [ResourceKind.server, .disk, .vault] {
                    result.insert(List(kind: kind, region: region))
                }
            case .disk: result.insert(List(kind: .server, region: region))
            case .vault: result.insert(List(kind: .image, region: region))
            case .copy: break
            }
        }
        for resource in desired.resources { need(resource.address.kind, resource.region) }
        for record in prior.records { need(record.address.kind, record.region) }
        return result.sorted()
    }
}

/// Decides which parts of each region's catalogue a plan will ask for.
struct CataloguePlanner {
    let desired: DesiredState
    let prior: PriorState
    let live: [LiveResource]

    func needs() -> [Region: CatalogueNeeds] {
        let ids = Set(live.map(\.id))
        var records: [Address: ResourceRecord] = [:]
        for record in prior.records where record.standing != .deposed && ids.contains(record.id) {
            records[record.address] = record
        }
        var result: [Region: CatalogueNeeds] = [:]
        for resource in desired.resources {
            var needs = result[resource.region] ?? .nothing
            let record = records[resource.address]
            switch resource.address.kind {
            case _ where resource.ownership != .managed: break
            case .server: self.needs(of: resource, record, into: &needs)
            case .disk where record == nil: needs.offers = true
            case .image where prior.records.isEmpty: needs.offers = true
            default: break
            }
            result[resource.region] = needs
        }
        return result
    }

    private func needs(
        of server: DesiredResource, _ record: ResourceRecord?, into needs: inout CatalogueNeeds
    ) {
        let image = server.attributes[.image]
        if record == nil || record?.declared[.image] != image {
            if let name = image.map?["name"]?.string ?? image.string { needs.imageNames.insert(name) }
            if let id = image.map?["id"]?.string { needs.imageIDs.insert(id) }
        }
        let lookups: [AttributeName] = [.vpc, .subnet, .securityGroups]
        if lookups.contains(where: {
            record?.declared[$0] != server.attributes[$0] && !server.attributes[$0].isEmpty
        }) {
            needs.networks = true
        }
        let offered: [AttributeName] = [.flavor, .zone, .systemDiskType, .image]
        if record == nil || offered.contains(where: { differs($0, server, record) }) { needs.offers = true }
    }

    private func differs(_ name: AttributeName, _ server: DesiredResource, _ record: ResourceRecord?) -> Bool
    {
        let was = name == .image ? record?.declared[name] : record?.attributes[name]
        return was != server.attributes[name]
    }
}

extension CatalogueNeeds {
    static let nothing = CatalogueNeeds(offers: false, networks: false)
}
