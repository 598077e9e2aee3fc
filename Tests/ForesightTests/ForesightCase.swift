import XimageTestSupport

/// A manifest set and the world that it meets.
struct ForesightCase: Sendable {
    var seed: UInt64
    var units: [Unit]
    /// Per region, by the names of world files.
    var quotas: [String: Int] = [:]
    /// What was broken: a unit's number, or `nil` for the whole region.
    var broken: [(unit: Int?, breaker: Breaker)] = []
    /// What was declared and made before the manifest became what it is now: units by number.
    var past: [Int: Unit] = [:]

    /// Half of the units are broken at most, each in one or two ways; one case in five runs into a quota instead.
    init(seed: UInt64) {
        self.seed = seed
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 3...5, using: &random)
        units = (0..<count).map { number in
            var unit = Unit(number)
            unit.isExisting = Bool.random(using: &random)
            unit.hasExistingVault = Bool.random(using: &random)
            unit.isStopped = Bool.random(using: &random)
            unit.dataGiB = Int.random(in: 10...120, using: &random)
            if Int.random(in: 0..<4, using: &random) == 0 { unit.copy = Unit.Copy() }
            return unit
        }
        if seed % 5 == 4 {
            let breaker = Breaker.ofRegions[Int.random(in: 0..<Breaker.ofRegions.count, using: &random)]
            breaker.apply(to: &self)
            broken.append((nil, breaker))
            return
        }
        for number in units.indices where Bool.random(using: &random) {
            for _ in 0..<Int.random(in: 1...2, using: &random) {
                let breaker = Breaker.ofUnits[Int.random(in: 0..<Breaker.ofUnits.count, using: &random)]
                let isFree = breaker.isEdit ? past[number] != nil || isWhole(number) : past[number] == nil
                guard isFree else { continue }
                if breaker.isEdit, past[number] == nil {
                    units[number].isExisting = false
                    past[number] = units[number]
                }
                breaker.apply(to: &units[number])
                broken.append((number, breaker))
            }
        }
    }

    private func isWhole(_ number: Int) -> Bool { !broken.contains { $0.unit == number } }

    /// What was applied before; `nil` when the account has nothing of ours yet.
    var before: ForesightCase? {
        guard !past.isEmpty else { return nil }
        var before = self
        before.units = past.values.sorted { $0.number < $1.number }
        return before
    }

    var manifest: String {
        """
        version: 1
        project: shop
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
          images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}
        vaults:
        \(units.map(\.vaultBlock).joined())servers:
        \(units.map(\.serverBlock).joined())images:
        \(units.map(\.imageBlock).joined())
        """
    }

    var world: String {
        let quotas = quotas.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        let servers = units.map(\.worldServer).joined()
        let vaults = units.map(\.worldVaults).joined()
        let replicas = units.map(\.worldReplicas).joined()
        return """
            regions:
              cn-north-4:
                quotas: {\(quotas.joined(separator: ", "))}
                servers:\(servers.isEmpty ? " []" : "")
            \(servers)    vaults:\(vaults.isEmpty ? " []" : "")
            \(vaults)  cn-south-1:
                vaults:\(replicas.isEmpty ? " []" : "")
            \(replicas)
            """
    }
}
