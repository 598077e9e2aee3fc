import NIOCore
import XimageCore

/// Subnets by VPC. Servers are listed with their address and VPC, not with the subnet; since the ranges of one VPC
/// never overlap, the address tells which it is.
actor SubnetDirectory {
    private var known: [String: [Subnet]] = [:]

    func subnets(of network: RemoteID, in region: Region, through gateway: Gateway)
        async throws(ProviderError) -> [Subnet]
    {
        let key = "\(region) \(network)"
        if let found = known[key] { return found }
        // Always with `vpc_id`, which permissions by enterprise project demand. Source: VPC API reference.
        let template = "/v1/{project}/subnets"
        let found: [Subnet] = try await Lister.markers(
            size: 1000, operation: .get(.vpc, region, template), endsShort: true, id: { $0.id }
        ) { marker throws(ProviderError) in
            var query = [("vpc_id", network), ("limit", "1000")]
            if let marker { query.append(("marker", marker)) }
            return try await gateway.send(.get(.vpc, region, template, query: query)) {
                body throws(JSONFailure) in
                try Self.page(body)
            }
        }
        known[key] = found
        return found
    }

    private static func page(_ body: ByteBuffer) throws(JSONFailure) -> Page<Subnet> {
        try Page.read(body, list: "subnets") { (scanner: inout JSONScanner) throws(JSONFailure) in
            var subnet = Subnet(id: "", name: "", network: "", cidr: "")
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                switch key {
                case "id": subnet.id = try scanner.string() ?? ""
                case "name": subnet.name = try scanner.string() ?? ""
                case "vpc_id": subnet.network = try scanner.string() ?? ""
                case "cidr": subnet.cidr = try scanner.string() ?? ""
                default: break
                }
            }
            return subnet.id.isEmpty ? nil : subnet
        }
    }
}

/// An IP version 4 range, such as `192.168.0.0/24`.
package struct AddressRange: Hashable, Sendable {
    private let network: UInt32
    private let mask: UInt32

    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = Self.number(parts[0]), let length = UInt32(parts[1]),
            length <= 32
        else {
            return nil
        }
        mask = length == 0 ? 0 : ~0 << (32 - length)
        network = address & mask
    }

    package func contains(_ address: String) -> Bool {
        Self.number(address).map { $0 & mask == network } ?? false
    }

    private static func number(_ text: some StringProtocol) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var result: UInt32 = 0
        for part in parts {
            guard let byte = UInt8(part) else { return nil }
            result = result << 8 | UInt32(byte)
        }
        return result
    }
}

extension HuaweiProvider {
    /// Fills in the subnet of each server. Where networks may not be read, servers stay without.
    func withSubnets(_ servers: [LiveResource], in region: Region) async throws(ProviderError)
        -> [LiveResource]
    {
        let networks = Set(servers.compactMap { $0.attributes[.vpc].string }).sorted()
        guard !networks.isEmpty else { return servers }
        let found = try await concurrently(networks, width: 8) {
            [subnets, gateway] network throws(ProviderError) in
            do throws(ProviderError) {
                return try await subnets.subnets(of: network, in: region, through: gateway)
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
                let match = ranges[network]?.first(where: { $0.0.contains(address) })
            else { return server }
            var server = server
            server.attributes[.subnet] = .string(match.1)
            return server
        }
    }
}
