import Testing
import XimageCore
import XimageHuawei

/// Watches over several runs in which order servers get their data disks.
///
/// A new server that is created without some of its disks has the first ones, and those of one run are attached in the
/// order of their declaration. A server that exists has them in the order of the runs: the service attaches a disk at
/// the first free device, which is behind the others or where a disk has left.
struct AttachWatch {
    private typealias Disk = (id: RemoteID, name: String)

    private struct Server {
        let id: RemoteID
        /// Data disks in the order of its devices.
        let disks: [Disk]
    }

    private var servers: [String: Server] = [:]
    /// In how many runs after the first one its disks changed.
    private var runs: [String: Int] = [:]
    /// Servers that were replaced, lost a disk, or have their disks in another order than that of their declaration.
    private var irregular: Set<String> = []

    /// Names of the servers of which the order of disks depends on the runs.
    var grown: Set<String> { irregular.filter { runs[$0, default: 0] > 1 } }

    /// - Parameter isStart: the first run, which both clouds have in common.
    mutating func look(at lab: Lab, after desired: DesiredState, isStart: Bool) async throws {
        let now = try await Self.servers(of: lab)
        for (name, server) in now {
            guard let declared = Self.declared(name, in: desired) else { continue }
            let attached = server.disks.filter { declared.contains($0.name) }
            let inOrder = declared.filter { disk in attached.contains { $0.name == disk } }
            let before = servers[name]
            let isNew = server.id != before?.id
            let old = Set(before?.disks.map(\.id) ?? [])
            let added = attached.filter { isNew || !old.contains($0.id) }.map(\.name)
            let isLess = !old.isSubset(of: server.disks.map(\.id))
            if isNew {
                #expect(inOrder == Array(declared.prefix(attached.count)), "\(name)")
            }
            // The disks of a replaced server follow those that are created with its successor.
            let isReplaced = isNew && before != nil
            if !isReplaced {
                #expect(added == declared.filter { added.contains($0) }, "\(name)")
            }
            if isReplaced || isLess || attached.map(\.name) != inOrder { irregular.insert(name) }
            if !isStart, isNew || isLess || !added.isEmpty { runs[name, default: 0] += 1 }
        }
        servers = now
    }

    private static func servers(of lab: Lab, region: Region = "cn-north-4") async throws -> [String: Server] {
        let disks = try await lab.provider.list(.disk, in: region)
        let names = Dictionary(disks.map { ($0.id, $0.name) }) { first, _ in first }
        return Dictionary(
            try await lab.provider.list(.server, in: region).map { server in
                guard case .server(let facts) = server.facts else {
                    return (server.name, Server(id: server.id, disks: []))
                }
                let data = facts.disks.filter { !$0.isSystem }.map { ($0.id, names[$0.id] ?? "") }
                return (server.name, Server(id: server.id, disks: data))
            }
        ) { first, _ in first }
    }

    /// Names of the declared data disks, in their order.
    private static func declared(_ name: String, in desired: DesiredState) -> [String]? {
        let server = desired.resources.first {
            $0.address.kind == .server && $0.attributes[.name].string == name
        }
        guard case .server(let details) = server?.details else { return nil }
        return details.disks.compactMap { desired[$0]?.attributes[.name].string }
    }
}
