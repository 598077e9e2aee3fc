package import XimageCore

/// Several objects with the mark of one address, the most likely one first: attached, complete, newest.
package struct Candidates: Sendable {
    package let address: Address
    /// At least one.
    package let objects: [LiveResource]

    package init(_ address: Address, _ objects: [LiveResource], in live: LiveIndex) {
        self.address = address
        self.objects = objects.sorted { a, b in
            let (x, y) = (Self.rank(a), Self.rank(b))
            if x != y { return x < y }
            for (first, second) in zip(Self.times(of: a, in: live), Self.times(of: b, in: live))
            where first != second {
                return first > second
            }
            return a.id < b.id
        }
    }

    /// Of its creation; and of its system disk's, which is created with a server and tells two of one second apart.
    private static func times(of object: LiveResource, in live: LiveIndex) -> [String] {
        var objects = [object]
        if case .server(let facts) = object.facts, let disk = facts.disks.first(where: \.isSystem) {
            objects += live[disk.id].map { [$0] } ?? []
        }
        return objects.map { $0.attributes[.createdAt].string ?? "" }
    }

    private static func rank(_ object: LiveResource) -> (Int, Int) {
        (isAttached(object) ? 0 : 1, object.phase == .ready ? 0 : 1)
    }

    /// A disk to a server, a server to its data disks.
    private static func isAttached(_ object: LiveResource) -> Bool {
        switch object.facts {
        case .server(let facts): facts.disks.contains { !$0.isSystem }
        default: object.kind != .disk || !object.attributes[.server].isEmpty
        }
    }
}

extension LiveResource {
    /// What distinguishes objects with one mark, in a few words each.
    package var traits: [String] {
        var traits = status.isEmpty ? [] : [status]
        if let created = attributes[.createdAt].string, !created.isEmpty {
            traits.append("created \(created)")
        }
        if let mark = operation {
            if mark.generation > 0 { traits.append("generation \(mark.generation)") }
            traits.append("operation \(mark.operation)")
        }
        switch facts {
        case .server(let facts):
            if let image = attributes[.image].string, !image.isEmpty { traits.append("from image \(image)") }
            let disks = facts.disks.filter { !$0.isSystem }.map(\.id)
            traits.append(disks.isEmpty ? "no data disk" : "data disks \(disks.joined(separator: " and "))")
        default:
            guard kind == .disk else { break }
            let server = attributes[.server].string ?? ""
            traits.append(server.isEmpty ? "not attached" : "attached to \(server)")
        }
        return traits
    }
}

extension Address {
    /// Of a marked object whose address nobody declares: the mark has a digest of the address alone.
    package static func unknown(_ object: LiveResource) -> Address {
        Address(
            object.kind, unknownBlock, instance: .key(object.id),
            part: object.kind == .disk || object.kind == .copy ? unknownBlock : nil)
    }

    static let unknownBlock = "unknown"
}
