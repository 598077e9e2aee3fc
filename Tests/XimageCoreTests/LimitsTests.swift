import Testing
import XimageCore

@Suite struct LimitsTests {
    @Test(
        "Limits are the figures of the services' documents",
        arguments: [
            ("DK021 system disk, GiB", Limits.systemDiskSize, 1, 1024),
            ("DK021 data disk, GiB", Limits.dataDiskSize, 10, 32_768),
            ("VA018 vault, GiB", Limits.vaultSize, 1, 10_485_760),
            ("NM001 image name", Limits.imageName, 1, 128),
            ("NM006 server name", Limits.serverName, 1, 64),
            ("NM010 disk name", Limits.diskName, 1, 64),
            ("NM011 vault name", Limits.vaultName, 1, 64),
            ("NM008 password", Limits.adminPassword, 8, 26),
            ("NM004 tag key", Limits.tagKey, 1, 36),
            ("NM004 tag value", Limits.tagValue, 0, 43),
        ])
    func ranges(_ name: String, _ range: ClosedRange<Int>, _ least: Int, _ most: Int) {
        #expect(range == least...most, "\(name)")
    }

    @Test(
        "Maximums are the figures of the services' documents",
        arguments: [
            ("VA009 servers of a vault", Limits.vaultServers, 256),
            ("WI019 disk of a disk image, GiB", Limits.imagedDiskSize, 1024),
            ("DK027 data disks, system disk not counted", Limits.dataDisks, 60 - 1),
            ("NM003 image description", Limits.imageDescription, 1024),
            ("NM007 server description", Limits.serverDescription, 85),
            ("NM007 metadata pairs", Limits.metadata, 10),
            ("NM009 user data, bytes", Limits.userData, 32 * 1024),
            ("NM010 disk description", Limits.diskDescription, 85),
            ("NM011 vault description", Limits.vaultDescription, 64),
            ("NM004 tags", Limits.tags, 10),
            ("QT006 servers from one image", Limits.serversFromImage, 100),
        ])
    func maximums(_ name: String, _ value: Int, _ most: Int) {
        #expect(value == most, "\(name)")
    }
}
