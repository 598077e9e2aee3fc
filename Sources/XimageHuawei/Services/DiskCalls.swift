import XimageCore

/// The calls of EVS. Source: EVS API reference.
struct DiskCalls: Sendable {
    let gateway: Gateway
    let pages: PageSizes

    static let one = "/v2/{project}/cloudvolumes/{disk}"
    private static let details = "/v2/{project}/cloudvolumes/detail"

    // MARK: - Reading

    func list(in region: Region) async throws(ProviderError) -> [LiveResource] {
        try await Lister.pages(size: pages.disks, operation: .get(.evs, region, Self.details)) {
            part throws(ProviderError) in
            let call = Call.get(.evs, region, Self.details, query: .part(part))
            return try await gateway.send(call) { body throws(JSONFailure) in
                try DiskAnswers.page(body, region: region)
            }
        }
    }

    func read(_ id: RemoteID, in region: Region) async throws(ProviderError) -> LiveResource? {
        try await gateway.send(.get(.evs, region, Self.one, [id])) { body throws(JSONFailure) in
            try DiskAnswers.single(body, region: region)?.asked(id)
        }
    }

    /// Those that exist, in no order.
    func read(_ ids: [RemoteID], in region: Region) async throws(ProviderError) -> [LiveResource] {
        try await Lister.objects(ids, size: pages.diskIDs, operation: .get(.evs, region, Self.details)) {
            chunk throws(ProviderError) in
            let call = Call.get(
                .evs, region, Self.details,
                query: [
                    ("limit", "1000"), ("ids", "[" + chunk.map { "'\($0)'" }.joined(separator: ",") + "]"),
                ])
            return try await gateway.send(call) { body throws(JSONFailure) in
                try DiskAnswers.page(body, region: region)
            }
        }
    }

    // MARK: - Changes

    /// The token is accepted by EVS, but what it does is not documented: the request is never repeated for it.
    func create(
        _ request: ResourceRequest, enterpriseProject: String?
    ) async throws(ProviderError) -> StartedWork {
        let bodies = RequestBodies(request, enterpriseProject: enterpriseProject)
        var call = Call.change(
            "POST", .evs, request.region, "/v2.1/{project}/cloudvolumes", body: bodies.disk(), resend: .never)
        call.headers.append(("X-Client-Token", request.operation.operation.uuid))
        return try await gateway.start(call)
    }

    /// Writes the name and the description, as far as they change.
    func write(_ changes: Attributes, of id: RemoteID, in region: Region) async throws(ProviderError) {
        guard let body = JSONBody.texts(changes, member: "volume") else { return }
        try await gateway.send(.change("PUT", .evs, region, Self.one, [id], body: body, resend: .always))
    }

    func change(_ tags: TagChange, of id: RemoteID, in region: Region) async throws(ProviderError) {
        try await gateway.send(tags, .evs, region, Self.one + "/tags/action", id)
    }

    /// The v2.1 path, as the older one has older rules. Source: EVS API reference, extend a disk.
    func extend(_ id: RemoteID, toGiB size: Int, in region: Region) async throws(ProviderError) -> StartedWork
    {
        try await gateway.start(
            .change(
                "POST", .evs, region, "/v2.1/{project}/cloudvolumes/{disk}/action", [id],
                body: .object(["os-extend": .object(["new_size": .int(size)])]), resend: .ifRefused))
    }

    /// Upgrades alone, see ``DiskTypeLadder``. Source: EVS API reference, change type.
    func retype(_ id: RemoteID, to type: String, in region: Region) async throws(ProviderError) -> StartedWork
    {
        try await gateway.start(
            .change(
                "POST", .evs, region, "/v2/{project}/volumes/{disk}/retype", [id],
                body: .object(["os-retype": .object(["new_type": .string(type)])]), resend: .ifRefused))
    }

    /// Types of the second generation alone. Source: EVS API reference, change QoS.
    func tune(
        _ id: RemoteID, iops: Int, throughput: Int?, in region: Region
    ) async throws(ProviderError) -> StartedWork {
        let wanted = JSONBody.object(["iops": .int(iops), "throughput": throughput.map { .int($0) }])
        return try await gateway.start(
            .change(
                "PUT", .evs, region, "/v5/{project}/cloudvolumes/{disk}/qos", [id],
                body: .object(["qos_modify": wanted]), resend: .ifRefused))
    }

    func delete(_ id: RemoteID, in region: Region) async throws(ProviderError) -> StartedWork {
        try await gateway.start(.change("DELETE", .evs, region, Self.one, [id], resend: .always))
    }

    // MARK: - What the region offers

    func zones(in region: Region) async throws(ProviderError) -> [Zone] {
        try await gateway.send(.get(.evs, region, "/v2/{project}/os-availability-zone")) {
            body throws(JSONFailure) in try CatalogueAnswers.zones(body)
        }
    }

    func types(in region: Region) async throws(ProviderError) -> [DiskType] {
        try await gateway.send(.get(.evs, region, "/v2/{project}/types")) { body throws(JSONFailure) in
            try CatalogueAnswers.diskTypes(body)
        }
    }

    /// The capital T matters. Source: EVS API reference, quotas.
    func quotas(in region: Region) async throws(ProviderError) -> Quotas {
        let project = try await gateway.project(of: region)
        let call = Call.get(
            .evs, region, "/v2/{project}/os-quota-sets/{target}", [project], query: [("usage", "True")])
        return try await gateway.send(call) { body throws(JSONFailure) in
            try CatalogueAnswers.diskQuotas(body)
        }
    }
}
