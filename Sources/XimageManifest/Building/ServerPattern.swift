internal import XimageCore

/// What an instance of a block without expressions came to: the others of its loop differ in address, name and zone only.
struct ServerPattern {
    let server: DesiredResource
    let disks: [DesiredResource]
    /// The zones of a spread, and where it begins; `nil` without one.
    let spread: (zones: [String], start: Int)?

    func zone(at index: Int) -> String? {
        spread.map { $0.zones[(index + $0.start) % $0.zones.count] }
    }
}

extension ManifestBuilder {
    /// Makes all instances of a block: the first in full, the others after its pattern where nothing else can differ.
    func finishServers(_ prototype: ServerDraft, _ template: BlockTemplate, weight: Int) {
        var pattern: ServerPattern?
        let hasPattern = template.varying.isEmpty && prototype.lookup == nil && !template.loops.isEmpty
        session.forEachInstance(of: template, weight: weight, in: scope) { instance in
            if let pattern { return stamp(pattern, prototype, template, instance) }
            let (errors, ownServers, ownDisks) = (session.errorCount, servers.count, disks.count)
            finishServer(prototype, template, instance)
            guard hasPattern, session.errorCount == errors, servers.count == ownServers + 1 else { return }
            let zones = prototype.zones.flatMap { $0.isEmpty ? nil : $0 }
            pattern = ServerPattern(
                server: servers[ownServers], disks: Array(disks[ownDisks...]),
                spread: zones.map { ($0, firstZone(prototype, among: $0, template.address)) })
        }
    }

    private func stamp(
        _ pattern: ServerPattern, _ prototype: ServerDraft, _ template: BlockTemplate, _ instance: Instance
    ) {
        var server = pattern.server
        server.address.instance = instance.key
        let zone = pattern.zone(at: instance.scope.each?.index ?? 0)
        if let zone { server.attributes[.zone] = .string(zone) }
        if prototype.base.attributes[.name] == .null {
            let name = ManifestSession.defaultName(scope.project, server.address.name, instance.key)
            server.attributes[.name] = .string(name)
        }
        checkName(server, .serverName, at: template.block.keyPlace)
        let name = server.attributes[.name].string ?? ""
        var addresses: [Address] = []
        addresses.reserveCapacity(pattern.disks.count)
        for (draft, original) in zip(prototype.disks, pattern.disks) {
            var disk = original
            disk.address.instance = instance.key
            if draft.base.attributes[.name] == .null {
                disk.attributes[.name] = .string("\(name)-\(draft.key)")
            }
            if draft.base.attributes[.zone] == .null, let zone { disk.attributes[.zone] = .string(zone) }
            disk.attributes[.server] = .reference(server.address)
            checkName(disk, .diskName, at: draft.keyPlace)
            addresses.append(disk.address)
            disks.append(disk)
        }
        if case .server(let details) = server.details {
            server.details = .server(ServerDetails(disks: addresses, options: details.options))
        }
        if let known = labels[pattern.server.address] { labels[server.address] = known }
        acknowledge(prototype.acknowledgements, server.address, name: name)
        servers.append(server)
    }

    private func checkName(_ resource: DesiredResource, _ form: TextForm, at place: Place) {
        var draft = Draft()
        draft.attributes = resource.attributes
        draft.origins = resource.attributeOrigins
        session.checkName(draft, form, address: resource.address, at: place)
    }
}
