import XimageCore

/// Subnets by VPC. Servers are listed with their address and VPC, not with the subnet; since the ranges of one VPC
/// never overlap, the address tells which it is.
actor SubnetDirectory {
    private let calls: NetworkCalls
    private var known: [String: [Subnet]] = [:]

    init(calls: NetworkCalls) { self.calls = calls }

    private func subnets(of network: RemoteID, in region: Region) async throws(ProviderError) -> [Subnet] {
        let key = "\(region) \(network)"
        if let found = known[key] { return found }
        let found = try await calls.subnets(of: network, in: region)
        known[key] = found
        return found
    }

    /// Those of each network, in the order of the networks.
    nonisolated func subnets(
        of networks: [RemoteID], in region: Region
    ) async throws(ProviderError) -> [[Subnet]] {
        try await concurrently(networks, width: 8) { network throws(ProviderError) in
            try await self.subnets(of: network, in: region)
        }
    }

    /// The servers with their subnets. Where networks may not be read, servers stay without.
    nonisolated func filled(
        into servers: [LiveResource], of region: Region
    ) async throws(ProviderError) -> [LiveResource] {
        let networks = Set(servers.compactMap { $0.attributes[.vpc].string }).sorted()
        guard !networks.isEmpty else { return servers }
        let found = try await concurrently(networks, width: 8) { network throws(ProviderError) in
            do throws(ProviderError) {
                return try await self.subnets(of: network, in: region)
            } catch {
                guard error.category == .permission || error.category == .notFound else { throw error }
                return []
            }
        }
        var ranges: [String: [(AddressRange, RemoteID)]] = [:]
        for (network, list) in zip(networks, found) {
            ranges[network] = list.compactMap { subnet in AddressRange(subnet.cidr).map { ($0, subnet.id) } }
        }
        return servers.map { server in
            guard let network = server.attributes[.vpc].string, let address = server.attributes[.ip].string,
                let match = ranges[network]?.first(where: { $0.0.includes(address) })
            else { return server }
            var server = server
            server.attributes[.subnet] = .string(match.1)
            return server
        }
    }
}
