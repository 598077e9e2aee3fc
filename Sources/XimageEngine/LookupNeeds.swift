import XimageCore
import XimagePlanning

/// Names and ids that a plan has to find in the catalogue of each region before it can be decided. What rules ask beside that
/// follows from the rules: see ``Planner/demands(of:)``.
struct LookupNeeds {
    let desired: DesiredState
    let prior: PriorState
    let live: [LiveResource]

    func needs() -> [Region: CatalogueNeeds] {
        let ids = Set(live.map(\.id))
        var records: [Address: ResourceRecord] = [:]
        for record in prior.records
        where record.address.kind == .server && record.standing != .deposed && ids.contains(record.id) {
            records[record.address] = record
        }
        var result: [Region: CatalogueNeeds] = [:]
        for resource in desired.resources {
            var needs = result[resource.region] ?? .nothing
            if resource.address.kind == .server, resource.ownership == .managed {
                // What was resolved in another region says nothing about this one.
                let record = records[resource.address].flatMap { $0.region == resource.region ? $0 : nil }
                add(resource, record, to: &needs)
            }
            result[resource.region] = needs
        }
        return result
    }

    private func add(
        _ server: DesiredResource, _ record: ResourceRecord?, to needs: inout CatalogueNeeds
    ) {
        let image = server.attributes[.image]
        if record?.declared[.image] != image {
            if let name = image.map?["name"]?.string ?? image.string { needs.imageNames.insert(name) }
            if let id = image.map?["id"]?.string { needs.imageIDs.insert(id) }
        }
        let lookups: [AttributeName] = [.vpc, .subnet, .securityGroups]
        if lookups.contains(where: {
            (record?.declared[$0] != server.attributes[$0] || record?.attributes[$0].isEmpty ?? true)
                && !server.attributes[$0].isEmpty
        }) {
            needs.networks = true
        }
    }
}
