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
    /// Backups that this plan will make of servers that are in it: where there are earlier ones, they hold what has changed.
    package var laterGiB = 0
    /// What this plan adds to the disks of servers that are in it already.
    package var grownGiB = 0
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

    /// What this plan adds to the disks of servers that are in a vault: disks that grow, and disks that come to them. What it
    /// takes away is not counted: it may go later than the vault changes.
    package func growthGiB(of vault: VaultFacts) -> Int {
        let members = Set(vault.members)
        func isBound(_ disk: RemoteID, to server: RemoteID?) -> Bool {
            guard let server, members.contains(server) else { return false }
            return !(vault.excludedDisks[server] ?? []).contains(disk)
        }
        var total = 0
        for change in changes {
            switch (change.address.kind, change.action, change.id) {
            case (.server, .update, let id?) where members.contains(id):
                total += Self.growth(of: .systemDiskSize, change)
            case (.disk, .update, let id?):
                let server = change.after?[.server].string ?? live[id]?.attributes[.server].string
                guard isBound(id, to: server) else { continue }
                let isNew = live[id]?.attributes[.server].string != server
                total += isNew ? change.after?[.size].int ?? 0 : Self.growth(of: .size, change)
            case (.disk, .create, _):
                let server = change.address.owner.flatMap { subject($0) }
                guard subject(change.address)?.live == nil, server?.isNew == false,
                    let id = server?.live?.id, members.contains(id)
                else { continue }
                total += change.after?[.size].int ?? 0
            default: break
            }
        }
        return total
    }

    /// A later backup is taken to hold a twentieth of the disks: nothing tells how much has changed.
    private static let changedPart = 20

    /// Servers by the vault that holds backups of them; all its servers where nobody may list backups.
    private func serversWithBackups(in vaults: Set<Int>) -> [Int: Set<String>] {
        let ids = Dictionary(
            vaults.compactMap { vault in subjects(.vault)[vault].live.map { ($0.id, vault) } }
        ) { first, _ in first }
        var result: [Int: Set<String>] = [:]
        for vault in vaults {
            guard let live = subjects(.vault)[vault].live, case .vault(let facts) = live.facts,
                unreadable.contains(where: { $0.fact == "backups" && $0.region == live.region })
            else { continue }
            result[vault] = Set(facts.members)
        }
        for backup in backups.all {
            guard let server = backup.server, let vault = backup.vault.flatMap({ ids[$0] }) else { continue }
            result[vault, default: []].insert(server)
        }
        return result
    }

    private static func growth(of size: AttributeName, _ change: Change) -> Int {
        guard let before = change.before?[size].int, let after = change.after?[size].int else { return 0 }
        return max(0, after - before)
    }

    /// One entry for each declared vault that some image uses and whose use is known, in the order of `subjects(.vault)`.
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
                // What is in a vault that answers do not describe is not known: no load.
                guard let allocated = facts.allocatedGiB, let used = facts.usedMiB else { continue }
                load.grownGiB = growthGiB(of: facts)
                load.boundGiB = allocated + load.grownGiB
                load.usedMiB = used
                load.servers = facts.members.count
                members[index] = Set(facts.members)
            }
            loads[index] = load
        }
        var backedUp = serversWithBackups(in: Set(loads.keys))
        for (index, capture) in captures.enumerated() where capture.isBackedUp {
            guard let vault = capture.vault else { continue }
            if loads[vault]?.firstImage == nil { loads[vault]?.firstImage = index }
            let isReplaced = server(capture)?.isNew ?? false
            let key = isReplaced ? nil : capture.liveServer
            guard let member = key ?? capture.serverAddress.map({ "\($0)" }) else { continue }
            let sizeGiB = capture.totalGiB ?? 0
            if members[vault, default: []].insert(member).inserted {
                loads[vault]?.servers += 1
                loads[vault]?.boundGiB += sizeGiB
                loads[vault]?.newGiB += sizeGiB
            } else {
                let isFirst = !backedUp[vault, default: []].contains(member)
                loads[vault]?.laterGiB +=
                    isFirst ? sizeGiB : (sizeGiB + Self.changedPart - 1) / Self.changedPart
            }
            backedUp[vault, default: []].insert(member)
        }
        return loads.values.sorted { $0.vault < $1.vault }
    }
}
