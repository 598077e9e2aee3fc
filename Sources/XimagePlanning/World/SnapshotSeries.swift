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

    /// One series for each server with snapshots. Those that only the cloud knows, by their marks, are taken in when
    /// state is lost, and not when it has forgotten them. Series that a manifest declares are left out.
    func resources(beside declared: [DesiredResource], _ prior: PriorState) -> [DesiredResource] {
        var newest: [Address: (object: LiveResource, generation: Int)] = [:]
        func note(_ series: Address, _ object: LiveResource, _ generation: Int) {
            if (newest[series]?.generation ?? -1) < generation { newest[series] = (object, generation) }
        }
        for record in prior.records where record.isSnapshot {
            if let object = live[record.id] {
                note(record.address.series, object, record.address.generation ?? 1)
            }
        }
        if prior.records.isEmpty {
            for (series, object) in marked() { note(series, object, object.operation?.generation ?? 1) }
        }
        guard !newest.isEmpty else { return [] }
        for resource in declared where Snapshot.isSeries(resource.address) {
            newest.removeValue(forKey: resource.address)
        }
        return newest.map { Self.resource($0, $1.object, $1.generation) }
    }

    /// Images whose mark is that of a snapshot of the server that they were made of.
    private func marked() -> [(Address, LiveResource)] {
        live.resources.compactMap { object in
            guard object.kind == .image, object.snapshotNote != nil, let owner = object.owner,
                case .image(let facts) = object.facts, let server = facts.sourceServer
            else { return nil }
            let series = Snapshot.series(of: server)
            return Mark.owner(project: project, address: series) == owner ? (series, object) : nil
        }
    }

    /// As the newest one is, so that there is nothing to change.
    private static func resource(_ series: Address, _ object: LiveResource, _ generation: Int)
        -> DesiredResource
    {
        var attributes = object.attributes
        let schema = ResourceSchema.of(.image)
        for entry in object.attributes.entries where schema[entry.name]?.effect == .computed {
            attributes[entry.name] = .null
        }
        let date = object.attributes[.createdAt].string.map { String($0.prefix(10)) } ?? "2026-01-01"
        let end = "-g\(generation)"
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
