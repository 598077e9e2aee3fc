package import XimageCore

/// The set of a snapshot: one server and one vault that are only read, and the image that is asked for. Planned with
/// ``options``, it touches nothing else.
package struct SnapshotRequest: Sendable {
    private let set: DesiredState
    private let server: LiveResource
    private let vault: LiveResource
    /// As declared; `nil` when no manifest has it.
    private let declaredServer: DesiredResource?
    private let declaredVault: DesiredResource?
    package var note = Snapshot.Note()
    package var quiesces = false

    /// - Parameter prior: tells which declared resources the server and the vault are.
    package init(of server: LiveResource, in vault: LiveResource, _ set: DesiredState, _ prior: PriorState) {
        self.set = set
        self.server = server
        self.vault = vault
        declaredServer = Self.declared(server, set, prior)
        declaredVault = Self.declared(vault, set, prior)
    }

    package var series: Address { Snapshot.series(of: server.id) }

    package var options: PlanOptions {
        var options = PlanOptions()
        options.renew = [series]
        options.targets = [.glob(series.description)]
        options.isSnapshot = true
        return options
    }

    package func desired() -> DesiredState {
        var result = DesiredState(settings: set.settings)
        result.resources = [source(), keeper(), image()].sorted { $0.address < $1.address }
        result.acknowledgements = acknowledgements()
        return result
    }

    private static func declared(_ object: LiveResource, _ set: DesiredState, _ prior: PriorState)
        -> DesiredResource?
    {
        if let record = prior.records.first(where: { $0.id == object.id && $0.standing != .deposed }) {
            return set[record.address]
        }
        return set.resources.first { resource in
            guard resource.address.kind == object.kind, resource.region == object.region else { return false }
            switch resource.ownership {
            case .existing(.id(let id)): return id == object.id
            case .existing(.name(let name, let zone)):
                return name == object.name && (zone == nil || zone == object.attributes[.zone].string)
            case .managed: return false
            }
        }
    }

    private func source() -> DesiredResource {
        var details = ServerDetails()
        if case .server(let known) = declaredServer?.details {
            details = known
            // Whatever it does at other times: the snapshot is now.
            if var options = details.options?.content {
                options.settled = nil
                details.options = Boxed(options)
            }
        }
        return DesiredResource(
            address: declaredServer?.address ?? Address(.server, "source"), region: server.region,
            attributes: [.region: .string(server.region), .name: .string(server.name)],
            ownership: .existing(.id(server.id)), details: .server(details), origin: declaredServer?.origin)
    }

    private func keeper() -> DesiredResource {
        DesiredResource(
            address: declaredVault?.address ?? Address(.vault, "keeper"), region: vault.region,
            attributes: [.region: .string(vault.region)], ownership: .existing(.id(vault.id)),
            origin: declaredVault?.origin)
    }

    private func image() -> DesiredResource {
        let accepted = set.settings.agreements
        var details = ImageDetails(
            nameTemplate: name, commitment: accepted.commitment, disclaimer: accepted.disclaimer,
            optimised: accepted.optimised)
        var options = ImageOptions()
        options.ready = .zone
        if quiesces { options.quiesce = Quiesce() }
        for image in imagesOfServer() {
            guard case .image(let own) = image.details else { continue }
            details.commitment = details.commitment ?? own.commitment
            details.disclaimer = details.disclaimer ?? own.disclaimer
            details.optimised = details.optimised || own.optimised
            options.guest = options.guest ?? own.options?.content.guest
        }
        details.options = Boxed(options)
        return DesiredResource(
            address: series, region: server.region,
            attributes: [
                .name: .string(name), .region: .string(server.region), .kind: "whole",
                .source: declaredServer.map { .reference($0.address) } ?? .string(server.id),
                .vault: declaredVault.map { .reference($0.address) } ?? .string(vault.id),
                .description: .string("\(note)"),
            ], details: .image(details))
    }

    /// At most as long as the service allows with a generation behind it. Source: rule NM001, 128 characters.
    private var name: String { String("\(set.settings.project)-snapshot-\(server.name)".prefix(118)) }

    private func imagesOfServer() -> [DesiredResource] {
        set.resources.filter { resource in
            resource.address.kind == .image
                && (resource.attributes[.source].reference.map { $0 == declaredServer?.address } ?? false
                    || resource.attributes[.source] == .string(server.id))
        }
    }

    /// What was said of the server and its images holds for this one too.
    private func acknowledgements() -> [Acknowledgement] {
        let about = Set([declaredServer?.address].compactMap { $0 } + imagesOfServer().map(\.address))
        return set.acknowledgements.filter { about.contains($0.target) && $0.key != "destroy" }.map { word in
            var own = word
            own.target = series
            return own
        } + set.acknowledgements.filter { $0.target == series }
    }
}
