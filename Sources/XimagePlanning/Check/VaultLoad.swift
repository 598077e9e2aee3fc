package import XimageCore

/// What a vault will have to bear when the plan has been carried out.
package struct VaultLoad: Sendable {
    /// Index into `subjects(.vault)`.
    package let vault: Int
    /// Capacity; `nil` when it is not known.
    package var sizeGiB: Int?
    /// Whether the vault grows by itself.
    package var expands: Bool
    /// Disks of all servers that are or will be in it.
    package var boundGiB: Int
    /// First backups that this plan will make: servers that enter the vault with it.
    package var newGiB = 0
    package var usedMiB: Int
    /// Servers in it at the end.
    package var servers: Int
    /// Index into `captures` of the first image that this plan makes through it.
    package var firstImage: Int?
}

extension RuleContext {
    /// Indices of declared vaults that some image uses, ascending.
    package var vaultsInUse: [Int] { Set(captures.compactMap(\.vault)).sorted() }

    /// Server to the vault that it is in now.
    package var bindings: [RemoteID: RemoteID] {
        var result: [RemoteID: RemoteID] = [:]
        for object in live.resources where object.kind == .vault {
            guard case .vault(let facts) = object.facts else { continue }
            for member in facts.members { result[member] = object.id }
        }
        return result
    }

    /// One entry for each declared vault that some image uses, in the order of `subjects(.vault)`.
    package func vaultLoads() -> [VaultLoad] {
        var loads: [Int: VaultLoad] = [:]
        var members: [Int: Set<String>] = [:]
        for index in vaultsInUse {
            let vault = subjects(.vault)[index]
            var load = VaultLoad(
                vault: index,
                sizeGiB: vault.desired.attributes[.size].int ?? vault.live?.attributes[.size].int,
                expands: vault.desired.attributes[.autoExpand].bool ?? vault.live?.attributes[.autoExpand]
                    .bool
                    ?? false,
                boundGiB: 0, usedMiB: 0, servers: 0)
            if case .vault(let facts) = vault.live?.facts {
                load.boundGiB = facts.allocatedGiB
                load.usedMiB = facts.usedMiB
                load.servers = facts.members.count
                members[index] = Set(facts.members)
            }
            loads[index] = load
        }
        for (index, capture) in captures.enumerated() where capture.isMade {
            guard let vault = capture.vault else { continue }
            if loads[vault]?.firstImage == nil { loads[vault]?.firstImage = index }
            let isReplaced = server(capture)?.isNew ?? false
            let key = isReplaced ? nil : capture.liveServer
            guard let member = key ?? capture.serverAddress.map({ "\($0)" }),
                members[vault, default: []].insert(member).inserted
            else { continue }
            loads[vault]?.servers += 1
            loads[vault]?.boundGiB += capture.totalGiB ?? 0
            loads[vault]?.newGiB += capture.totalGiB ?? 0
        }
        return loads.values.sorted { $0.vault < $1.vault }
    }
}
