import XimageCore
import XimagePlanning

/// A command that a plan gives to an existing server, beside imaging it. Source: ECS API reference: resizing, attaching,
/// detaching, starting, stopping and deleting are jobs of the server; names, tags and metadata are not.
struct ServerCommand {
    let server: LiveResource
    let facts: ServerFacts
    /// What the plan is about, and its place in the manifest.
    let address: Address
    let origin: SourceRange?
    let isDeletion: Bool

    /// How messages name the server.
    var name: RuleArgument {
        address.kind == .server ? "\(address)" : .named("server", server.name, server.id)
    }
}

extension RuleContext {
    /// - Parameter all: also those that free a disk before its server is deleted. What forbids the deletion itself is
    ///   reported once, at the server.
    func serverCommands(all: Bool = false) -> [ServerCommand] {
        let destroyed = Set(
            changes.lazy.filter { $0.address.kind == .server && $0.destroys }.compactMap(\.id))
        return changes.flatMap { change -> [ServerCommand] in
            commanded(by: change).compactMap { id in
                guard let server = live[id], case .server(let facts) = server.facts else { return nil }
                let isOfServer = change.address.kind == .server
                let precedes = !isOfServer && destroyed.contains(id)
                // A disk that goes with its server is deleted after it, and needs no command.
                guard !precedes || all && change.action != .delete else { return nil }
                return ServerCommand(
                    server: server, facts: facts, address: change.address, origin: change.origin,
                    isDeletion: isOfServer && change.destroys)
            }
        }
    }

    /// Servers that a change gives a command to.
    private func commanded(by change: Change) -> [RemoteID] {
        switch (change.address.kind, change.action) {
        case (.server, .update):
            let isJob = [AttributeName.flavor, .power].contains { change.differences.contains($0) }
            return isJob ? [change.id].compactMap { $0 } : []
        case (.server, .delete), (.server, .replace): return [change.id].compactMap { $0 }
        case (.disk, .create):
            // A new server brings its disks along, and a disk may hang there already.
            guard let server = change.address.owner.flatMap({ subject($0) }), !server.isNew,
                let id = server.live?.id, holder(of: subject(change.address)?.live) != id
            else { return [] }
            return [id]
        case (.disk, .update) where change.differences.contains(.server):
            let old = holder(of: change.id.flatMap { live[$0] })
            let new = change.address.owner.flatMap { subject($0) }.flatMap { $0.isNew ? nil : $0.live?.id }
            return [old, new].compactMap { $0 }
        case (.disk, .delete), (.disk, .replace):
            return [holder(of: change.id.flatMap { live[$0] })].compactMap { $0 }
        default: return []
        }
    }

    /// Disks that get larger or another type, system disks of servers among them.
    func grownDisks() -> [(change: Change, disk: LiveResource)] {
        changes.compactMap { change in
            guard change.action == .update, let id = change.id else { return nil }
            switch change.address.kind {
            case .disk where change.differences.contains(.size) || change.differences.contains(.type):
                return live[id].map { (change, $0) }
            case .server where change.differences.contains(.systemDiskSize):
                guard case .server(let facts) = live[id]?.facts,
                    let system = facts.disks.first(where: \.isSystem)
                else { return nil }
                return live[system.id].map { (change, $0) }
            default: return nil
            }
        }
    }

    private func holder(of disk: LiveResource?) -> RemoteID? { disk?.attributes[.server].string }
}
