import XimageCore

/// Which of a new server's disks is which.
enum CreatedDisks {
    /// - Parameters:
    ///   - intended: as they were asked for, in attach order.
    ///   - known: disks that are something else.
    /// - Returns: those that are certain, with their ids. They are incomplete: they have neither names nor marks.
    static func recognised(
        on server: LiveResource, _ intended: [ResourceRecord], apartFrom known: Set<RemoteID> = [],
        by provider: any Provider
    ) async throws(ProviderError) -> [ResourceRecord] {
        guard !intended.isEmpty, case .server(let facts) = server.facts else { return [] }
        let attached = facts.disks.filter { !$0.isSystem && !known.contains($0.id) }.map(\.id)
        var objects: [LiveResource]?
        if !areAlike(intended) || attached.count != intended.count {
            objects = try await provider.current(Set(attached), .disk, in: server.region)
        }
        return recognise(intended, attached: attached, objects: objects).map { disk in
            var disk = disk
            disk.attributes[.server] = .string(server.id)
            return disk
        }
    }

    /// Whether size and type do not tell any two apart.
    private static func areAlike(_ disks: [ResourceRecord]) -> Bool {
        guard let first = disks.first else { return true }
        return disks.allSatisfy { kind($0.attributes) == kind(first.attributes) }
    }

    /// Each is recognised by its size and type; where these do not tell them apart, by the attach order.
    ///
    /// - Parameters:
    ///   - attached: ids in the order of the server's devices.
    ///   - objects: what was read of them; `nil` where their order tells enough.
    private static func recognise(
        _ disks: [ResourceRecord], attached: [RemoteID], objects: [LiveResource]?
    ) -> [ResourceRecord] {
        let known = Dictionary((objects ?? []).map { ($0.id, $0) }) { first, _ in first }
        var left = attached
        var result: [ResourceRecord] = []
        for var disk in disks {
            let index = left.firstIndex { id in
                guard let object = known[id] else { return objects == nil }
                return fits(object.attributes, disk.attributes)
            }
            guard let index else { continue }
            disk.id = left.remove(at: index)
            result.append(disk)
        }
        return result
    }

    /// A size or type that either side does not have tells nothing.
    private static func fits(_ have: Attributes, _ want: Attributes) -> Bool {
        [AttributeName.size, .type].allSatisfy { name in
            have[name].isEmpty || want[name].isEmpty || have[name] == want[name]
        }
    }

    private static func kind(_ attributes: Attributes) -> [Value] { [attributes[.size], attributes[.type]] }
}
