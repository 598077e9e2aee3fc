import XimageCore

/// Disks that were created with a server that is taken over, and whose naming was cut off, by the declared disks that they
/// may be. The order of attachment distinguishes equal ones.
struct UnnamedCandidates {
    private let desired: DesiredState
    private let known: Set<RemoteID>
    private let live: LiveIndex
    private(set) var disks: [Address: [LiveResource]] = [:]

    /// - Parameters:
    ///   - servers: by their ids.
    ///   - known: ids that are something else.
    init(
        _ desired: DesiredState, servers: [(id: RemoteID, address: Address)], known: Set<RemoteID>,
        named: [Address: [ResourceRecord]], live: LiveIndex
    ) {
        self.desired = desired
        self.known = known
        self.live = live
        for server in servers { find(on: server.id, at: server.address, named) }
    }

    private mutating func find(
        on id: RemoteID, at address: Address, _ named: [Address: [ResourceRecord]]
    ) {
        guard let server = live[id], case .server(let facts) = server.facts else { return }
        let birth = Birth(of: server, nil)
        var free = facts.disks.filter { !$0.isSystem && !known.contains($0.id) }.compactMap { live[$0.id] }
            .filter { $0.owner == nil && $0.hasReadMarks && birth.covers($0) }
        for disk in desired[address]?.declaredDisks ?? [] where !free.isEmpty {
            let others = (named[disk] ?? []).compactMap { live[$0.id] }
            guard let declared = desired[disk],
                !others.contains(where: { $0.attributes[.server].string == id })
            else { continue }
            let index = free.firstIndex { object in
                [AttributeName.size, .type].allSatisfy { name in
                    declared.attributes[name].isEmpty || object.attributes[name] == declared.attributes[name]
                }
            }
            if let index { disks[disk, default: []].append(free.remove(at: index)) }
        }
    }
}
