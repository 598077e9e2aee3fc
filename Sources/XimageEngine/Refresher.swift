package import XimageCore
import XimagePlanning

/// Reads live state by list calls, for the regions and types in play only.
package struct Refresher: Sendable {
    let provider: any Provider
    private let time: TimeSource

    package init(provider: any Provider, time: TimeSource) {
        self.provider = provider
        self.time = time
    }

    /// - Throws: the first `ProviderError`; a plan on half of the lists could make things twice.
    /// - Parameters:
    ///   - everything: all kinds of objects in the regions in play, as marked ones may be of any.
    ///   - named: servers that are shown with the names of their image and networks.
    package func refresh(
        desired: DesiredState, prior: PriorState, everything: Bool = false, named: Set<RemoteID> = []
    ) async throws -> LiveState {
        var live = try await refreshLists(desired: desired, prior: prior, everything: everything)
        var needs = LookupNeeds(desired: desired, prior: prior, live: live.resources).needs()
        for server in live.resources where server.kind == .server && named.contains(server.id) {
            needs[server.region, default: .nothing].networks = true
            if let image = server.attributes[.image].string, !image.isEmpty {
                needs[server.region, default: .nothing].imageIDs.insert(image)
            }
        }
        live.catalogues = try await catalogues(needs)
        live.unreadable += live.catalogues.sorted { $0.key < $1.key }.flatMap(\.value.unreadable)
        return live
    }

    /// Lists without catalogues.
    func refreshLists(
        desired: DesiredState, prior: PriorState, everything: Bool
    ) async throws -> LiveState {
        let readAt = time.now()
        let lists = Self.lists(desired: desired, prior: prior, everything: everything)
        let parts = try await read(lists)
        let listed = parts.flatMap(\.resources)
        let unlisted = try await UnlistedObjects(provider: provider, lists: Set(lists)).read(prior, listed)
        var live = LiveState(
            resources: listed + unlisted.resources, readAt: readAt,
            unreadable: parts.flatMap(\.refused), backups: parts.flatMap(\.backups))
        live.incomplete = unlisted.incomplete
        live.backups.name(by: live.resources)
        return live
    }

    /// The same with what the changes depend on, and what the rules ask.
    /// - Parameter lists: those that were read; gets those that are read now.
    /// - Returns: `nil` when all of that was read.
    func completed(
        _ live: LiveState, for changes: [Change], asking demands: [Region: CatalogueNeeds],
        beyond lists: inout Set<List>
    ) async throws -> LiveState? {
        let missing = Self.lists(for: changes).union(Self.wholeImages(live)).subtracting(lists).sorted()
        lists.formUnion(missing)
        let unread = demands.compactMap {
            region, need -> (Region, CatalogueNeeds)? in
            let rest = need.subtracting(live.catalogues[region]?.asked ?? .nothing)
            return rest == .nothing ? nil : (region, rest)
        }
        guard !missing.isEmpty || !unread.isEmpty else { return nil }
        async let more = catalogues(Dictionary(uniqueKeysWithValues: unread))
        let parts = try await read(missing)
        let known = Set(live.resources.map(\.id))
        var result = live
        for (region, catalogue) in try await more {
            result.unreadable += catalogue.unreadable
            result.catalogues[region] = result.catalogues[region]?.merging(catalogue) ?? catalogue
        }
        result.resources += parts.flatMap(\.resources).filter { !known.contains($0.id) }
        result.unreadable += parts.flatMap(\.refused)
        result.backups += parts.flatMap(\.backups)
        result.backups.name(by: result.resources)
        return result
    }

    /// What deletions and replacements depend on: an image may still rest on a server, a backup may be in the making, and
    /// a disk, a vault or an image may be in use.
    static func lists(for changes: [Change]) -> Set<List> {
        var result: Set<List> = []
        for change in changes {
            switch change.action {
            case .delete, .replace:
                for kind in [ResourceKind.vault, .server, .disk, .image] {
                    result.insert(List(kind: kind, region: change.region))
                }
            case .create, .update, .forget, .noOp: break
            }
        }
        return result
    }

    /// Where whole images are given by name or id: their backups tell where they can be used.
    private static func wholeImages(_ live: LiveState) -> Set<List> {
        Set(
            live.catalogues.filter { $0.value.images.values.contains { $0.isWhole && !$0.isPublic } }
                .map { List(kind: .image, region: $0.key) })
    }

    /// What one list answered.
    struct Part: Sendable {
        var resources: [LiveResource] = []
        var backups: [LiveBackup] = []
        var refused: [UnreadableFact] = []
    }

    /// Reads lists side by side; the answer keeps their order.
    func read(_ lists: [List]) async throws -> [Part] {
        try await withThrowingTaskGroup(of: (Int, Part).self) { group in
            for (index, list) in lists.enumerated() {
                group.addTask { (index, try await read(list)) }
            }
            var parts = [Part](repeating: Part(), count: lists.count)
            for try await (index, part) in group { parts[index] = part }
            return parts
        }
    }

    /// Images, copies and backups of a region come from the same lists, so they are read once.
    private func read(_ list: List) async throws -> Part {
        guard list.kind == .image else {
            return Part(resources: try await provider.list(list.kind, in: list.region))
        }
        let inventory = try await provider.imageInventory(in: list.region)
        var part = Part(resources: inventory.images + inventory.copies, backups: inventory.backups ?? [])
        if inventory.backups == nil { part.refused = try await refusedBackups(in: list.region) }
        return part
    }

    /// The list of backups was refused. An image needs the permission to read one, which a list does not show.
    private func refusedBackups(in region: Region) async throws -> [UnreadableFact] {
        do throws(ProviderError) {
            // No backup has this id.
            _ = try await provider.readBackup("00000000-0000-0000-0000-000000000000", in: region)
        } catch {
            guard error.category == .permission else { throw error }
            return [.backups(in: region), UnreadableFact(UnreadableFact.singleBackups, in: region, error)]
        }
        return [.backups(in: region)]
    }

    /// One catalogue for each region, empty where nothing of it is needed.
    func catalogues(_ needs: [Region: CatalogueNeeds]) async throws -> [Region: Catalogue] {
        try await withThrowingTaskGroup(of: Catalogue.self) { group in
            var result: [Region: Catalogue] = [:]
            for (region, need) in needs {
                guard need != .nothing else {
                    result[region] = Catalogue(region: region)
                    continue
                }
                group.addTask {
                    var catalogue = try await provider.catalogue(of: region, needs: need)
                    catalogue.asked = need
                    return catalogue
                }
            }
            for try await catalogue in group { result[catalogue.region] = catalogue }
            return result
        }
    }

    struct List: Hashable, Comparable {
        var kind: ResourceKind
        var region: Region

        static func < (a: List, b: List) -> Bool { (a.region, a.kind) < (b.region, b.kind) }
    }

    /// A server brings its disks along: its system disk is one of them. An image brings servers, disks and vaults:
    /// what it captures and what holds it.
    static func lists(desired: DesiredState, prior: PriorState, everything: Bool = false) -> [List] {
        var result: Set<List> = []
        func need(_ kind: ResourceKind, _ region: Region) {
            result.insert(List(kind: kind, region: region))
            switch kind {
            case .server: result.insert(List(kind: .disk, region: region))
            case .image:
                for kind in [ResourceKind.server, .disk, .vault] {
                    result.insert(List(kind: kind, region: region))
                }
            case .disk: result.insert(List(kind: .server, region: region))
            case .vault: result.insert(List(kind: .image, region: region))
            case .copy:
                result.remove(List(kind: .copy, region: region))
                result.insert(List(kind: .image, region: region))
                result.insert(List(kind: .vault, region: region))
            }
        }
        for resource in desired.resources {
            need(resource.address.kind, resource.region)
            guard let target = resource.attributes[.targetRegion].string, !target.isEmpty else { continue }
            need(.copy, target)
            // Retention asks who uses a copy.
            if case .copy = resource.details { result.insert(List(kind: .server, region: target)) }
        }
        for selection in desired.selections {
            for region in selection.selector.regions { need(.image, region) }
            for copy in selection.copies {
                if let target = copy.attributes[.targetRegion].string { need(.copy, target) }
            }
        }
        for record in prior.records {
            need(record.address.kind, record.region)
            guard let target = record.attributes[.targetRegion].string else { continue }
            need(.copy, target)
        }
        if everything {
            for region in Set(result.map(\.region)) { need(.image, region) }
        }
        return result.sorted()
    }
}
