import XimageCore

/// Recorded objects that no list shows, and the disks of servers of ours. Lists lag behind and can be cut off: not seen is
/// not gone, so each is asked for by its id, once, before it counts as gone.
struct UnlistedObjects {
    private struct Missing: Sendable {
        let id: RemoteID
        let kind: ResourceKind
        let region: Region
    }

    let provider: any Provider
    /// Lists that were read; what only others could show was not looked for.
    let lists: Set<Refresher.List>

    /// What exists beside the lists, and which lists should show it.
    struct Found {
        var resources: [LiveResource]
        var incomplete: [UnreadableFact]
    }

    /// - Parameter listed: what the lists show.
    func read(_ prior: PriorState, _ listed: [LiveResource]) async throws -> Found {
        var known = Set(listed.map(\.id))
        let found = try await read(records(prior, &known))
        let ours = Set(prior.records.map(\.id))
        let disks = disks(of: (listed + found).filter { ours.contains($0.id) }, &known)
        let all = (found + (try await read(disks))).sorted { $0.id < $1.id }
        return Found(resources: all, incomplete: Self.incomplete(all))
    }

    /// One fact for each list, with the first object that it lacks.
    private static func incomplete(_ found: [LiveResource]) -> [UnreadableFact] {
        var facts: [Refresher.List: UnreadableFact] = [:]
        for object in found {
            let kind = object.kind == .copy ? .image : object.kind
            let list = Refresher.List(kind: kind, region: object.region)
            if facts[list] == nil {
                facts[list] = UnreadableFact(
                    service: kind.service, region: object.region, fact: "\(kind.rawValue)s",
                    reason: "the list does not show \"\(object.name)\" (\(object.id)), which exists")
            }
        }
        return facts.sorted { $0.key < $1.key }.map(\.value)
    }

    private func records(_ prior: PriorState, _ known: inout Set<RemoteID>) -> [Missing] {
        prior.records.compactMap { record in
            guard !record.id.isEmpty else { return nil }
            // A copy is an image of the region in which it arrived.
            let isCopy = record.address.kind == .copy
            let region = isCopy ? record.attributes[.targetRegion].string ?? record.region : record.region
            let list = Refresher.List(kind: isCopy ? .image : record.address.kind, region: region)
            guard lists.contains(list), known.insert(record.id).inserted else { return nil }
            return Missing(id: record.id, kind: record.address.kind, region: region)
        }
    }

    private func disks(of servers: [LiveResource], _ known: inout Set<RemoteID>) -> [Missing] {
        var result: [Missing] = []
        for server in servers {
            guard case .server(let facts) = server.facts,
                lists.contains(Refresher.List(kind: .disk, region: server.region))
            else { continue }
            for disk in facts.disks where known.insert(disk.id).inserted {
                result.append(Missing(id: disk.id, kind: .disk, region: server.region))
            }
        }
        return result
    }

    private func read(_ missing: [Missing]) async throws -> [LiveResource] {
        let provider = provider
        return try await BoundedReads.all(missing) { try await provider.read($0.id, $0.kind, in: $0.region) }
            .compactMap { $0 }
    }
}
