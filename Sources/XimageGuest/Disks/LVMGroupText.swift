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

    /// Visible logical volumes with the keys of the physical volumes that hold their data.
    var logicalVolumes: [(name: String, volumes: Set<String>)] {
        let keys = Set(physicalVolumes.map(\.key))
        var parts: [String: (volumes: Set<String>, others: Set<String>)] = [:]
        var visible: [String] = []
        let all = node["logical_volumes"]?.members ?? []
        let names = Set(all.map(\.name))
        for (name, volume) in all {
            parts[name] = Self.parts(of: volume, keys: keys, names: names)
            if volume["status"]?.texts.contains("VISIBLE") ?? true { visible.append(name) }
        }
        return visible.map { ($0, LogicalParts.resolve($0, parts)) }
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
enum LogicalParts {
    /// - Parameter parts: of each volume: physical volumes, and other volumes that it consists of.
    static func resolve(
        _ name: String, _ parts: [String: (volumes: Set<String>, others: Set<String>)]
    ) -> Set<String> {
        var result: Set<String> = []
        var seen: Set<String> = []
        var queue = [name]
        while let next = queue.popLast() {
            guard seen.insert(next).inserted, let own = parts[next] else { continue }
            result.formUnion(own.volumes)
            queue += own.others
        }
        return result
    }
}
