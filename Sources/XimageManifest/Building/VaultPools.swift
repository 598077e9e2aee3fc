internal import XimageCore

/// Spreads servers over the vaults of a pool: each has its own order of preference, so that another server or vault
/// moves few; a vault takes ``Limits/vaultServers``.
struct VaultPools {
    private var pools: [String: Pool] = [:]

    private struct Pool {
        let vaults: [Address]
        let hashes: [UInt64]
        var counts: [Int]
        var known: [Address: Int] = [:]

        init(_ vaults: [Address]) {
            self.vaults = vaults
            hashes = vaults.map { VaultPools.hash($0.description) }
            counts = [Int](repeating: 0, count: vaults.count)
        }

        /// The vault with room that the server likes best.
        mutating func choose(for server: Address) -> Address? {
            if let index = known[server] { return vaults[index] }
            let own = VaultPools.hash(server.description)
            var best: (index: Int, weight: UInt64)?
            for index in vaults.indices where counts[index] < Limits.vaultServers {
                let weight = VaultPools.mixed(own ^ hashes[index])
                if let known = best, known.weight >= weight { continue }
                best = (index, weight)
            }
            guard let best else { return nil }
            counts[best.index] += 1
            known[server] = best.index
            return vaults[best.index]
        }
    }

    /// - Parameter vaults: all instances of one block, the same at each call.
    mutating func vault(for server: Address, among vaults: [Address]) -> Address? {
        guard let name = vaults.first?.name else { return nil }
        return pools[name, default: Pool(vaults)].choose(for: server)
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
