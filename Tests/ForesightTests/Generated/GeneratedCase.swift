/// What was declared and applied, what happened then, and what is declared now.
struct GeneratedCase: ForesightTexts {
    struct Unit {
        var before: Declared?
        var after: Declared?
        var surroundings = Surroundings()
        /// Entries of `changes` of the region.
        var happenings: [String] = []
        /// What was done to it, in words.
        var deeds: [String] = []

        /// Either has the number and the region.
        var any: Declared { after ?? before ?? Declared(number: 0) }
    }

    let seed: UInt64
    var units: [Unit] = []
    /// Entries of `stock`.
    var stock: [String] = []
    /// A quota that is set to the most that the plan takes, and so much more.
    var quota: (name: String, region: String, more: Int)?

    init(seed: UInt64) {
        self.seed = seed
        var draw = Draw(seed: seed)
        for number in 0..<(draw.one(of: 3) ? 2 : 1) { units.append(Unit(number: number, &draw)) }
        if seed % 6 == 0 {
            quota = (
                draw.pick(["images", "servers", "cores", "ramMB", "volumes", "gigabytes"]),
                units[0].any.region, draw.pick([-1, -1, 0, 0, 1])
            )
        } else {
            for index in units.indices { units[index].disturb(&draw, &stock) }
        }
    }

    private static let zones = ["cn-north-4": "cn-north-4a", "cn-south-1": "cn-south-1a"]

    private static func head(_ region: String) -> String {
        """
        version: 1
        project: shop
        defaults:
          region: \(region)
          zone: \(zones[region] ?? "")
          network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
          images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}

        """
    }

    private func manifest(of parts: [Declared], consents: [String], removed: [String]) -> String {
        var text = Self.head("cn-north-4")
        for (section, lines) in [
            ("vaults", parts.map(\.vaults)), ("servers", parts.map(\.servers)),
            ("images", parts.map(\.images)),
        ] {
            let joined = lines.joined()
            if !joined.isEmpty { text += "\(section):\n\(joined)" }
        }
        if !removed.isEmpty {
            text += "removed:\n"
            text += removed.map { "  - {from: '\($0)', action: delete, reason: test}\n" }.joined()
        }
        if !consents.isEmpty {
            text += "acknowledge:\n"
            text += consents.map { "  - {key: \($0), reason: test}\n" }.joined()
        }
        return text
    }

    var before: String? {
        let parts = units.compactMap(\.before)
        return parts.isEmpty ? nil : manifest(of: parts, consents: [], removed: [])
    }

    var manifest: String {
        var removed: [String] = []
        var consents: [String] = []
        for unit in units {
            let old = unit.before?.addresses ?? []
            let new = Set(unit.after?.addresses ?? [])
            removed += old.filter { address in
                !new.contains(address)
                    // A server takes none of its disks along, an image its copies.
                    && !(address.hasPrefix("copy.") && !new.contains("image.g\(unit.any.number)"))
            }
            consents += old.filter { !$0.hasPrefix("copy.") }.map { "target: '\($0)', key: destroy" }
            consents += old.filter { $0.hasPrefix("vault.") }.map { "target: '\($0)', key: destroy-backups" }
        }
        return manifest(of: units.compactMap(\.after), consents: consents, removed: removed)
            .replacing("key: target", with: "target")
    }

    var world: String {
        "agencies: [ims_copy]\nregions:\n"
            + Self.zones.keys.sorted().map { region in
                let here = units.filter { $0.any.region == region }
                let there = units.filter { $0.any.region != region }
                let servers = here.map { $0.surroundings.servers($0.any, zone: Self.zones[region] ?? "") }
                let vaults =
                    here.map { $0.surroundings.vaults($0.any, keys: ["v", "w", "x"]) }
                    + there.map { $0.surroundings.vaults($0.any, keys: ["r"]) }
                let images = here.map { $0.surroundings.images($0.any) }
                return "  \(region):\n"
                    + [("servers", servers), ("vaults", vaults), ("images", images)].map { key, lines in
                        let text = lines.joined()
                        return text.isEmpty ? "    \(key): []\n" : "    \(key):\n\(text)"
                    }.joined()
            }.joined()
    }

    var meanwhile: String {
        var text = stock.isEmpty ? "" : "stock: [\(stock.joined(separator: ", "))]\n"
        let regions = Self.zones.keys.sorted().compactMap { region -> String? in
            let entries = units.filter { $0.any.region == region }.flatMap(\.happenings)
            guard !entries.isEmpty else { return nil }
            return "  \(region): {changes: [\(entries.map { "{\($0)}" }.joined(separator: ", "))]}\n"
        }
        if !regions.isEmpty { text += "regions:\n\(regions.joined())" }
        return text
    }

    /// What was done to a unit, or to the region.
    func deeds(at unit: Int?) -> [String] {
        guard let unit else { return quota.map { ["\($0.name) \($0.more)"] } ?? [] }
        return units.first { $0.any.number == unit }.map { $0.deeds + $0.happenings + stock } ?? stock
    }

    var places: [Int?] { units.map(\.any.number) + [nil] }
}
