/// What is only in a Linux guest.
package struct LinuxFacts: Hashable, Sendable, Codable {
    package var volumeGroups: Fact<[VolumeGroup]> = .unknown(FactGap.notAsked)
    /// With hidden parts resolved to the physical volumes below them.
    package var logicalVolumes: Fact<[LogicalVolume]> = .unknown(FactGap.notAsked)
    /// Layouts over several disks that are not LVM.
    package var layouts: Fact<[DiskLayout]> = .unknown(FactGap.notAsked)
    /// What the kernel was told about its root: `UUID=8a3e...`, `/dev/vda1`.
    package var root: Fact<String> = .unknown(FactGap.notAsked)
    package var mounts: Fact<[MountEntry]> = .unknown(FactGap.notAsked)
    /// Files that tie names of network cards to their addresses.
    package var networkRules: Fact<[String]> = .unknown(FactGap.notAsked)
    /// Drivers that a new server needs and would not find when it boots.
    package var missingDrivers: Fact<[String]> = .unknown(FactGap.notAsked)
    package var cloudInit: Fact<GuestAgent> = .unknown(FactGap.notAsked)

    package init() {}
}

/// An LVM volume group.
package struct VolumeGroup: Hashable, Sendable, Codable {
    package var name: String
    package var uuid: String?
    /// Names of its physical volumes, as far as they are there; one that is missing stands as `unknown device`.
    package var physicalVolumes: [String]
    /// Physical volumes that the group counts; `nil` when it was only said that there are several.
    package var count: Int?
    package var missing: Int
    /// Disks that the physical volumes lie on; `nil` when that is not known.
    package var disks: [String]?

    package init(
        name: String, uuid: String? = nil, physicalVolumes: [String], count: Int?, missing: Int = 0,
        disks: [String]? = nil
    ) {
        self.name = name
        self.uuid = uuid
        self.physicalVolumes = physicalVolumes
        self.count = count
        self.missing = missing
        self.disks = disks
    }

    package var spansVolumes: Bool { max(count ?? 2, physicalVolumes.count) > 1 }
}

/// An LVM logical volume that people know; hidden parts are folded into it.
package struct LogicalVolume: Hashable, Sendable, Codable {
    package var group: String
    package var name: String
    /// That hold its data, sorted.
    package var physicalVolumes: [String]

    package init(group: String, name: String, physicalVolumes: [String]) {
        self.group = group
        self.name = name
        self.physicalVolumes = physicalVolumes
    }
}

/// Something that lies on several disks at once.
package struct DiskLayout: Hashable, Sendable, Codable {
    /// `raid1`, `btrfs`, `multipath`, `zfs`, `bcache`; `striped`, `mirrored`, `RAID-5`, `storage pool`.
    package var kind: String
    package var name: String
    package var disks: [String]

    package init(kind: String, name: String, disks: [String]) {
        self.kind = kind
        self.name = name
        self.disks = disks
    }
}

/// One line of `/etc/fstab`.
package struct MountEntry: Hashable, Sendable, Codable {
    /// The first field: `UUID=...`, `/dev/vdb1`.
    package var device: String
    package var mountPoint: String
    package var type: String
    package var options: [String]
    /// On another disk than the root file system; `nil` when that is not known.
    package var isOnDataDisk: Bool?

    package init(
        device: String, mountPoint: String, type: String, options: [String], isOnDataDisk: Bool? = nil
    ) {
        self.device = device
        self.mountPoint = mountPoint
        self.type = type
        self.options = options
        self.isOnDataDisk = isOnDataDisk
    }
}

/// Whether a name of a device can come to mean another one: `/dev/vdb1`, but not `UUID=...` or `/dev/mapper/...`.
package enum DeviceReference {
    package static func isBare(_ text: String) -> Bool {
        guard text.hasPrefix("/dev/") else { return false }
        let name = text.dropFirst(5)
        guard !name.contains("/") else { return false }
        return ["sd", "vd", "xvd", "hd", "nvme"].contains { name.hasPrefix($0) }
    }
}
