import XimageCore

/// The calls of CBR: vaults, and the backups in them. Source: CBR API reference.
struct BackupCalls: Sendable {
    let gateway: Gateway
    let pages: PageSizes

    private static let vaults = "/v3/{project}/vaults"
    private static let vault = "/v3/{project}/vaults/{vault}"
    private static let backups = "/v3/{project}/backups"
    private static let backup = "/v3/{project}/backups/{backup}"

    // MARK: - Vaults

    func listVaults(in region: Region) async throws(ProviderError) -> [LiveResource] {
        try await Lister.pages(size: pages.vaults, operation: .get(.cbr, region, Self.vaults)) {
            part throws(ProviderError) in
            let call = Call.get(
                .cbr, region, Self.vaults, query: .part(part) + [Call.everyEnterpriseProject])
            return try await gateway.send(call) { body throws(JSONFailure) in
                try VaultAnswers.page(body, region: region)
            }
        }
    }

    func readVault(_ id: RemoteID, in region: Region) async throws(ProviderError) -> LiveResource? {
        try await gateway.send(.get(.cbr, region, Self.vault, [id])) { body throws(JSONFailure) in
            try VaultAnswers.single(body, region: region)?.asked(id)
        }
    }

    /// Those that exist, in no order.
    func readVaults(_ ids: [RemoteID], in region: Region) async throws(ProviderError) -> [LiveResource] {
        try await Lister.objects(ids, size: pages.vaultIDs, operation: .get(.cbr, region, Self.vaults)) {
            chunk throws(ProviderError) in
            let call = Call.get(
                .cbr, region, Self.vaults,
                query: [("limit", "1000"), Call.everyEnterpriseProject] + chunk.map { ("id", $0) })
            return try await gateway.send(call) { body throws(JSONFailure) in
                try VaultAnswers.page(body, region: region)
            }
        }
    }

    /// A vault can be used at once: its create has no job. Source: CBR API reference, create a vault.
    func createVault(
        _ request: ResourceRequest, enterpriseProject: String?
    ) async throws(ProviderError) -> RemoteID {
        let bodies = RequestBodies(request, enterpriseProject: enterpriseProject)
        let call = Call.change(
            "POST", .cbr, request.region, Self.vaults, body: bodies.vault(), resend: .never)
        return try await gateway.send(call) { body throws(JSONFailure) in
            guard let vault = try VaultAnswers.single(body, region: request.region) else {
                throw .missing("id")
            }
            return vault.id
        }
    }

    /// Writes what changes, except tags. Source: CBR API reference, modify a vault.
    func writeVault(
        _ changes: Attributes, of id: RemoteID, in region: Region
    ) async throws(ProviderError) {
        let size = changes[.size].int.map { JSONBody.int($0) }
        let level = changes[.consistency].string.map { JSONBody.string("\($0)_consistent") }
        let billing: JSONBody? =
            size == nil && level == nil ? nil : .object(["size": size, "consistent_level": level])
        let vault: JSONBody = .object([
            "name": changes[.name].string.map { .string($0) },
            "billing": billing,
            "auto_expand": changes[.autoExpand].bool.map { .bool($0) },
        ])
        guard vault != .object([:]) else { return }
        try await gateway.send(
            .change(
                "PUT", .cbr, region, Self.vault, [id], body: .object(["vault": vault]), resend: .always))
    }

    func change(_ tags: TagChange, ofVault id: RemoteID, in region: Region) async throws(ProviderError) {
        try await gateway.send(tags, .cbr, region, "/v3/{project}/vault/{vault}/tags/action", id)
    }

    /// All backups in it go with it. Source: CBR API reference, delete a vault.
    func deleteVault(_ id: RemoteID, in region: Region) async throws(ProviderError) {
        try await gateway.send(.change("DELETE", .cbr, region, Self.vault, [id], resend: .always))
    }

    // MARK: - Backups

    /// Those of servers. Source of the filter: API reference, CBR list filters.
    /// - Parameter since: older ones are left out.
    func listBackups(
        in region: Region, since: Timestamp? = nil
    ) async throws(ProviderError) -> [ReportedBackup] {
        try await Lister.pages(
            size: pages.backups, operation: .get(.cbr, region, Self.backups), id: { $0.id }
        ) { part throws(ProviderError) in
            let call = Call.get(
                .cbr, region, Self.backups,
                query: .part(part) + [
                    ("resource_type", "OS::Nova::Server"), ("show_replication", "true"),
                    Call.everyEnterpriseProject,
                ] + (since.map { [("start_time", "\($0)")] } ?? []))
            return try await gateway.send(call) { body throws(JSONFailure) in try BackupAnswers.page(body) }
        }
    }

    func readBackup(_ id: RemoteID, in region: Region) async throws(ProviderError) -> ReportedBackup? {
        try await gateway.send(.get(.cbr, region, Self.backup, [id])) { body throws(JSONFailure) in
            try BackupAnswers.single(body)?.asked(id)
        }
    }

    /// Source: CBR API reference, modify a backup.
    func rename(_ id: RemoteID, to name: String, in region: Region) async throws(ProviderError) {
        try await gateway.send(
            .change(
                "PUT", .cbr, region, Self.backup, [id],
                body: .object(["backup": .object(["name": .string(name)])]), resend: .always))
    }

    /// Source: CBR API reference, delete a backup.
    func deleteBackup(_ id: RemoteID, in region: Region) async throws(ProviderError) {
        try await gateway.send(.change("DELETE", .cbr, region, Self.backup, [id], resend: .always))
    }

    // MARK: - What the region offers

    func copyTargets(of region: Region) async throws(ProviderError) -> [Region] {
        try await gateway.send(.get(.cbr, region, "/v3/{project}/replication-capabilities")) {
            body throws(JSONFailure) in try CatalogueAnswers.copyTargets(body, of: region)
        }
    }

    /// Those of the servers that the service refuses to back up, with its reason. Each entry of the list repeats the vault
    /// of its server with all members, so that few servers are asked for one by one.
    func unprotectable(
        _ servers: Set<RemoteID>, in region: Region
    ) async throws(ProviderError) -> (refusals: [RemoteID: ServiceAnswer], unanswered: Set<RemoteID>) {
        let single = servers.count <= pages.protectableIDs
        let found =
            single
            ? try await concurrently(servers.sorted(), width: 8) { id throws(ProviderError) in
                try await protectables(in: region, [("id", id)])
            }.flatMap { $0 } : try await protectables(in: region)
        var result: [RemoteID: ServiceAnswer] = [:]
        for entry in found where servers.contains(entry.server) { result[entry.server] = entry.refusal }
        return (result, servers.subtracting(found.filter(\.isKnown).map(\.server)))
    }

    private func protectables(
        in region: Region, _ filter: [(String, String)] = []
    ) async throws(ProviderError) -> [CatalogueAnswers.Protection] {
        let template = "/v3/{project}/protectables/server/instances"
        return try await Lister.pages(
            size: pages.backups, operation: .get(.cbr, region, template),
            id: { $0.server }
        ) { part throws(ProviderError) in
            let call = Call.get(.cbr, region, template, query: .part(part) + filter)
            return try await gateway.send(call) { body throws(JSONFailure) in
                try CatalogueAnswers.protection(body)
            }
        }
    }
}
