/// Spreads servers over the vaults of a pool: each server has its own order of preference, so that another server or
/// vault moves few. A vault binds at most ``Limits/vaultServers``.
package struct VaultSpread: Sendable {
    private struct Choice: Hashable {
        let server: String
        let pool: String
    }

    private var known: [Choice: Address] = [:]
    private var counts: [Address: Int] = [:]
    private var hashes: [Address: UInt64] = [:]

    package init() {}

    /// Servers that are bound to a vault already.
    package mutating func occupy(_ vault: Address, with count: Int) { counts[vault, default: 0] += count }

    /// The vault with room that the server prefers; the same vault when it is asked for again.
    /// - Parameters:
    ///   - server: an address, or the id of a server that is not declared.
    ///   - vaults: instances of one block.
    /// - Returns: `nil` when all are full.
    package mutating func vault(for server: String, among vaults: [Address]) -> Address? {
        let choice = Choice(server: server, pool: vaults.first?.name ?? "")
        if let place = known[choice], vaults.contains(place) { return place }
        let own = Self.hash(server)
        var best: (vault: Address, weight: UInt64)?
        for vault in vaults where counts[vault, default: 0] < Limits.vaultServers {
            let weight = Self.mixed(own ^ hash(of: vault))
            if let known = best, known.weight >= weight { continue }
            best = (vault, weight)
        }
        guard let best else { return nil }
        counts[best.vault, default: 0] += 1
        known[choice] = best.vault
        return best.vault
    }

    private mutating func hash(of vault: Address) -> UInt64 {
        if let known = hashes[vault] { return known }
        let hash = Self.hash(vault.description)
        hashes[vault] = hash
        return hash
    }

    /// FNV-1a; the same on every machine.
    private static func hash(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return mixed(hash)
    }

    /// The finisher of MurmurHash3: every bit of the input moves every bit of the result.
    private static func mixed(_ value: UInt64) -> UInt64 {
        var hash = value
        hash ^= hash >> 33
        hash = hash &* 0xFF51_AFD7_ED55_8CCD
        hash ^= hash >> 33
        hash = hash &* 0xC4CE_B9FE_1A85_EC53
        return hash ^ (hash >> 33)
    }
}
