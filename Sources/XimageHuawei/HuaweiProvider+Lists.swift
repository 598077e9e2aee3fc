package import XimageCore

/// Reading live objects, by lists and one by one.
extension HuaweiProvider {
    // MARK: - Servers

    func servers(in region: Region) async throws(ProviderError) -> [LiveResource] {
        try await subnets.filled(into: try await ecs.list(in: region), of: region)
    }

    func server(_ id: RemoteID, in region: Region) async throws(ProviderError) -> LiveResource? {
        let found = try await ecs.read(id, in: region)
        return try await subnets.filled(into: found.map { [$0] } ?? [], of: region).first
    }

    func servers(_ ids: [RemoteID], in region: Region) async throws(ProviderError) -> [LiveResource] {
        try await subnets.filled(into: try await ecs.read(ids, in: region), of: region)
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
        inventory.backups?.name(by: inventory.images + inventory.copies)
        return inventory
    }

    /// Backups are `nil` where the key may not read them.
    private func imagesWithBackups(
        in region: Region, since: Timestamp? = nil
    ) async throws(ProviderError) -> ([ReportedImage], [RemoteID: ReportedBackup]?) {
        async let backupList = backupOutcome(in: region, since: since)
        let images: [ReportedImage]
        do throws(ProviderError) {
            images = try await ims.list(in: region, since: since)
        } catch {
            _ = await backupList
            throw error
        }
        var backups: [RemoteID: ReportedBackup]?
        switch await backupList {
        case .success(let found):
            backups = Self.byID(found, images)
        case .failure(let error) where error.category == .permission:
            // Images can still be told apart; where they can be used is then not known.
            break
        case .failure(let error): throw error
        }
        return (images, backups)
    }

    /// Backups with what their images tell of them.
    private static func byID(
        _ backups: [ReportedBackup], _ images: [ReportedImage]
    ) -> [RemoteID: ReportedBackup] {
        var result = Dictionary(backups.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for image in images {
            if image.isWhole, let id = image.backup { result[id]?.minimumDiskGiB = image.minimumDiskGiB }
        }
        return result
    }

    private func backupOutcome(
        in region: Region, since: Timestamp?
    ) async -> Result<[ReportedBackup], ProviderError> {
        do throws(ProviderError) {
            return .success(try await cbr.listBackups(in: region, since: since))
        } catch {
            return .failure(error)
        }
    }

    func image(_ id: RemoteID, _ kind: ResourceKind, in region: Region) async throws(ProviderError)
        -> LiveResource?
    {
        guard let image = try await ims.read(id, in: region) else { return nil }
        var backup: ReportedBackup?
        if image.isWhole, let id = image.backup {
            do throws(ProviderError) {
                backup = try await cbr.readBackup(id, in: region)
            } catch {
                guard error.category == .permission || error.category == .notFound else { throw error }
            }
        }
        return image.resource(kind: kind, region: region, backup: backup)
    }

    // MARK: - Some of them

    package func current(_ ids: Set<RemoteID>, _ kind: ResourceKind, in region: Region)
        async throws(ProviderError) -> [LiveResource]
    {
        var found = try await listed(ids, kind, in: region)
        // Lists lag: what they do not show is gone only when it has no reading of its own either.
        for id in ids.subtracting(found.map(\.id)).sorted() {
            if let object = try await read(id, kind, in: region) { found.append(object) }
        }
        return found
    }

    private func listed(_ ids: Set<RemoteID>, _ kind: ResourceKind, in region: Region)
        async throws(ProviderError) -> [LiveResource]
    {
        switch kind {
        case .server: return try await servers(ids.sorted(), in: region)
        case .disk: return try await evs.read(ids.sorted(), in: region)
        case .vault: return try await cbr.readVaults(ids.sorted(), in: region)
        case .image, .copy:
            // The image service takes one id a request; the list is fewer calls from two on.
            guard ids.count > 1 else { return [] }
            return try await images(kind, in: region).filter { ids.contains($0.id) }
        }
    }
}
