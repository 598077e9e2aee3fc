import XimageCore

/// The tree of block devices that lsblk shows, in any of its forms.
struct BlockDevices: Sendable {
    struct Node: Sendable {
        var name: String
        var type: String
        var bytes: Int64?
        var fileSystem: String?
        var uuid: String?
        var mountPoint: String?
        var serial: String?
        /// Whole disks below which it stands.
        var disks: Set<String> = []
    }

    private(set) var nodes: [String: Node] = [:]
    private(set) var order: [String] = []

    // MARK: Reading

    /// `lsblk -J`; `nil` when it is no such output.
    init?(json: LooseJSON) {
        guard let top = json["blockdevices"] else { return nil }
        var budget = 100_000
        for item in top.items { add(item, below: nil, depth: 0, &budget) }
        if budget <= 0 { return nil }
    }

    private mutating func add(_ json: LooseJSON, below disk: String?, depth: Int, _ budget: inout Int) {
        budget -= 1
        guard budget > 0, depth < 32, let name = (json["kname"] ?? json["name"])?.text else { return }
        let type = json["type"]?.text ?? ""
        let root = disk ?? name
        let mount = json["mountpoint"]?.text ?? json["mountpoints"]?.items.compactMap(\.text).first
        insert(
            Node(
                name: name, type: type, bytes: json["size"]?.int, fileSystem: json["fstype"]?.text,
                uuid: json["uuid"]?.text, mountPoint: mount, serial: json["serial"]?.text, disks: [root]),
            alias: json["name"]?.text)
        for child in json["children"]?.items ?? [] { add(child, below: root, depth: depth + 1, &budget) }
    }

    /// `lsblk -P`: a line of `KEY="value"` a device and parent.
    init?(pairs text: String) {
        var parents: [(name: String, parent: String)] = []
        var hasParents = false
        for line in text.split(whereSeparator: \.isNewline) {
            let fields = Self.pairs(line)
            guard let name = fields["KNAME"] ?? fields["NAME"], !name.isEmpty else { return nil }
            func field(_ key: String) -> String? { fields[key].flatMap { $0.isEmpty ? nil : $0 } }
            insert(
                Node(
                    name: name, type: fields["TYPE"] ?? "", bytes: fields["SIZE"].flatMap { Int64($0) },
                    fileSystem: field("FSTYPE"), uuid: field("UUID"), mountPoint: field("MOUNTPOINT"),
                    serial: field("SERIAL")), alias: field("NAME"))
            if let parent = fields["PKNAME"] {
                hasParents = true
                if !parent.isEmpty { parents.append((name, parent)) }
            }
        }
        guard !nodes.isEmpty, hasParents else { return nil }
        let above = Dictionary(grouping: parents, by: \.name)
        // For all devices together: each of many may be at the end of a long chain.
        var steps = 1_000_000
        for name in order {
            var disks: Set<String> = []
            var seen: Set<String> = []
            var queue = [name]
            while let next = queue.popLast() {
                guard seen.insert(next).inserted else { continue }
                let up = above[next] ?? []
                steps -= 1 + up.count
                guard steps > 0 else { return nil }
                if up.isEmpty { disks.insert(next) }
                queue += up.map(\.parent)
            }
            nodes[name]?.disks = disks
        }
    }

    private static func pairs(_ line: Substring) -> [String: String] {
        var result: [String: String] = [:]
        var rest = line
        while let equals = rest.firstIndex(of: "=") {
            let key = rest[..<equals].drop { $0 == " " }
            let open = rest.index(after: equals)
            guard open < rest.endIndex, rest[open] == "\"" else { break }
            let start = rest.index(after: open)
            guard let close = rest[start...].firstIndex(of: "\"") else { break }
            // MAJ:MIN and MAJ_MIN differ between versions; only plain keys matter here.
            result[String(key)] = String(rest[start..<close])
            rest = rest[rest.index(after: close)...]
        }
        return result
    }

    private mutating func insert(_ node: Node, alias: String?) {
        if var known = nodes[node.name] {
            known.disks.formUnion(node.disks)
            nodes[node.name] = known
        } else {
            nodes[node.name] = node
            order.append(node.name)
            // The first device with an id or mount point counts.
            if let uuid = node.uuid, byUUID[uuid] == nil { byUUID[uuid] = node.name }
            if let path = node.mountPoint, byMountPoint[path] == nil { byMountPoint[path] = node.name }
        }
        if let alias, alias != node.name { aliases[alias] = node.name }
    }

    /// Names of mapped devices to the kernel's own.
    private var aliases: [String: String] = [:]
    private var byUUID: [String: String] = [:]
    private var byMountPoint: [String: String] = [:]

    // MARK: Asking

    var all: [Node] { order.compactMap { nodes[$0] } }

    /// Without memory disks, loops and CD drives.
    var disks: [Node] {
        all.filter { node in
            node.type == "disk"
                && !["ram", "zram", "loop", "fd", "sr", "nbd"].contains { node.name.hasPrefix($0) }
                && node.bytes ?? 0 > 0
        }
    }

    /// Whole disks that a path such as `/dev/vdb1` or `/dev/mapper/data` lies on; `nil` when nobody knows the path.
    func disks(of path: String) -> Set<String>? {
        let name =
            path.hasPrefix("/dev/mapper/")
            ? path.dropFirst(12) : path.hasPrefix("/dev/") ? path.dropFirst(5) : path[...]
        return nodes[aliases[String(name)] ?? String(name)]?.disks
    }

    func node(uuid: String) -> Node? { byUUID[uuid].flatMap { nodes[$0] } }

    func node(mountedAt path: String) -> Node? { byMountPoint[path].flatMap { nodes[$0] } }

    var physicalVolumes: [Node] { all.filter { $0.fileSystem == "LVM2_member" } }

    /// Layouts over several disks that are not LVM.
    var layouts: [DiskLayout] {
        var result: [DiskLayout] = []
        var covered: Set<String> = []
        let kinds = ["raid", "mpath", "crypt", "dm", "md", "linear"]
        for node in all where node.disks.count > 1 && kinds.contains(where: { node.type.hasPrefix($0) }) {
            covered.formUnion(node.disks)
            result.append(
                DiskLayout(kind: Self.title(node.type), name: node.name, disks: node.disks.sorted()))
        }
        let members = [
            "btrfs": "btrfs", "linux_raid_member": "software RAID", "zfs_member": "ZFS", "bcache": "bcache",
        ]
        var groups: [String: (kind: String, disks: Set<String>)] = [:]
        for node in all {
            guard let kind = node.fileSystem.flatMap({ members[$0] }) else { continue }
            groups["\(kind) \(node.uuid ?? "")", default: (kind, [])].disks.formUnion(node.disks)
        }
        for (key, group) in groups.sorted(by: { $0.key < $1.key }) where group.disks.count > 1 {
            guard group.kind != "software RAID" || !group.disks.isSubset(of: covered) else { continue }
            result.append(
                DiskLayout(
                    kind: group.kind, name: String(key.dropFirst(group.kind.count + 1)),
                    disks: group.disks.sorted()))
        }
        return result
    }

    private static func title(_ type: String) -> String {
        if type.hasPrefix("raid") { return "RAID " + type.dropFirst(4) }
        return ["mpath": "multipath", "crypt": "encryption"][type] ?? type
    }
}
