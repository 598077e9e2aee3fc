package import XimageCore

/// Disks without a mark that came with a server of ours and that state does not know: a run was interrupted before it named
/// them, and the server was deleted or its record lost.
package struct UnnamedDisks: Sendable {
    /// Servers that this state created, by id.
    private var servers: [RemoteID: ResourceRecord] = [:]
    /// Names that declared and recorded servers have.
    private var names: Set<String> = []
    private let known: Set<RemoteID>

    package init(desired: DesiredState, prior: PriorState) {
        known = Set((prior.records + prior.setAside).map(\.id))
        // The disks of a server that was not chosen are as little named.
        let passedOver = prior.setAside.filter { $0.standing == .passedOver }
        for record in prior.records + passedOver where record.address.kind == .server && !record.isAdopted {
            servers[record.id] = record
            if let name = record.attributes[.name].string { names.insert(name) }
        }
        for resource in desired.resources
        where resource.address.kind == .server && resource.ownership == .managed {
            if let name = resource.attributes[.name].string { names.insert(name) }
        }
    }

    package func orphans(among live: LiveIndex) -> [Orphan] {
        live.resources.filter {
            $0.kind == .disk && $0.owner == nil && $0.hasReadMarks && !known.contains($0.id)
        }.sorted { ($0.region, $0.id) < ($1.region, $1.id) }.compactMap { disk in
            why(disk, live).map { Orphan(thing: .object(disk), why: $0, isMarked: false) }
        }
    }

    private func why(_ disk: LiveResource, _ live: LiveIndex) -> String? {
        if let id = disk.attributes[.server].string, !id.isEmpty {
            guard let record = servers[id], let server = live[id], case .server(let facts) = server.facts,
                facts.disks.contains(where: { $0.id == disk.id && !$0.isSystem }),
                Birth(of: server, record).covers(disk), Birth.server(ofDisk: disk.name) != nil
            else { return nil }
            return "has no mark, and was created together with \(record.address)"
        }
        guard let name = Birth.server(ofDisk: disk.name), names.contains(name) else { return nil }
        return "has no mark, and the name that a disk of a new server \"\(name)\" gets"
    }
}
