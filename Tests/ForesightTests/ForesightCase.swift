/// A manifest set and the world that it meets.
struct ForesightCase: ForesightTexts {
    var units: [Unit]
    /// What was declared and made before the manifest became what it is now: units by number.
    var past: [Int: Unit] = [:]

    init(_ units: [Unit]) { self.units = units }

    var before: String? {
        guard !past.isEmpty else { return nil }
        var before = self
        before.units = past.values.sorted { $0.number < $1.number }
        return before.manifest
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
        let servers = units.map(\.worldServer).joined()
        let vaults = units.map(\.worldVaults).joined()
        let replicas = units.map(\.worldReplicas).joined()
        return """
            regions:
              cn-north-4:
                servers:\(servers.isEmpty ? " []" : "")
            \(servers)    vaults:\(vaults.isEmpty ? " []" : "")
            \(vaults)  cn-south-1:
                vaults:\(replicas.isEmpty ? " []" : "")
            \(replicas)
            """
    }
}
