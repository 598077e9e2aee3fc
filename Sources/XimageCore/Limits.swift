/// Limits of the services, each declared once with its source: manifests, planner and rules use these. The sandbox keeps
/// figures of its own on purpose, so that a misreading of the documents fails a test.
package enum Limits {
    // MARK: Disks

    /// GiB. Source: ECS API reference, `root_volume.size`; rule DK021.
    package static let systemDiskSize = 1...1024
    /// GiB. Source: ECS API reference, `data_volumes.size`, and EVS API reference; rule DK021.
    package static let dataDiskSize = 10...32_768
    /// GiB, of the disk that a system or data image is created from. Source: IMS user guide, constraints; rule WI019.
    package static let imagedDiskSize = 1024
    /// Of one server, when its flavor is not known. Source: ECS user guide, attaching disks; rule DK027.
    package static let dataDisks = 59
    /// Characters. The service takes longer names at some places; 64 is safe at all. Source: EVS API reference; rule NM010.
    package static let diskName = 1...64
    /// Characters. Source: EVS API reference; rule NM010.
    package static let diskDescription = 85

    /// Of the types whose performance is chosen; each has narrower bounds, see ``DiskPerformance``.
    package static let iops = 100...256_000
    /// MiB a second; as ``iops``.
    package static let throughput = 125...1000

    // MARK: Vaults

    /// GiB; the console starts at 10. Source: CBR API reference, `size`; rule VA018.
    package static let vaultSize = 1...10_485_760
    /// Servers that one vault binds. Source: CBR user guide, restrictions; rule VA009.
    package static let vaultServers = 256
    /// Characters. Source: CBR API reference, create a vault; rule NM011.
    package static let vaultName = 1...64
    /// Characters. Source: CBR API reference, create a vault; rule NM011.
    package static let vaultDescription = 64

    // MARK: Servers

    /// Characters. Newer texts of the API allow 128; 64 is safe. Source: ECS API reference; rule NM006.
    package static let serverName = 1...64
    /// Characters. Source: ECS API reference; rule NM007.
    package static let serverDescription = 85
    /// Pairs of user metadata. Source: ECS API reference; rule NM007.
    package static let metadata = 10
    /// Characters. Source: ECS API reference, `adminPass`; rule NM008.
    package static let adminPassword = 8...26
    /// Bytes before encoding. Source: ECS API reference, `user_data`; rule NM009.
    package static let userData = 32 << 10
    /// Servers created from one image at the same time; more is slow, not refused. Source: IMS user guide; rule QT006.
    package static let serversFromImage = 100

    // MARK: Images

    /// Characters. Source: IMS API reference; rule NM001.
    package static let imageName = 1...128
    /// Characters, on one line. Source: IMS API reference; rule NM003.
    package static let imageDescription = 1024

    // MARK: Tags

    /// Of one object. Newer documents of some services say 20. Source: TMS user guide; rules NM004, NM007, NM010, NM011.
    package static let tags = 10
    /// Tags of an object that ximage leaves to you: two are its own marks.
    package static let userTags = tags - 2
    /// Characters. Source: as ``tags``.
    package static let tagKey = 1...36
    /// Characters. Source: as ``tags``.
    package static let tagValue = 0...43
}
