import XimageCore

/// One volume group as its metadata tells it.
struct LVMGroupText: Sendable {
    let name: String
    let id: String
    let sequence: Int64
    private let node: LVMNode

    /// `nil` when the text holds no group.
    init?(_ text: LVMNode) {
        for member in text.members {
            guard let id = member.node["id"]?.text, let sequence = member.node["seqno"]?.number else {
                continue
            }
            name = member.name
            self.id = id
            self.sequence = sequence
            node = member.node
            return
        }
        return nil
    }

    struct PhysicalVolume: Sendable {
        /// `pv0`: how segments name it.
        let key: String
        /// Without dashes.
        let uuid: String
        let isMissing: Bool
        /// Where it was when the text was written: `/dev/vdb`.
        let device: String?
    }

    var physicalVolumes: [PhysicalVolume] {
        (node["physical_volumes"]?.members ?? []).compactMap { member in
            guard let id = member.node["id"]?.text else { return nil }
            return PhysicalVolume(
                key: member.name, uuid: id.filter { $0 != "-" },
                isMissing: member.node["flags"]?.texts.contains("MISSING") ?? false,
                device: member.node["device"]?.text)
        }
    }

    /// Visible logical volumes with the keys of the physical volumes that hold their data; `nil` when their chains are
    /// too long to follow.
    var logicalVolumes: [(name: String, volumes: Set<String>)]? {
        let keys = Set(physicalVolumes.map(\.key))
        var parts: [String: (volumes: Set<String>, others: Set<String>)] = [:]
        var visible: [String] = []
        let all = node["logical_volumes"]?.members ?? []
        let names = Set(all.map(\.name))
        for (name, volume) in all {
            parts[name] = Self.parts(of: volume, keys: keys, names: names)
            if volume["status"]?.texts.contains("VISIBLE") ?? true { visible.append(name) }
        }
        var resolver = LogicalParts(parts)
        var result: [(name: String, volumes: Set<String>)] = []
        for name in visible {
            guard let volumes = resolver.resolve(name) else { return nil }
            result.append((name, volumes))
        }
        return result
    }

    /// Keys of segments that name other logical volumes.
    private static let references = [
        "pool", "thin_pool", "metadata", "cache_pool", "origin", "cow_store", "merging_store", "mirror_log",
        "data", "external_origin", "vdo_pool", "meta_dev", "writecache",
    ]

    private static func parts(
        of volume: LVMNode, keys: Set<String>, names: Set<String>
    ) -> (volumes: Set<String>, others: Set<String>) {
        var result: (volumes: Set<String>, others: Set<String>) = ([], [])
        for (name, segment) in volume.members where name.hasPrefix("segment") && name != "segment_count" {
            for list in ["stripes", "mirrors", "raids"] {
                for text in segment[list]?.texts ?? [] {
                    // A name in these lists is first of all a physical volume's.
                    if keys.contains(text) {
                        result.volumes.insert(text)
                    } else if names.contains(text) {
                        result.others.insert(text)
                    }
                }
            }
            for key in references {
                for text in segment[key]?.texts ?? [] where names.contains(text) {
                    result.others.insert(text)
                }
            }
        }
        return result
    }
}

/// Logical volumes that consist of others, down to physical volumes.
struct LogicalParts {
    typealias Parts = [String: (volumes: Set<String>, others: Set<String>)]

    private let parts: Parts
    /// Steps that are left for all volumes of a group together: each of many volumes may be at the end of a long chain.
    private var steps = 1_000_000

    /// Why the volumes of a group stay unknown.
    static let tooLong = "its logical volumes form chains that are too long to follow"

    /// - Parameter parts: of each volume: physical volumes, and other volumes that it consists of.
    init(_ parts: Parts) { self.parts = parts }

    /// `nil` when the steps are used up.
    mutating func resolve(_ name: String) -> Set<String>? {
        var result: Set<String> = []
        var seen: Set<String> = []
        var queue = [name]
        while let next = queue.popLast() {
            guard seen.insert(next).inserted, let own = parts[next] else { continue }
            steps -= 1 + own.volumes.count + own.others.count
            guard steps > 0 else { return nil }
            result.formUnion(own.volumes)
            queue += own.others
        }
        return result
    }
}
