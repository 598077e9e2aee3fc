import XimageCore
import XimagePlanning

/// Decides which parts of each region's catalogue a plan will ask for.
struct CataloguePlanner {
    let desired: DesiredState
    let prior: PriorState
    let live: [LiveResource]
    /// Whether state stands for the cloud: a new generation alone is then no reason to ask.
    var isRecalled = false

    func needs() -> [Region: CatalogueNeeds] {
        let ids = Set(live.map(\.id))
        let regions = Dictionary(live.map { ($0.id, $0.region) }) { first, _ in first }
        var records: [Address: ResourceRecord] = [:]
        for record in prior.records where record.standing != .deposed && ids.contains(record.id) {
            records[record.address] = record
        }
        var newest: [Address: ResourceRecord] = [:]
        for record in prior.records where record.standing != .deposed && ids.contains(record.id) {
            if (newest[record.address.series]?.address.generation ?? 0) <= record.address.generation ?? 0 {
                newest[record.address.series] = record
            }
        }
        var result: [Region: CatalogueNeeds] = [:]
        for resource in desired.resources {
            var needs = result[resource.region] ?? .nothing
            // What was resolved in another region says nothing about this one.
            let record = records[resource.address].flatMap { $0.region == resource.region ? $0 : nil }
            switch resource.address.kind {
            case _ where resource.ownership != .managed: break
            case .server: self.needs(of: resource, record, into: &needs)
            case .disk where record == nil || differs(.type, resource, record): needs.offers = true
            case .disk where differs(.size, resource, record): needs.diskQuota = true
            default: break
            }
            result[resource.region] = needs
        }
        for resource in desired.resources where resource.ownership == .managed && !isRecalled {
            switch resource.address.kind {
            case .image where isDue(resource, newest[resource.address]):
                result[resource.region, default: .nothing].imageQuota = true
                // The backup service is asked about servers that exist, in their region.
                result[resource.region, default: .nothing].protection.formUnion(
                    servers(resource.attributes[.source], records, ids)
                        .filter { regions[$0] ?? resource.region == resource.region })
            case .copy where newest[resource.address] == nil:
                result[resource.region, default: .nothing].copyTargets = true
                if let target = resource.attributes[.targetRegion].string, !target.isEmpty {
                    result[target, default: .nothing].imageQuota = true
                }
            default: break
            }
        }
        return result
    }

    /// Whether a generation may have to be made: there is none, it is made on a schedule, or it is made of other
    /// things.
    private func isDue(_ image: DesiredResource, _ newest: ResourceRecord?) -> Bool {
        guard let newest, newest.region == image.region else { return true }
        if case .image(let details) = image.details, details.options?.content.schedule != nil { return true }
        return [AttributeName.kind, .revision].contains { image.attributes[$0] != newest.attributes[$0] }
            || [AttributeName.source, .vault].contains { name in
                guard let wanted = image.attributes[name].reference else { return false }
                return !newest.dependencies.contains(wanted)
            }
    }

    /// Existing servers that the source of an image stands for.
    private func servers(
        _ source: Value, _ records: [Address: ResourceRecord], _ ids: Set<RemoteID>
    ) -> [RemoteID] {
        if let id = source.string { return ids.contains(id) ? [id] : [] }
        guard let address = source.reference else { return [] }
        guard case .existing(let lookup) = desired[address]?.ownership else {
            return records[address].map { [$0.id] } ?? []
        }
        switch lookup {
        case .id(let id): return [id]
        case .name(let name, _): return live.filter { $0.kind == .server && $0.name == name }.map(\.id)
        }
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
            (record?.declared[$0] != server.attributes[$0] || record?.attributes[$0].isEmpty ?? true)
                && !server.attributes[$0].isEmpty
        }) {
            needs.networks = true
        }
        let offered: [AttributeName] = [.flavor, .zone, .systemDiskType, .image]
        if record == nil || offered.contains(where: { differs($0, server, record) }) { needs.offers = true }
        if differs(.systemDiskSize, server, record) { needs.diskQuota = true }
    }

    /// What these changes ask for: much of what a plan does shows only once it is made.
    static func needs(of changes: [Change]) -> [Region: CatalogueNeeds] {
        var result: [Region: CatalogueNeeds] = [:]
        for change in changes {
            var needs = CatalogueNeeds.nothing
            switch (change.address.kind, change.action) {
            case (.server, .create), (.server, .replace), (.disk, .create), (.disk, .replace):
                needs.offers = true
            case (.server, .update): needs.offers = change.differences.contains(.flavor)
            case (.disk, .update): needs.offers = change.differences.contains(.type)
            default: break
            }
            if change.action == .update {
                needs.diskQuota =
                    [.size, .systemDiskSize].contains { change.differences.contains($0) }
                    && change.address.kind != .vault
            }
            if needs != .nothing { result[change.region] = result[change.region]?.union(needs) ?? needs }
        }
        return result
    }

    private func differs(
        _ name: AttributeName, _ resource: DesiredResource, _ record: ResourceRecord?
    ) -> Bool {
        // Disks that come with an image have the type and the size that the image gives them.
        if [.type, .size, .systemDiskSize].contains(name), resource.attributes[name].isEmpty { return false }
        let was = name == .image ? record?.declared[name] : record?.attributes[name]
        return was != resource.attributes[name]
    }
}
