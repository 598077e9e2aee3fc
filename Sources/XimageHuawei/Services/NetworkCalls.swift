import XimageCore

/// The calls of VPC. Source: VPC API reference.
struct NetworkCalls: Sendable {
    let gateway: Gateway
    let pages: PageSizes

    func networks(in region: Region) async throws(ProviderError) -> [NamedObject] {
        try await named("/v3/{project}/vpc/vpcs", list: "vpcs", in: region)
    }

    func securityGroups(in region: Region) async throws(ProviderError) -> [NamedObject] {
        try await named("/v3/{project}/vpc/security-groups", list: "security_groups", in: region)
    }

    /// Always with `vpc_id`, which permissions by enterprise project demand. Source: VPC API reference, list subnets.
    func subnets(of network: RemoteID, in region: Region) async throws(ProviderError) -> [Subnet] {
        let template = "/v1/{project}/subnets"
        return try await Lister.markers(
            size: pages.networks, operation: .get(.vpc, region, template), endsShort: true, id: { $0.id }
        ) { size, marker throws(ProviderError) in
            let query = [("vpc_id", network)] + [(String, String)].page(size, after: marker)
            return try await gateway.send(.get(.vpc, region, template, query: query)) {
                body throws(JSONFailure) in try CatalogueAnswers.subnets(body)
            }
        }
    }

    private func named(
        _ template: String, list: StaticString, in region: Region
    ) async throws(ProviderError) -> [NamedObject] {
        try await Lister.markers(
            size: pages.networks, operation: .get(.vpc, region, template), endsShort: true, id: { $0.id }
        ) { size, marker throws(ProviderError) in
            let call = Call.get(.vpc, region, template, query: .page(size, after: marker))
            return try await gateway.send(call) { body throws(JSONFailure) in
                try CatalogueAnswers.named(body, list: list)
            }
        }
    }
}
