import XimageCore

/// Snapshots that are there, as if a manifest declared them: nobody does, and they are not to be taken for something
/// that is no longer declared.
struct SnapshotSeries {
    private let project: String
    private let live: LiveIndex

    init(project: String, live: LiveIndex) {
        self.project = project
        self.live = live
    }

    /// One series for each server with snapshots in state, or in the cloud by their marks. Series that a manifest
    /// declares are left out.
    func resources(beside declared: [DesiredResource], _ prior: PriorState) -> [DesiredResource] {
        var newest: [Address: LiveResource] = [:]
        func note(_ series: Address, _ object: LiveResource) {
            let generation = object.operation?.generation ?? 0
            if (newest[series]?.operation?.generation ?? -1) < generation { newest[series] = object }
        }
        var known: Set<RemoteID> = []
        for record in prior.records where record.isSnapshot {
            known.insert(record.id)
            if let object = live[record.id] { note(record.address.series, object) }
        }
        for object in live.resources where object.kind == .image && object.snapshotNote != nil {
            guard !known.contains(object.id), !prior.records.contains(where: { $0.id == object.id }),
                let owner = object.owner, Mark.belongs(owner, to: project),
                case .image(let facts) = object.facts, let server = facts.sourceServer
            else { continue }
            let series = Snapshot.series(of: server)
            if Mark.owner(project: project, address: series) == owner { note(series, object) }
        }
        guard !newest.isEmpty else { return [] }
        for resource in declared where Snapshot.contains(resource.address) {
            newest.removeValue(forKey: resource.address)
        }
        return newest.map { Self.resource($0, $1) }
    }

    /// As the newest one is, so that there is nothing to change.
    private static func resource(_ series: Address, _ object: LiveResource) -> DesiredResource {
        var attributes = object.attributes
        let schema = ResourceSchema.of(.image)
        for entry in object.attributes.entries where schema[entry.name]?.effect == .computed {
            attributes[entry.name] = .null
        }
        let date = attributes[.createdAt].string.map { String($0.prefix(10)) } ?? "2026-01-01"
        let end = "-g\(object.operation?.generation ?? 1)"
        let template = object.name.hasSuffix(end) ? String(object.name.dropLast(end.count)) : object.name
        // Whoever asked for it has accepted what is to be accepted.
        var details = ImageDetails(
            nameTemplate: template, commitment: date, disclaimer: date, optimised: true)
        // Whoever needs it, needs it soon.
        var options = ImageOptions()
        options.ready = .zone
        details.options = Boxed(options)
        return DesiredResource(
            address: series, region: object.region, attributes: attributes, details: .image(details))
    }
}
