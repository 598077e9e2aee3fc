import XimageCore

/// Which of a new server's disks is which.
enum CreatedDisks {
    /// Whether size and type do not tell any two apart.
    static func areAlike(_ disks: [ResourceRequest]) -> Bool {
        guard let first = disks.first else { return true }
        return disks.allSatisfy { kind($0.attributes) == kind(first.attributes) }
    }

    /// - Parameters:
    ///   - disks: as they were asked for, in attach order.
    ///   - attached: ids in the order of the server's devices.
    ///   - objects: what was read of them; `nil` where their order tells enough.
    /// - Returns: without those that cannot be told.
    static func recognise(
        _ disks: [ResourceRequest], attached: [RemoteID], objects: [LiveResource]?
    ) -> [Address: CreatedObject] {
        let known = Dictionary((objects ?? []).map { ($0.id, $0) }) { first, _ in first }
        var left = attached
        var result: [Address: CreatedObject] = [:]
        for disk in disks {
            let index = left.firstIndex { id in
                guard let object = known[id] else { return objects == nil }
                return fits(object.attributes, disk.attributes)
            }
            guard let index else { continue }
            result[disk.address] = CreatedObject(id: left.remove(at: index), attributes: disk.attributes)
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
