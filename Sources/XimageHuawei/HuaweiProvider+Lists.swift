import NIOCore
package import XimageCore

/// Reading live objects, by lists and one by one.
extension HuaweiProvider {
    private static let everyEnterpriseProject = ("enterprise_project_id", "all_granted_eps")

    // MARK: - Servers

    func servers(in region: Region) async throws(ProviderError) -> [LiveResource] {
        let size = options.pages.servers
        let template = "/v1/{project}/cloudservers/detail"
        let found = try await Lister.pages(size: size, operation: .get(.ecs, region, template)) {
            [gateway] index, _ throws(ProviderError) in
            // `offset` is the number of the page, from 1. Source: ECS API reference, pagination.
            let call = Call.get(
                .ecs, region, template,
                query: [("limit", "\(size)"), ("offset", "\(index + 1)"), Self.everyEnterpriseProject])
            return try await gateway.send(call) { body throws(JSONFailure) in
                try ServerAnswers.page(body, region: region)
            }
        }
        return try await withSubnets(found, in: region)
    }

    func server(_ id: RemoteID, in region: Region) async throws(ProviderError) -> LiveResource? {
        let call = Call.get(.ecs, region, "/v1/{project}/cloudservers/{server}", [id])
        let found = try await gateway.send(call) { body throws(JSONFailure) in
            try ServerAnswers.single(body, region: region)
        }
        return try await withSubnets(found.map { [$0] } ?? [], in: region).first
    }

    /// Those that exist, in no order.
    func servers(_ ids: [RemoteID], in region: Region) async throws(ProviderError) -> [LiveResource] {
        let found = try await concurrently(Self.chunks(ids, options.pages.serverIDs), width: 8) {
            [gateway] chunk throws(ProviderError) in
            let call = Call.get(
                .ecs, region, "/v1/{project}/cloudservers/detail",
                query: [("limit", "1000"), ("server_id", chunk.joined(separator: ","))])
            return try await gateway.send(call) { body throws(JSONFailure) in
                try ServerAnswers.page(body, region: region).elements
            }
        }
        return try await withSubnets(found.flatMap { $0 }, in: region)
    }

    // MARK: - Disks

    func disks(in region: Region) async throws(ProviderError) -> [LiveResource] {
        let size = options.pages.disks
        let template = "/v2/{project}/cloudvolumes/detail"
        return try await Lister.pages(size: size, operation: .get(.evs, region, template)) {
            [gateway] _, offset throws(ProviderError) in
            let call = Call.get(
                .evs, region, template, query: [("limit", "\(size)"), ("offset", "\(offset)")])
            return try await gateway.send(call) { body throws(JSONFailure) in
                try DiskAnswers.page(body, region: region)
            }
        }
    }

    func disk(_ id: RemoteID, in region: Region) async throws(ProviderError) -> LiveResource? {
        let call = Call.get(.evs, region, "/v2/{project}/cloudvolumes/{disk}", [id])
        return try await gateway.send(call) { body throws(JSONFailure) in
            try DiskAnswers.single(body, region: region)
        }
    }

    func disks(_ ids: [RemoteID], in region: Region) async throws(ProviderError) -> [LiveResource] {
        try await concurrently(Self.chunks(ids, options.pages.diskIDs), width: 8) {
            [gateway] chunk throws(ProviderError) in
            let call = Call.get(
                .evs, region, "/v2/{project}/cloudvolumes/detail",
                query: [
                    ("limit", "1000"), ("ids", "[" + chunk.map { "'\($0)'" }.joined(separator: ",") + "]"),
                ])
            return try await gateway.send(call) { body throws(JSONFailure) in
                try DiskAnswers.page(body, region: region).elements
            }
        }.flatMap { $0 }
    }

    // MARK: - Vaults

    func vaults(in region: Region) async throws(ProviderError) -> [LiveResource] {
        let size = options.pages.vaults
        let template = "/v3/{project}/vaults"
        return try await Lister.pages(size: size, operation: .get(.cbr, region, template)) {
            [gateway] _, offset throws(ProviderError) in
            let call = Call.get(
                .cbr, region, template,
                query: [("limit", "\(size)"), ("offset", "\(offset)"), Self.everyEnterpriseProject])
            return try await gateway.send(call) { body throws(JSONFailure) in
                try VaultAnswers.page(body, region: region)
            }
        }
    }

    func vault(_ id: RemoteID, in region: Region) async throws(ProviderError) -> LiveResource? {
        let call = Call.get(.cbr, region, "/v3/{project}/vaults/{vault}", [id])
        return try await gateway.send(call) { body throws(JSONFailure) in
            try VaultAnswers.single(body, region: region)
        }
    }

    func vaults(_ ids: [RemoteID], in region: Region) async throws(ProviderError) -> [LiveResource] {
        try await concurrently(Self.chunks(ids, options.pages.vaultIDs), width: 8) {
            [gateway] chunk throws(ProviderError) in
            let call = Call.get(
                .cbr, region, "/v3/{project}/vaults",
                query: [("limit", "1000"), Self.everyEnterpriseProject] + chunk.map { ("id", $0) })
            return try await gateway.send(call) { body throws(JSONFailure) in
                try VaultAnswers.page(body, region: region).elements
            }
        }.flatMap { $0 }
    }

    // MARK: - Images

    /// The account's own images with the backups behind them: those made here, or those that arrived by copying.
    /// - Parameter since: older ones are left out.
    func images(
        _ kind: ResourceKind, in region: Region, since: Timestamp? = nil
    ) async throws(ProviderError) -> [LiveResource] {
        let (images, backups) = try await imagesWithBackups(in: region, since: since)
        return images.compactMap { image in
            let backup = image.backup.flatMap { backups?[$0] }
            guard image.arrivedByCopying(backup) == (kind == .copy) else { return nil }
            return image.resource(
                kind: kind, region: region, backup: backup, knowsBackups: backups != nil)
        }
    }

    package func imageInventory(in region: Region) async throws(ProviderError) -> ImageInventory {
        let (images, backups) = try await imagesWithBackups(in: region)
        var inventory = ImageInventory(images: [], copies: [], backups: nil)
        for image in images {
            let backup = image.backup.flatMap { backups?[$0] }
            if image.arrivedByCopying(backup) {
                inventory.copies.append(
                    image.resource(kind: .copy, region: region, backup: backup, knowsBackups: backups != nil))
            } else {
                inventory.images.append(
                    image.resource(kind: .image, region: region, backup: backup, knowsBackups: backups != nil)
                )
            }
        }
        inventory.backups = backups?.values.map { $0.live(in: region) }.sorted { $0.id < $1.id }
        return inventory
    }

    /// Backups are `nil` where the key may not read them.
    private func imagesWithBackups(
        in region: Region, since: Timestamp? = nil
    ) async throws(ProviderError) -> ([ReportedImage], [RemoteID: ReportedBackup]?) {
        async let backupList = backupOutcome(in: region, since: since)
        let images: [ReportedImage]
        do throws(ProviderError) {
            images = try await reportedImages(in: region, since: since)
        } catch {
            _ = await backupList
            throw error
        }
        var backups: [RemoteID: ReportedBackup]?
        switch await backupList {
        case .success(let found):
            backups = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        case .failure(let error) where error.category == .permission:
            // Images can still be told apart; where they can be used is then not known.
            break
        case .failure(let error): throw error
        }
        return (images, backups)
    }

    /// Source of the filter: API reference, IMS list filters.
    func reportedImages(
        in region: Region, since: Timestamp? = nil
    ) async throws(ProviderError) -> [ReportedImage] {
        let size = options.pages.images
        let project = try await gateway.project(of: region)
        return try await Lister.markers(
            size: size, operation: .get(.ims, region, "/v2/cloudimages"), endsShort: false, id: { $0.id }
        ) { [gateway] marker throws(ProviderError) in
            var query = [
                ("__imagetype", "private"), ("owner", project), ("limit", "\(size)"),
                Self.everyEnterpriseProject,
            ]
            if let since { query.append(("created_at", "gte:\(since)")) }
            if let marker { query.append(("marker", marker)) }
            return try await gateway.send(.get(.ims, region, "/v2/cloudimages", query: query)) {
                body throws(JSONFailure) in try ImageAnswers.page(body)
            }
        }
    }

    /// Source of the filter: API reference, CBR list filters.
    private func backups(
        in region: Region, since: Timestamp? = nil
    ) async throws(ProviderError) -> [ReportedBackup] {
        let size = options.pages.backups
        let template = "/v3/{project}/backups"
        return try await Lister.pages(size: size, operation: .get(.cbr, region, template), id: { $0.id }) {
            [gateway] _, offset throws(ProviderError) in
            let call = Call.get(
                .cbr, region, template,
                query: [
                    ("limit", "\(size)"), ("offset", "\(offset)"), ("resource_type", "OS::Nova::Server"),
                    ("show_replication", "true"), Self.everyEnterpriseProject,
                ] + (since.map { [("start_time", "\($0)")] } ?? []))
            return try await gateway.send(call) { body throws(JSONFailure) in try BackupAnswers.page(body) }
        }
    }

    func image(_ id: RemoteID, _ kind: ResourceKind, in region: Region) async throws(ProviderError)
        -> LiveResource?
    {
        guard let image = try await reportedImage(id, in: region) else { return nil }
        var backup: ReportedBackup?
        if image.isWhole, let id = image.backup {
            do throws(ProviderError) {
                backup = try await self.backup(id, in: region)
            } catch {
                guard error.category == .permission || error.category == .notFound else { throw error }
            }
        }
        return image.resource(kind: kind, region: region, backup: backup)
    }

    /// An unknown id answers with an empty list. Source: IMS API reference, list images.
    func reportedImage(_ id: RemoteID, in region: Region) async throws(ProviderError) -> ReportedImage? {
        try await gateway.send(.get(.ims, region, "/v2/cloudimages", query: [("id", id), ("limit", "1")])) {
            body throws(JSONFailure) in try ImageAnswers.page(body).elements.first { $0.id == id }
        }
    }

    func backup(_ id: RemoteID, in region: Region) async throws(ProviderError) -> ReportedBackup? {
        try await gateway.send(.get(.cbr, region, "/v3/{project}/backups/{backup}", [id])) {
            body throws(JSONFailure) in try BackupAnswers.single(body)
        }
    }

    // MARK: - Some of them

    package func current(_ ids: Set<RemoteID>, _ kind: ResourceKind, in region: Region)
        async throws(ProviderError) -> [LiveResource]
    {
        switch kind {
        case .server: return try await servers(ids.sorted(), in: region)
        case .disk: return try await disks(ids.sorted(), in: region)
        case .vault: return try await vaults(ids.sorted(), in: region)
        case .image, .copy:
            // The image service takes one id a request; the list is fewer calls from two on.
            guard ids.count > 1 else {
                guard let id = ids.first, let found = try await read(id, kind, in: region) else { return [] }
                return [found]
            }
            return try await images(kind, in: region).filter { ids.contains($0.id) }
        }
    }

    // MARK: - Helpers

    static func chunks(_ ids: [RemoteID], _ size: Int) -> [[RemoteID]] {
        stride(from: 0, to: ids.count, by: size).map { Array(ids[$0..<min($0 + size, ids.count)]) }
    }

    private func backupOutcome(
        in region: Region, since: Timestamp?
    ) async -> Result<[ReportedBackup], ProviderError> {
        do throws(ProviderError) {
            return .success(try await backups(in: region, since: since))
        } catch {
            return .failure(error)
        }
    }
}
