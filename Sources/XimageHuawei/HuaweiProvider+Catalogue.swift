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
        case protection([RemoteID: ServiceAnswer], unanswered: UnreadableFact?)
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
        if needs.diskQuota, !needs.offers { wanted.append(.diskQuotas) }
        if needs.copyTargets { wanted.append(.copyTargets) }
        if !needs.protection.isEmpty { wanted.append(.protection(needs.protection)) }
        if needs.networks { wanted += [.networks, .groups] }
        if needs.images { wanted.append(.images) }
        for name in needs.imageNames.sorted() {
            wanted += [.imagesNamed(name, type: "gold"), .imagesNamed(name, type: "private")]
        }
        wanted += needs.imageIDs.sorted().map { .image($0) }
        var catalogue = Self.assemble(region, try await readable(wanted, in: region))
        // All of them are read only to name what a slip may have meant.
        let found = Set(catalogue.images.values.map(\.name))
        if !needs.images, !needs.imageNames.isSubset(of: found) {
            catalogue = catalogue.merging(Self.assemble(region, try await readable([.images], in: region)))
        }
        return catalogue
    }

    private func readable(_ wanted: [Wanted], in region: Region) async throws(ProviderError) -> [Part] {
        try await concurrently(wanted, width: 16) { part throws(ProviderError) in
            do throws(ProviderError) {
                return try await self.part(part, in: region)
            } catch {
                // What may not be read is not known; the rules that need it say so.
                guard error.category == .permission else { throw error }
                return .refused(UnreadableFact(part.words, in: region, error))
            }
        }
    }

    private enum Wanted: Sendable {
        case flavors, serverZones, diskZones, diskTypes, serverQuotas, diskQuotas, imageQuotas, networks,
            groups, copyTargets, images
        /// Of these servers.
        case protection(Set<RemoteID>)
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
            case .images, .imagesNamed, .image: "images"
            }
        }
    }

    private func part(_ wanted: Wanted, in region: Region) async throws(ProviderError) -> Part {
        switch wanted {
        case .flavors: return .flavors(try await ecs.flavors(in: region))
        case .serverZones: return .serverZones(try await ecs.zones(in: region))
        case .diskZones: return .diskZones(try await evs.zones(in: region))
        case .diskTypes: return .diskTypes(try await evs.types(in: region))
        case .serverQuotas: return .serverQuotas(try await ecs.quotas(in: region))
        case .diskQuotas: return .diskQuotas(try await evs.quotas(in: region))
        case .imageQuotas: return .imageQuotas(try await ims.quotas(in: region))
        case .copyTargets: return .copyTargets(try await cbr.copyTargets(of: region))
        case .protection(let servers):
            let (refusals, unanswered) = try await cbr.unprotectable(servers, in: region)
            let fact = unanswered.min().map {
                UnreadableFact(
                    service: "cbr", region: region, fact: wanted.words,
                    reason: "the answer does not say it of \($0)")
            }
            return .protection(refusals, unanswered: fact)
        case .networks:
            let networks = try await vpc.networks(in: region)
            let subnets = try await subnets.subnets(of: networks.map(\.id), in: region)
            return .networks(networks, subnets.flatMap { $0 })
        case .groups: return .groups(try await vpc.securityGroups(in: region))
        case .images:
            let vendors = try await ims.offered(in: region)
            return .images(vendors + (try await ims.list(in: region)))
        case .imagesNamed(let name, let type):
            return .images(try await ims.find(name, type: type, in: region))
        case .image(let id): return .images(try await ims.read(id, in: region).map { [$0] } ?? [])
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
            case .protection(let refusals, let unanswered):
                catalogue.unprotectable = refusals
                if let unanswered { catalogue.unreadable.append(unanswered) }
            case .refused(let fact): catalogue.unreadable.append(fact)
            }
        }
        // Usable are the zones of both services. Source: ECS API reference, zones.
        catalogue.zones = serverZones.compactMap { zone in
            diskZones[zone.name].map { Zone(name: zone.name, isAvailable: zone.isAvailable && $0) }
        }.sorted { $0.name < $1.name }
        return catalogue
    }
}
