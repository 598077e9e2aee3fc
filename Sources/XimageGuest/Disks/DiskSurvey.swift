import XimageCore

/// What was seen on the disks of a server, before it is made into facts.
struct DiskSurvey: Sendable {
    var styles: [PartitionTable.Style] = []
    var labels: [LVMLabel] = []
    var databases: [LDMDatabase] = []
    var storageSpaces: [String] = []
    /// Members of layouts over several disks: kind and identity to disk names, with how many belong to it.
    private var layouts: [String: (kind: String, expected: Int, disks: Set<String>, parts: Set<String>)] = [:]
    private(set) var sealed: [String] = []
    /// Why some part of the disks could not be judged.
    var blindSpots: [String] = []
    private var windowsBlindSpots: [String] = []
    var remarks: [String] = []
    /// Bytes of LVM metadata that may still be read.
    var textAllowance = LVMLabel.textAllowance
    /// Nothing was found on any disk.
    var isBlank = true

    mutating func add(_ outcome: LDMDatabase.Outcome) {
        switch outcome {
        case .database(let database): databases.append(database)
        case .damaged(let reason): windowsBlindSpots.append(reason)
        }
    }

    mutating func add(_ found: Superblock, _ part: DiskPart) {
        func member(_ kind: String, _ id: String, _ expected: Int) {
            let key = "\(kind) \(id)"
            var entry = layouts[key] ?? (kind, expected, [], [])
            entry.disks.insert(part.disk.name)
            entry.parts.insert(part.name)
            layouts[key] = entry
        }
        switch found {
        case .raid(let raid): member(Self.level(raid.level), raid.set, Int(raid.devices))
        case .btrfs(let uuid, let devices): member("btrfs", uuid, Int(clamping: devices))
        case .bcache(let set): member("bcache", set, 1)
        case .zfs: member("ZFS", "pool", 1)
        case .sealed(let kind): sealed.append("\(part.name) (\(kind))")
        case .fileSystem: break
        }
    }

    private static func level(_ level: Int32) -> String { level < 0 ? "linear RAID" : "RAID \(level)" }

    // MARK: Facts

    func facts(of disks: [any DiskBytes]) -> GuestFacts {
        var facts = GuestFacts(origin: GuestOrigin(.disks))
        facts.family = .unknown("the disks alone do not tell")
        facts.system = .unknown("the disks alone do not tell")
        facts.disks = .known(
            zip(disks, styles).map { disk, style in
                GuestDisk(
                    name: disk.name, bytes: disk.size, serial: disk.serial,
                    table: style == .none ? nil : style.rawValue)
            })
        facts.sealed = sealed
        facts.remarks = remarks + blindSpots + windowsBlindSpots
        facts.linux = linux
        facts.windows = windows
        let outside: String = "that needs a look at the files, not at the disks alone"
        facts.interfaces = .unknown(outside)
        facts.remoteAccess = .unknown(outside)
        facts.plugins = .unknown(outside)
        facts.carried = isBlank ? .known([]) : .unknown(outside)
        return facts
    }

    private var linux: LinuxFacts {
        let outside = "that needs a look at the files, not at the disks alone"
        var facts = LinuxFacts()
        facts.root = .unknown(outside)
        facts.missingDrivers = .unknown(outside)
        facts.cloudInit = .unknown(outside)
        // On blank disks nothing is mounted and no file lies about.
        facts.mounts = isBlank ? .known([]) : .unknown(outside)
        facts.networkRules = isBlank ? .known([]) : .unknown(outside)
        facts.layouts = .known(
            layouts.values.filter { $0.expected > 1 || $0.parts.count > 1 }
                .map { DiskLayout(kind: $0.kind, name: $0.kind, disks: $0.disks.sorted()) }
                .sorted { ($0.kind, $0.disks.first ?? "") < ($1.kind, $1.disks.first ?? "") })
        let assembly = LVMAssembly(labels)
        if let gap = (sealed.isEmpty ? nil : "\(sealed[0]) is encrypted") ?? blindSpots.first
            ?? assembly.damage
        {
            facts.volumeGroups = .unknown(gap)
            facts.logicalVolumes = .unknown(gap)
        } else {
            facts.volumeGroups = .known(assembly.groups)
            facts.logicalVolumes = .known(assembly.volumes)
        }
        return facts
    }

    private var windows: WindowsFacts {
        var facts = WindowsFacts()
        facts.sanPolicy = .unknown("it stands in the registry; give the file SYSTEM too")
        facts.offlineDisks = .unknown("only the running system knows")
        facts.missingDrivers = .unknown("only the running system knows")
        facts.cloudbaseInit = .unknown("only the running system knows")
        if let gap = (sealed.isEmpty ? nil : "\(sealed[0]) is encrypted") ?? blindSpots.first
            ?? windowsBlindSpots.first(where: { _ in databases.isEmpty })
        {
            facts.spannedVolumes = .unknown(gap)
            facts.layouts = .unknown(gap)
            return facts
        }
        // Every disk of a group has a copy; the newest counts.
        var newest: [String: LDMDatabase] = [:]
        for database in databases where newest[database.group]?.sequence ?? 0 <= database.sequence {
            newest[database.group] = database
        }
        let volumes = newest.sorted { $0.key < $1.key }.flatMap(\.value.volumes)
        facts.spannedVolumes = .known(volumes.filter { $0.layout == .spanned }.map(\.asLayout))
        var others = volumes.filter { $0.layout != .spanned && $0.layout != .simple }.map(\.asLayout)
        if storageSpaces.count > 1 {
            others.append(DiskLayout(kind: "storage pool", name: "storage pool", disks: storageSpaces))
        }
        facts.layouts = .known(others)
        return facts
    }
}

extension LDMDatabase.Volume {
    fileprivate var asLayout: DiskLayout { DiskLayout(kind: layout.rawValue, name: name, disks: disks) }
}

/// Volume groups, put together from the labels of all disks.
struct LVMAssembly {
    private(set) var groups: [VolumeGroup] = []
    private(set) var volumes: [LogicalVolume] = []
    /// Why the groups cannot be told; `nil` when they can.
    private(set) var damage: String?

    init(_ labels: [LVMLabel]) {
        var newest: [String: LVMGroupText] = [:]
        for text in labels.compactMap(\.text) {
            guard let group = LVMGroupText(text) else { continue }
            if newest[group.id]?.sequence ?? -1 < group.sequence { newest[group.id] = group }
        }
        let byID = Dictionary(labels.map { ($0.uuid, $0) }) { first, _ in first }
        let known = Set(newest.values.flatMap { $0.physicalVolumes.map(\.uuid) })
        // A damaged copy does not matter where another disk of the group has a sound one.
        damage = labels.first { $0.damage != nil && !known.contains($0.uuid) }?.damage
        for group in newest.values.sorted(by: { ($0.name, $0.id) < ($1.name, $1.id) }) {
            add(group, byID)
        }
    }

    private mutating func add(_ group: LVMGroupText, _ labels: [String: LVMLabel]) {
        var names: [String: String] = [:]
        var disks: Set<String> = []
        var missing = 0
        let volumes = group.physicalVolumes
        for volume in volumes {
            if let label = labels[volume.uuid], !volume.isMissing {
                names[volume.key] = label.part.name
                disks.insert(label.part.disk.name)
            } else {
                missing += 1
                names[volume.key] = volume.device.map { "missing, once \($0)" } ?? "missing"
            }
        }
        groups.append(
            VolumeGroup(
                name: group.name, uuid: group.id, physicalVolumes: volumes.compactMap { names[$0.key] },
                count: volumes.count, missing: missing, disks: missing == 0 ? disks.sorted() : nil))
        guard let logicalVolumes = group.logicalVolumes else {
            damage = damage ?? "volume group \(group.name): \(LogicalParts.tooLong)"
            return
        }
        for (name, keys) in logicalVolumes {
            self.volumes.append(
                LogicalVolume(
                    group: group.name, name: name,
                    physicalVolumes: keys.sorted().compactMap { names[$0] }.sorted()))
        }
    }
}
