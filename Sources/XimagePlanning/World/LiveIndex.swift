package import XimageCore

/// Live state made quick to ask: by id, by owner mark. Servers carry the attributes of their system disk.
package struct LiveIndex: Sendable {
    package private(set) var resources: [LiveResource]
    private var positions: [RemoteID: Int] = [:]
    private var owned: [String: [Int]] = [:]

    package init(_ live: [LiveResource]) {
        resources = live
        positions.reserveCapacity(live.count)
        for (index, resource) in live.enumerated() {
            positions[resource.id] = index
            if let owner = resource.owner { owned[owner, default: []].append(index) }
        }
        for index in resources.indices {
            guard case .server(let facts) = resources[index].facts else { continue }
            attach(facts.disks, to: resources[index].id)
            guard let system = facts.disks.first(where: \.isSystem), let disk = self[system.id]
            else { continue }
            resources[index].attributes[.systemDiskType] = disk.attributes[.type]
            resources[index].attributes[.systemDiskSize] = disk.attributes[.size]
            resources[index].attributes[.systemDiskIOPS] = disk.attributes[.iops]
            resources[index].attributes[.systemDiskThroughput] = disk.attributes[.throughput]
        }
    }

    /// A disk in use whose answer does not say by whom is where its server has it.
    private mutating func attach(_ disks: [ServerFacts.AttachedDisk], to server: RemoteID) {
        for disk in disks {
            guard let index = positions[disk.id], resources[index].status == "in-use",
                resources[index].attributes[.server].isEmpty
            else { continue }
            resources[index].attributes[.server] = .string(server)
        }
    }

    package subscript(id: RemoteID) -> LiveResource? { positions[id].map { resources[$0] } }

    /// Objects that bear the mark of an address, in the order of the lists.
    package func owned(by owner: String, kind: ResourceKind) -> [LiveResource] {
        (owned[owner] ?? []).map { resources[$0] }.filter { $0.kind == kind }
    }

    package var hasMarks: Bool { !owned.isEmpty }

    /// Existing objects that a look-up describes.
    package func find(_ lookup: ExistingLookup, kind: ResourceKind, region: Region) -> [LiveResource] {
        switch lookup {
        case .id(let id):
            return self[id].map { [$0] }?.filter { $0.kind == kind && $0.region == region } ?? []
        case .name(let name, let zone):
            return resources.filter {
                $0.kind == kind && $0.region == region && $0.name == name
                    && (zone == nil || $0.attributes[.zone].string == zone)
            }
        }
    }
}
