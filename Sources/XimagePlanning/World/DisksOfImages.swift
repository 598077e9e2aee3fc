import XimageCore

/// Data disks that came with whole images and that nothing declares. State knew their addresses; without it, what they can be
/// is all that is left: the keys of disks in the set, and the numbers of those that had no key.
struct DisksOfImages {
    private let desired: DesiredState

    init(_ desired: DesiredState) { self.desired = desired }

    /// Of every server that is created from an image of the set. Computed at each call.
    var addresses: [Address] {
        let servers = desired.resources.filter {
            $0.address.kind == .server && $0.ownership == .managed && $0.attributes[.image].reference != nil
        }
        guard !servers.isEmpty else { return [] }
        let declared = desired.resources.lazy.filter { $0.address.kind == .disk }.compactMap(\.address.part)
        let keys = Set(declared).union((1...Self.mostDisks).map { "disk\($0)" }).sorted()
        return servers.flatMap { server in
            keys.map { Address(.disk, server.address.name, instance: server.address.instance, part: $0) }
        }
    }

    /// Of one server. Source: ECS user guide, disks that can be attached.
    private static let mostDisks = 59
}
