import XimageCore

/// The calls of ECS. Source: ECS API reference.
struct ServerCalls: Sendable {
    let gateway: Gateway
    let pages: PageSizes

    static let one = "/v1/{project}/cloudservers/{server}"
    private static let details = "/v1/{project}/cloudservers/detail"

    // MARK: - Reading

    func list(in region: Region) async throws(ProviderError) -> [LiveResource] {
        try await Lister.pages(size: pages.servers, operation: .get(.ecs, region, Self.details)) {
            part throws(ProviderError) in
            // `offset` is the number of the page, from 1. Source: ECS API reference, pagination.
            let call = Call.get(
                .ecs, region, Self.details,
                query: [
                    ("limit", "\(part.size)"), ("offset", "\(part.index + 1)"), Call.everyEnterpriseProject,
                ])
            return try await gateway.send(call) { body throws(JSONFailure) in
                try ServerAnswers.page(body, region: region)
            }
        }
    }

    func read(_ id: RemoteID, in region: Region) async throws(ProviderError) -> LiveResource? {
        try await gateway.send(.get(.ecs, region, Self.one, [id])) { body throws(JSONFailure) in
            try ServerAnswers.single(body, region: region)?.asked(id)
        }
    }

    /// Those that exist, in no order.
    func read(_ ids: [RemoteID], in region: Region) async throws(ProviderError) -> [LiveResource] {
        try await Lister.objects(ids, size: pages.serverIDs, operation: .get(.ecs, region, Self.details)) {
            chunk throws(ProviderError) in
            let call = Call.get(
                .ecs, region, Self.details,
                query: [("limit", "1000"), ("server_id", chunk.joined(separator: ","))])
            return try await gateway.send(call) { body throws(JSONFailure) in
                try ServerAnswers.page(body, region: region)
            }
        }
    }

    // MARK: - Changes

    /// The token makes a repeated request harmless for eight hours, as long as the body stays the same to the byte.
    /// Source: ECS API reference, `X-Client-Token`.
    func create(
        _ request: ResourceRequest, enterpriseProject: String?
    ) async throws(ProviderError) -> StartedWork {
        var bodies = RequestBodies(request, enterpriseProject: enterpriseProject)
        var call = Call.change(
            "POST", .ecs, request.region, "/v1.1/{project}/cloudservers", body: bodies.server(),
            resend: .always)
        call.headers.append(("X-Client-Token", request.operation.operation.uuid))
        call.secrets = bodies.secrets
        return try await gateway.start(call)
    }

    /// Writes the name and the description, as far as they change.
    func write(_ changes: Attributes, of id: RemoteID, in region: Region) async throws(ProviderError) {
        guard let body = JSONBody.texts(changes, member: "server") else { return }
        try await gateway.send(.change("PUT", .ecs, region, Self.one, [id], body: body, resend: .always))
    }

    func change(_ tags: TagChange, of id: RemoteID, in region: Region) async throws(ProviderError) {
        try await gateway.send(tags, .ecs, region, Self.one + "/tags/action", id)
    }

    /// Writes keys and removes others. Source: ECS API reference, update and delete server metadata.
    func change(
        metadata added: [String: String], removing removed: [String], of id: RemoteID, in region: Region
    ) async throws(ProviderError) {
        let path = Self.one + "/metadata"
        for key in removed.sorted() {
            try await acceptingAbsence { () async throws(ProviderError) in
                try await gateway.send(
                    .change("DELETE", .ecs, region, path + "/{key}", [id, key], resend: .always))
            }
        }
        guard !added.isEmpty else { return }
        try await gateway.send(
            .change(
                "POST", .ecs, region, path, [id], body: .object(["metadata": .map(added)]), resend: .always))
    }

    /// A server is in its new groups before it leaves an old one. Source: ECS API reference, add a server to a security
    /// group, remove it from one.
    func change(
        groups added: [RemoteID], leaving removed: [RemoteID], of id: RemoteID, in region: Region
    ) async throws(ProviderError) {
        for group in added { try await changeGroup("addSecurityGroup", group, of: id, in: region) }
        for group in removed {
            try await acceptingAbsence { () async throws(ProviderError) in
                try await changeGroup("removeSecurityGroup", group, of: id, in: region)
            }
        }
    }

    private func changeGroup(
        _ action: String, _ group: RemoteID, of id: RemoteID, in region: Region
    ) async throws(ProviderError) {
        let path = "/v2.1/{project}/servers/{server}/action"
        try await act(action, .object(["name": .string(group)]), at: path, id, region)
    }

    /// A server is in one server group at most. Source: ECS API reference, add and remove members of a server group.
    func move(
        _ id: RemoteID, from old: RemoteID?, to new: RemoteID, in region: Region
    ) async throws(ProviderError) {
        if let old, !old.isEmpty {
            try await acceptingAbsence { () async throws(ProviderError) in
                try await changeMember("remove_member", id, of: old, in: region)
            }
        }
        if !new.isEmpty { try await changeMember("add_member", id, of: new, in: region) }
    }

    private func changeMember(
        _ action: String, _ member: RemoteID, of group: RemoteID, in region: Region
    ) async throws(ProviderError) {
        let path = "/v1/{project}/cloudservers/os-server-groups/{group}/action"
        try await act(action, .object(["instance_uuid": .string(member)]), at: path, group, region)
    }

    private func act(
        _ action: String, _ argument: JSONBody, at path: String, _ id: RemoteID, _ region: Region
    ) async throws(ProviderError) {
        let body = JSONBody.object([JSONBody.Member(name: action, value: argument)])
        try await gateway.send(.change("POST", .ecs, region, path, [id], body: body, resend: .always))
    }

    /// What is to be taken away may be gone already.
    private func acceptingAbsence(
        _ call: () async throws(ProviderError) -> Void
    ) async throws(ProviderError) {
        do throws(ProviderError) { try await call() } catch {
            guard error.category == .notFound else { throw error }
        }
    }

    /// - Parameter power: `running` or `stopped`.
    func setPower(_ power: String, of id: RemoteID, in region: Region) async throws(ProviderError)
        -> StartedWork
    {
        let servers: JSONBody = .array([.object(["id": .string(id)])])
        let body: JSONBody =
            power == "running"
            ? .object(["os-start": .object(["servers": servers])])
            : .object(["os-stop": .object(["type": "SOFT", "servers": servers])])
        return try await gateway.start(
            .change(
                "POST", .ecs, region, "/v1/{project}/cloudservers/action", body: body, resend: .ifRefused))
    }

    func resize(_ id: RemoteID, to flavor: String, in region: Region) async throws(ProviderError)
        -> StartedWork
    {
        let body = JSONBody.object([
            "resize": .object(["flavorRef": .string(flavor), "mode": "withStopServer"])
        ])
        return try await gateway.start(
            .change(
                "POST", .ecs, region, "/v1.1/{project}/cloudservers/{server}/resize", [id], body: body,
                resend: .ifRefused))
    }

    func attach(
        _ disk: RemoteID, to server: RemoteID, in region: Region
    ) async throws(ProviderError) -> StartedWork {
        try await gateway.start(
            .change(
                "POST", .ecs, region, Self.one + "/attachvolume", [server],
                body: .object(["volumeAttachment": .object(["volumeId": .string(disk)])]),
                resend: .ifRefused))
    }

    func detach(
        _ disk: RemoteID, from server: RemoteID, in region: Region
    ) async throws(ProviderError) -> StartedWork {
        try await gateway.start(
            .change(
                "DELETE", .ecs, region, Self.one + "/detachvolume/{disk}", [server, disk],
                query: [("delete_flag", "0")], resend: .ifRefused))
    }

    /// Never its data disks. Source: ECS API reference, delete servers.
    func delete(_ id: RemoteID, in region: Region) async throws(ProviderError) -> StartedWork {
        let body = JSONBody.object([
            "servers": .array([.object(["id": .string(id)])]), "delete_publicip": false,
            "delete_volume": false,
        ])
        return try await gateway.start(
            .change("POST", .ecs, region, "/v1/{project}/cloudservers/delete", body: body, resend: .always))
    }

    // MARK: - What the region offers

    func flavors(in region: Region) async throws(ProviderError) -> [Flavor] {
        let template = "/v1/{project}/cloudservers/flavors"
        return try await Lister.markers(
            size: pages.flavors, operation: .get(.ecs, region, template), endsShort: true, id: { $0.id }
        ) { size, marker throws(ProviderError) in
            let call = Call.get(.ecs, region, template, query: .page(size, after: marker))
            return try await gateway.send(call) { body throws(JSONFailure) in
                try CatalogueAnswers.flavors(body)
            }
        }
    }

    func zones(in region: Region) async throws(ProviderError) -> [Zone] {
        try await gateway.send(.get(.ecs, region, "/v2.1/{project}/os-availability-zone")) {
            body throws(JSONFailure) in try CatalogueAnswers.zones(body)
        }
    }

    func quotas(in region: Region) async throws(ProviderError) -> Quotas {
        try await gateway.send(.get(.ecs, region, "/v1/{project}/cloudservers/limits")) {
            body throws(JSONFailure) in try CatalogueAnswers.serverQuotas(body)
        }
    }
}
