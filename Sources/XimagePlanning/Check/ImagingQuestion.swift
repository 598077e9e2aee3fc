package import XimageCore

/// Whether a whole image of a server that exists can be created now, asked as a set that creates one: the rules of plans
/// answer it.
package struct ImagingQuestion: Sendable {
    /// What the set declares about a server, under its own addresses: guest facts and acknowledgements count.
    private struct Declared {
        var server: DesiredResource?
        var image: DesiredResource?
    }

    private let settings: ProjectSettings
    private let acknowledgements: [Acknowledgement]
    private let live: LiveState
    private let servers: [LiveResource]
    private var declared: [RemoteID: Declared] = [:]
    private var disks: [RemoteID: LiveResource] = [:]
    /// By region; each with its address in the question.
    private var vaults: [Region: [(object: LiveResource, address: Address)]] = [:]
    /// By source server.
    private var images: [RemoteID: [LiveResource]] = [:]
    private var backups: [RemoteID: [LiveBackup]] = [:]

    /// - Parameters:
    ///   - desired: the set; what it declares of servers that exist counts.
    ///   - live: servers, their disks, vaults, images and backups of the regions.
    package init(_ desired: DesiredState, prior: PriorState, live: LiveState) {
        let index = LiveIndex(live.resources)
        var expander = DesiredExpander(desired, prior, index)
        expander.expand()
        settings = desired.settings
        acknowledgements = expander.desired.acknowledgements
        self.live = live
        servers = live.resources.filter { $0.kind == .server }.sorted { $0.id < $1.id }
        for object in live.resources {
            switch object.kind {
            case .disk: disks[object.id] = object
            case .vault: vaults[object.region, default: []].append((object, Self.address(.vault, object)))
            case .image, .copy:
                guard case .image(let facts) = object.facts, let server = facts.sourceServer else { break }
                images[server, default: []].append(object)
            case .server: break
            }
        }
        for backup in live.backups {
            if let server = backup.server { backups[server, default: []].append(backup) }
        }
        declare(expander.desired, expander.prior, index)
    }

    private mutating func declare(_ desired: DesiredState, _ prior: PriorState, _ index: LiveIndex) {
        var ids: [Address: RemoteID] = [:]
        for record in prior.records where record.address.kind == .server && record.standing != .deposed {
            ids[record.address] = record.id
        }
        for server in desired.resources where server.address.kind == .server {
            if case .existing(let lookup) = server.ownership {
                let found = index.find(lookup, kind: .server, region: server.region)
                ids[server.address] = found.count == 1 ? found[0].id : nil
            }
            if let id = ids[server.address] { declared[id, default: Declared()].server = server }
        }
        for image in desired.resources where image.address.kind == .image {
            let source = image.attributes[.source]
            guard image.attributes[.kind] == "whole", image.attributes[.sourceBackup].isEmpty,
                let id = source.string ?? source.reference.flatMap({ ids[$0] }),
                declared[id]?.image == nil
            else { continue }
            declared[id, default: Declared()].image = image
        }
    }

    /// No block of a set has such a name.
    private static func address(_ kind: ResourceKind, _ object: LiveResource) -> Address {
        Address(kind, "~\(object.id)")
    }

    // MARK: As sets

    /// An image of each server: what is asked of catalogues and guests.
    package var all: PlanInput { input(servers, live) }

    /// What a plan for one server alone depends on: what images of the others would take of vaults and quotas is no reason
    /// against this one.
    ///
    /// - Returns: `nil` where the region has no vault for backups of servers.
    package func input(about server: LiveResource, with catalogues: [Region: Catalogue]) -> PlanInput? {
        guard isBound(server) || !pool(server).isEmpty else { return nil }
        var own = LiveState(
            resources: [server], readAt: live.readAt,
            unreadable: live.unreadable.filter { $0.region == server.region },
            backups: backups[server.id] ?? [])
        if case .server(let facts) = server.facts { own.resources += facts.disks.compactMap { disks[$0.id] } }
        own.resources += (vaults[server.region] ?? []).map(\.object) + (images[server.id] ?? [])
        if let catalogue = catalogues[server.region] {
            own.catalogues = [server.region: catalogue]
            own.unreadable += catalogue.unreadable
        }
        return input([server], own)
    }

    /// The image in the set that asks about a server.
    package func image(of server: LiveResource) -> Address {
        declared[server.id]?.image?.address ?? Self.address(.image, server)
    }

    private func input(_ servers: [LiveResource], _ live: LiveState) -> PlanInput {
        var settings = settings
        // No project has this name, so that nothing that exists counts as ours.
        settings.project = "~"
        var resources = Set(servers.map(\.region)).flatMap { vaults[$0] ?? [] }.map { vault in
            DesiredResource(
                address: vault.address, region: vault.object.region,
                attributes: [.region: .string(vault.object.region)],
                ownership: .existing(.id(vault.object.id)))
        }
        var named: Set<Address> = []
        for server in servers {
            let parts = [source(server), image(server)]
            resources += parts
            named.formUnion(parts.map(\.address))
        }
        let counting = acknowledgements.filter { acknowledgement in
            named.contains { Waivers.targets(of: $0).contains(acknowledgement.target) }
        }
        return PlanInput(
            desired: DesiredState(
                settings: settings, resources: resources.sorted { $0.address < $1.address },
                acknowledgements: counting),
            prior: PriorState(), live: live)
    }

    private func source(_ server: LiveResource) -> DesiredResource {
        let declared = declared[server.id]?.server
        var details = ServerDetails()
        if case .server(let known) = declared?.details, let options = known.options?.content {
            var own = ServerOptions()
            (own.workload, own.guest) = (options.workload, options.guest)
            details.options = Boxed(own)
        }
        return DesiredResource(
            address: declared?.address ?? Self.address(.server, server), region: server.region,
            attributes: [.region: .string(server.region)], ownership: .existing(.id(server.id)),
            details: .server(details))
    }

    private func image(_ server: LiveResource) -> DesiredResource {
        let declared = declared[server.id]
        var options = ImageOptions()
        options.vaultChoice = .bound(else: pool(server))
        if case .image(let known) = declared?.image?.details { options.guest = known.options?.content.guest }
        let name = "ximage-\(server.id)"
        let date = String(live.readAt.description.prefix(10))
        return DesiredResource(
            address: image(of: server), region: server.region,
            attributes: [
                .name: .string(name), .region: .string(server.region), .kind: "whole",
                .source: .reference(declared?.server?.address ?? Self.address(.server, server)),
            ],
            details: .image(
                ImageDetails(
                    nameTemplate: name, commitment: date, disclaimer: date, optimised: true,
                    options: Boxed(options))))
    }

    // MARK: Vaults

    private func isBound(_ server: LiveResource) -> Bool {
        (vaults[server.region] ?? []).contains { vault in
            if case .vault(let facts) = vault.object.facts {
                facts.members.contains(server.id)
            } else {
                false
            }
        }
    }

    /// Vaults for backups of servers, those that can be used first.
    private func pool(_ server: LiveResource) -> [Address] {
        let fitting = (vaults[server.region] ?? []).filter { vault in
            guard case .vault(let facts) = vault.object.facts else { return false }
            return facts.objectType == "server" && vault.object.attributes[.purpose] != "replication"
        }
        let (ready, others) = (
            fitting.filter { $0.object.phase == .ready }, fitting.filter { $0.object.phase != .ready }
        )
        return (ready + others).map(\.address)
    }
}
