/// What a manifest can declare and the cloud can hold.
package enum ResourceKind: String, Hashable, Sendable, CaseIterable, Codable, Comparable {
    /// A CBR vault: the container that holds the backups behind whole images.
    case vault
    /// An ECS server with its system disk.
    case server
    /// An EVS data disk of a server.
    case disk
    /// One generation of an image series.
    case image
    /// A copy of one image generation in another region.
    case copy

    package static func < (a: ResourceKind, b: ResourceKind) -> Bool { a.rank < b.rank }

    /// Vaults first, copies last: the order in which people read a plan.
    var rank: Int {
        switch self {
        case .vault: 0
        case .server: 1
        case .disk: 2
        case .image: 3
        case .copy: 4
        }
    }
}

/// A region's identifier, such as `cn-north-4`. Never derived from a zone's name.
package typealias Region = String

/// The cloud's own identifier of one object.
package typealias RemoteID = String
