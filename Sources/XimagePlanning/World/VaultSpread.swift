import XimageCore

/// Spreads servers over the vaults of a pool: each has its own order of preference, so that another server or vault
/// moves few; a vault takes 256.
struct VaultSpread: Sendable {
    private var known: [String: Address] = [:]
    private var counts: [Address: Int] = [:]

    init() {}

    /// Servers that a vault holds already.
    mutating func occupy(_ vault: Address, with count: Int) { counts[vault, default: 0] += count }

    /// - Parameter server: an address, or the id of a server that is not declared.
    mutating func vault(for server: String, among vaults: [Address]) -> Address? {
        if let place = known[server], vaults.contains(place) { return place }
        let ranked = vaults.map { (weight: Self.hash("\(server)|\($0)"), vault: $0) }
            .sorted { ($0.weight, $1.vault) > ($1.weight, $0.vault) }
        guard let chosen = ranked.first(where: { counts[$0.vault, default: 0] < Limits.vaultServers })?.vault
        else { return nil }
        counts[chosen, default: 0] += 1
        known[server] = chosen
        return chosen
    }

    /// FNV-1a, mixed at the end; the same on every machine.
    private static func hash(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash ^= hash >> 33
        hash = hash &* 0xFF51_AFD7_ED55_8CCD
        return hash ^ (hash >> 33)
    }
}
