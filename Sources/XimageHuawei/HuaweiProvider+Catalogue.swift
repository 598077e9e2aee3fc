import NIOCore
package import XimageCore

/// What a region offers: all requests side by side, and none that is not needed.
extension HuaweiProvider {
    private enum Part: Sendable {
        case flavors([Flavor])
        case serverZones([Zone])
        case diskZones([Zone])
        case diskTypes([DiskType])
        case images([ReportedImage])
        case networks([NamedObject], [Subnet])
        case groups([NamedObject])
        case serverQuotas(Quotas)
        case diskQuotas(Quotas)
        case imageQuotas(Quotas)
        case copyTargets([Region])
        case protection([RemoteID: ServiceAnswer])
        case refused(UnreadableFact)
    }

    package func catalogue(of region: Region, needs: CatalogueNeeds) async throws(ProviderError) -> Catalogue
    {
        var wanted: [Wanted] = []
        if needs.offers {
            wanted += [
                .flavors, .serverZones, .diskZones, .diskTypes, .serverQuotas, .diskQuotas, .imageQuotas,
            ]
        }
        if needs.imageQuota, !needs.offers { wanted.append(.imageQuotas) }
        if needs.copyTargets { wanted.append(.copyTargets) }
        if needs.protection { wanted.append(.protection) }
        if needs.networks { wanted += [.networks, .groups] }
        for name in needs.imageNames.sorted() {
            wanted += [.imagesNamed(name, type: "gold"), .imagesNamed(name, type: "private")]
        }
        wanted += needs.imageIDs.sorted().map { .image($0) }
        let parts = try await concurrently(wanted, width: 16) { part throws(ProviderError) in
            do throws(ProviderError) {
                return try await self.part(part, in: region)
            } catch {
                // What may not be read is not known; the rules that need it say so.
                guard error.category == .permission else { throw error }
                return .refused(
                    UnreadableFact(
                        service: error.service, region: region, fact: part.words, reason: error.message))
            }
        }
        return Self.assemble(region, parts)
    }

    private enum Wanted: Sendable {
        case flavors, serverZones, diskZones, diskTypes, serverQuotas, diskQuotas, imageQuotas, networks,
            groups, copyTargets, protection
        case imagesNamed(String, type: String)
        case image(RemoteID)

        /// In the plural, for people.
        var words: String {
            switch self {
            case .flavors: "flavors"
            case .serverZones, .diskZones: "zones"
            case .diskTypes: "disk types"
            case .serverQuotas: "server quotas"
            case .diskQuotas: "disk quotas"
            case .imageQuotas: "image quotas"
            case .networks: "networks"
            case .groups: "security groups"
            case .copyTargets: "regions that take copies"
            case .protection: "servers that can be backed up"
            case .imagesNamed, .image: "images"
            }
        }
    }

    private func part(_ wanted: Wanted, in region: Region) async throws(ProviderError) -> Part {
        switch wanted {
        case .flavors: return .flavors(try await flavors(in: region))
        case .serverZones:
            return .serverZones(try await zones(.ecs, "/v2.1/{project}/os-availability-zone", in: region))
        case .diskZones:
            return .diskZones(try await zones(.evs, "/v2/{project}/os-availability-zone", in: region))
        case .diskTypes: return .diskTypes(try await diskTypes(in: region))
        case .serverQuotas: return .serverQuotas(try await serverQuotas(in: region))
        case .diskQuotas: return .diskQuotas(try await diskQuotas(in: region))
        case .imageQuotas: return .imageQuotas(try await imageQuotas(in: region))
        case .copyTargets: return .copyTargets(try await copyTargets(in: region))
        case .protection: return .protection(try await protection(in: region))
        case .networks:
            let (networks, subnets) = try await networks(in: region)
            return .networks(networks, subnets)
        case .groups: return .groups(try await securityGroups(in: region))
        case .imagesNamed(let name, let type):
            return .images(try await images(named: name, type: type, in: region))
        case .image(let id): return .images(try await reportedImage(id, in: region).map { [$0] } ?? [])
        }
    }

    private static func assemble(_ region: Region, _ parts: [Part]) -> Catalogue {
        var catalogue = Catalogue(region: region)
        var serverZones: [Zone] = []
        var diskZones: [String: Bool] = [:]
        for part in parts {
            switch part {
            case .flavors(let flavors): for flavor in flavors { catalogue.flavors[flavor.id] = flavor }
            case .serverZones(let zones): serverZones = zones
            case .diskZones(let zones): for zone in zones { diskZones[zone.name] = zone.isAvailable }
            case .diskTypes(let types): for type in types { catalogue.diskTypes[type.name] = type }
            case .images(let images):
                for image in images { catalogue.images[image.id] = image.catalogueEntry }
            case .networks(let networks, let subnets):
                (catalogue.networks, catalogue.subnets) = (networks, subnets)
            case .groups(let groups): catalogue.securityGroups = groups
            case .serverQuotas(let quotas):
                catalogue.quotas.servers = quotas.servers
                catalogue.quotas.cores = quotas.cores
                catalogue.quotas.memoryMiB = quotas.memoryMiB
            case .diskQuotas(let quotas):
                catalogue.quotas.disks = quotas.disks
                catalogue.quotas.diskGiB = quotas.diskGiB
            case .imageQuotas(let quotas): catalogue.quotas.images = quotas.images
            case .copyTargets(let targets): catalogue.copyTargets = targets
            case .protection(let refusals): catalogue.unprotectable = refusals
            case .refused(let fact): catalogue.unreadable.append(fact)
            }
        }
        // Usable are the zones of both services. Source: ECS API reference, zones.
        catalogue.zones = serverZones.compactMap { zone in
            diskZones[zone.name].map { Zone(name: zone.name, isAvailable: zone.isAvailable && $0) }
        }.sorted { $0.name < $1.name }
        return catalogue
    }

    // MARK: - Requests

    private func flavors(in region: Region) async throws(ProviderError) -> [Flavor] {
        let size = options.pages.flavors
        let template = "/v1/{project}/cloudservers/flavors"
        return try await Lister.markers(
            size: size, operation: .get(.ecs, region, template), endsShort: true, id: { $0.id }
        ) { [gateway] marker throws(ProviderError) in
            var query = [("limit", "\(size)")]
            if let marker { query.append(("marker", marker)) }
            return try await gateway.send(.get(.ecs, region, template, query: query)) {
                body throws(JSONFailure) in
                try CatalogueAnswers.flavors(body)
            }
        }
    }

    private func zones(_ service: Service, _ template: String, in region: Region) async throws(ProviderError)
        -> [Zone]
    {
        try await gateway.send(.get(service, region, template)) { body throws(JSONFailure) in
            try CatalogueAnswers.zones(body)
        }
    }

    private func diskTypes(in region: Region) async throws(ProviderError) -> [DiskType] {
        try await gateway.send(.get(.evs, region, "/v2/{project}/types")) { body throws(JSONFailure) in
            try CatalogueAnswers.diskTypes(body)
        }
    }

    private func images(named name: String, type: String, in region: Region) async throws(ProviderError)
        -> [ReportedImage]
    {
        var query = [("__imagetype", type), ("name", name), ("limit", "\(options.pages.images)")]
        if type == "private" { query.append(("enterprise_project_id", "all_granted_eps")) }
        let found = try await gateway.send(.get(.ims, region, "/v2/cloudimages", query: query)) {
            body throws(JSONFailure) in try ImageAnswers.page(body).elements
        }
        return found.filter { $0.name == name }
    }

    private func networks(in region: Region) async throws(ProviderError) -> ([NamedObject], [Subnet]) {
        let networks = try await named(.vpc, "/v3/{project}/vpc/vpcs", list: "vpcs", in: region)
        let subnets = try await concurrently(networks, width: 8) {
            [subnets, gateway] network throws(ProviderError) in
            try await subnets.subnets(of: network.id, in: region, through: gateway)
        }
        return (networks, subnets.flatMap { $0 })
    }

    private func securityGroups(in region: Region) async throws(ProviderError) -> [NamedObject] {
        try await named(.vpc, "/v3/{project}/vpc/security-groups", list: "security_groups", in: region)
    }

    private func named(
        _ service: Service, _ template: String, list: StaticString, in region: Region
    ) async throws(ProviderError) -> [NamedObject] {
        let size = options.pages.networks
        return try await Lister.markers(
            size: size, operation: .get(service, region, template), endsShort: true, id: { $0.id }
        ) { [gateway] marker throws(ProviderError) in
            var query = [("limit", "\(size)")]
            if let marker { query.append(("marker", marker)) }
            return try await gateway.send(.get(service, region, template, query: query)) {
                body throws(JSONFailure) in
                try CatalogueAnswers.named(body, list: list)
            }
        }
    }

    private func serverQuotas(in region: Region) async throws(ProviderError) -> Quotas {
        try await gateway.send(.get(.ecs, region, "/v1/{project}/cloudservers/limits")) {
            body throws(JSONFailure) in
            try CatalogueAnswers.serverQuotas(body)
        }
    }

    /// The capital T matters. Source: EVS API reference, quotas.
    private func diskQuotas(in region: Region) async throws(ProviderError) -> Quotas {
        let project = try await gateway.project(of: region)
        let call = Call.get(
            .evs, region, "/v2/{project}/os-quota-sets/{target}", [project], query: [("usage", "True")])
        return try await gateway.send(call) { body throws(JSONFailure) in
            try CatalogueAnswers.diskQuotas(body)
        }
    }

    private func copyTargets(in region: Region) async throws(ProviderError) -> [Region] {
        try await gateway.send(.get(.cbr, region, "/v3/{project}/replication-capabilities")) {
            body throws(JSONFailure) in try CatalogueAnswers.copyTargets(body, of: region)
        }
    }

    /// Only those that the service refuses are kept.
    private func protection(in region: Region) async throws(ProviderError) -> [RemoteID: ServiceAnswer] {
        let size = options.pages.backups
        let template = "/v3/{project}/protectables/server/instances"
        let found = try await Lister.pages(
            size: size, operation: .get(.cbr, region, template), id: { $0.server }
        ) { [gateway] _, offset throws(ProviderError) in
            let call = Call.get(
                .cbr, region, template, query: [("limit", "\(size)"), ("offset", "\(offset)")])
            return try await gateway.send(call) { body throws(JSONFailure) in
                try CatalogueAnswers.protection(body)
            }
        }
        var result: [RemoteID: ServiceAnswer] = [:]
        for entry in found { result[entry.server] = entry.refusal }
        return result
    }

    private func imageQuotas(in region: Region) async throws(ProviderError) -> Quotas {
        try await gateway.send(.get(.ims, region, "/v1/cloudimages/quota")) { body throws(JSONFailure) in
            try CatalogueAnswers.imageQuotas(body)
        }
    }
}
