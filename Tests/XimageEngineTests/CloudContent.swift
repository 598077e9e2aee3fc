import XimageCore
import XimageHuawei

/// What a cloud holds in one region, without ids and times: two clouds that were built in another order of steps
/// have the same content. An id is written as the name of its object, or as `#` when it is of no object in the list.
struct CloudContent {
    private var names: [RemoteID: String] = [:]
    private(set) var lines: [String] = []
    private let unordered: Set<String>

    private init(unordered: Set<String>) { self.unordered = unordered }

    /// - Parameter unordered: names of servers whose disks may be in any order.
    static func of(_ lab: Lab, region: Region = "cn-north-4", unordered: Set<String> = []) async throws
        -> [String]
    {
        var content = CloudContent(unordered: unordered)
        let catalogue = try await lab.provider.catalogue(
            of: region, needs: CatalogueNeeds(offers: false, imageNames: RandomManifest.publicImages))
        for image in catalogue.images.values { content.names[image.id] = image.name }
        var objects: [LiveResource] = []
        for kind in [ResourceKind.vault, .server, .disk] {
            objects += try await lab.provider.list(kind, in: region)
        }
        let inventory = try await lab.provider.imageInventory(in: region)
        objects += inventory.images
        for object in objects { content.names[object.id] = "\(object.kind.rawValue) \(object.name)" }
        content.lines = objects.map(content.line)
        content.lines += (inventory.backups ?? []).map(content.line)
        return content.lines.sorted()
    }

    private func name(_ id: RemoteID?) -> String { id.map { names[$0] ?? "#" } ?? "-" }

    private func line(_ object: LiveResource) -> String {
        let attributes = object.attributes.entries.filter { ![.createdAt, .ip].contains($0.name) }
            .map { "\($0.name): \(text($0.value))" }
        return [
            "\(object.kind.rawValue) \(object.name)", object.owner ?? "no owner",
            "g\(object.operation?.generation ?? 0)", "\(object.phase)", attributes.joined(separator: ", "),
            facts(object),
        ].joined(separator: " | ")
    }

    private func line(_ backup: LiveBackup) -> String {
        let disks = backup.disks.map { "\(name($0.id)) \(SizeText.gibibytes($0.sizeGiB))" }
        // Each state has a mark lineage of its own.
        var mark = backup.mark
        mark?.lineage = nil
        return
            "backup \(mark?.description ?? backup.name) | of \(name(backup.server)) in \(name(backup.vault)) | image "
            + "\(name(backup.image)) | \(disks.sorted())"
    }

    private func facts(_ object: LiveResource) -> String {
        switch object.facts {
        case .vault(let facts): "\(load(facts)) of \(facts.members.map(name).sorted())"
        case .server(let facts): "disks \(disks(of: object.name, facts))"
        case .disk(let facts): "on \(facts.servers.map(name))"
        case .image(let facts):
            "\(facts.scope), \(SizeText.gibibytes(facts.capturedGiB)) of \(name(facts.sourceServer)) in \(name(facts.vault))"
        case .none: ""
        }
    }

    private func disks(of server: String, _ facts: ServerFacts) -> [String] {
        let names = facts.disks.map { name($0.id) }
        return unordered.contains(server) ? names.sorted() : names
    }

    /// A server that no longer exists counts with the disks that it had at its end, which depends on the order of steps.
    private func load(_ facts: VaultFacts) -> String {
        facts.members.allSatisfy { names[$0] != nil } ? "\(SizeText.gibibytes(facts.allocatedGiB))" : "load"
    }

    private func text(_ value: Value) -> String {
        switch value {
        case .string(let text):
            text.wholeMatch(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) == nil ? text : name(text)
        case .list(let values): "\(values.map(text))"
        case .map(let values): "\(values.mapValues(text).sorted { $0.key < $1.key })"
        default: "\(value)"
        }
    }
}
