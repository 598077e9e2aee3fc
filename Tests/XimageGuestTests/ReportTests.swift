import Testing
import XimageCore

@testable import XimageGuest

@Suite struct ReportTests {
    @Test("CentOS 7: pairs of lsblk, columns of LVM, everything that is wrong there is found")
    func readsCentOS7() throws {
        let facts = try Fixture.facts("centos7")
        let linux = try #require(facts.linux)
        #expect(facts.instanceID == "5c3a9a5e-0b1c-4f4e-9b6e-2e1d9c0a7f11")
        #expect(facts.collectedAt == Timestamp("2026-06-01T07:00:00Z"))
        #expect(facts.family == .known(.linux))
        #expect(facts.system.value?.id == "centos" && facts.system.value?.version == "7")
        #expect(facts.disks.value?.map(\.name) == ["vda", "vdb", "vdc"])
        #expect(facts.disks.value?.map(\.bytes) == [40 << 30, 100 << 30, 100 << 30])
        #expect(facts.tools["lsblk"] == "2.23.2" && facts.tools["lvm"] == "2.02.115(2)-RHEL7")
        #expect(
            linux.volumeGroups.value == [
                VolumeGroup(
                    name: "vgdata", uuid: "kH2cAA-0000-0000-0000-0000-0000-000000",
                    physicalVolumes: ["/dev/vdb", "/dev/vdc"], count: 2, disks: ["vdb", "vdc"])
            ])
        #expect(
            linux.logicalVolumes.value == [
                LogicalVolume(group: "vgdata", name: "lvdata", physicalVolumes: ["/dev/vdb", "/dev/vdc"]),
                LogicalVolume(group: "vgdata", name: "lvlog", physicalVolumes: ["/dev/vdc"]),
            ])
        #expect(linux.layouts == .known([]))
        #expect(linux.root == .known("/dev/vda1"))
        #expect(linux.networkRules == .known(["/etc/udev/rules.d/70-persistent-net.rules"]))
        #expect(linux.missingDrivers == .known(["virtio_scsi", "virtio_net"]))
        #expect(linux.mounts.value?.map(\.isOnDataDisk) == [false, true, nil])
        #expect(linux.cloudInit.value == GuestAgent(isInstalled: true, isEnabled: true, version: "19.4"))
        #expect(
            facts.interfaces.value == [
                GuestInterface(name: "eth0", usesDHCP: true), GuestInterface(name: "eth1", usesDHCP: false),
            ])
        #expect(facts.carried.value?.count == 5)
        #expect(facts.plugins == .known([.passwordReset]))
        #expect(facts.remoteAccess.value?.isEnabled == true)
    }

    @Test("Ubuntu 22.04: JSON throughout, in order but for a mount without nofail")
    func readsUbuntu() throws {
        let facts = try Fixture.facts("ubuntu2204")
        let linux = try #require(facts.linux)
        #expect(facts.disks.value?.map(\.name) == ["vda", "vdb"])
        #expect(linux.volumeGroups == .known([]) && linux.logicalVolumes == .known([]))
        #expect(linux.missingDrivers == .known([]))
        #expect(linux.mounts.value?.map(\.isOnDataDisk) == [false, true])
        #expect(facts.interfaces == .known([GuestInterface(name: "eth0", usesDHCP: true)]))
        #expect(facts.carried == .known([]))
        #expect(linux.cloudInit.value?.version?.hasPrefix("23.1.2") == true)
    }

    @Test("Debian 12, recorded: real LVM over two loop devices, in both forms of its output")
    func readsRecordedDebian() throws {
        let facts = try Fixture.facts("debian12-lvm")
        let linux = try #require(facts.linux)
        #expect(facts.system.value?.id == "debian")
        #expect(linux.volumeGroups.value?.map(\.name) == ["vgdata"])
        #expect(linux.volumeGroups.value?.first?.physicalVolumes == ["/dev/loop1", "/dev/loop2"])
        #expect(linux.logicalVolumes.value?.first { $0.name == "lvdata" }?.physicalVolumes.count == 2)
        #expect(linux.logicalVolumes.value?.first { $0.name == "lvlog" }?.physicalVolumes.count == 1)
        #expect(linux.cloudInit.value?.isInstalled == false)
    }

    @Test("Windows Server 2019: SAN policy, a spanned volume with its disks, an offline disk")
    func readsWindows() throws {
        let facts = try Fixture.facts("windows2019")
        let windows = try #require(facts.windows)
        #expect(facts.family == .known(.windows))
        #expect(facts.system.value?.id == "windows-server")
        #expect(facts.disks.value?.map(\.table) == ["mbr", "mbr", "mbr", "gpt"])
        #expect(windows.sanPolicy == .known(.offlineShared))
        #expect(
            windows.spannedVolumes
                == .known([DiskLayout(kind: "spanned", name: "E:", disks: ["Disk 1", "Disk 2"])]))
        #expect(windows.layouts == .known([]))
        #expect(windows.offlineDisks == .known([.init(name: "Disk 3", reason: "Policy")]))
        #expect(windows.missingDrivers == .known(["vioscsi"]))
        #expect(windows.cloudbaseInit.value?.isEnabled == true)
        #expect(facts.interfaces == .known([GuestInterface(name: "Ethernet", usesDHCP: true)]))
        #expect(facts.carried == .known([.windowsSID]))
        #expect(facts.remoteAccess.value?.isEnabled == true)
    }

    @Test("Without the tools of LVM a physical volume makes it unknown, and none makes it fine")
    func failsClosedWithoutLVM() throws {
        func report(_ fileSystem: String) throws -> LinuxFacts {
            var raw = RawText()
            raw.outputs["lsblk-json"] = (
                0,
                #"{"blockdevices":[{"name":"vdb","type":"disk","size":"10737418240","fstype":"\#(fileSystem)"}]}"#
            )
            for tool in ["vgs", "pvs", "lvs"] {
                raw.outputs["\(tool)-json"] = (127, "")
                raw.outputs["\(tool)-text"] = (127, "")
            }
            return try #require(try raw.facts().linux)
        }
        #expect(try report("ext4").volumeGroups == .known([]))
        #expect(
            try report("LVM2_member").volumeGroups
                == .unknown("vgs is not installed, and vdb is a physical volume"))
    }

    @Test("Nothing counts as known that only root could have seen")
    func distrustsOrdinaryUsers() throws {
        var raw = RawText()
        raw.outputs["uid"] = (0, "1000\n")
        for (tool, kind) in [("vgs", "vg"), ("pvs", "pv"), ("lvs", "lv")] {
            raw.outputs["\(tool)-json"] = (0, #"{"report":[{"\#(kind)":[]}]}"#)
        }
        raw.outputs["carried"] = (0, "")
        let facts = try raw.facts()
        #expect(facts.linux?.volumeGroups == .unknown("the collector did not run as root"))
        #expect(facts.carried.value == nil)
        #expect(facts.remarks.count == 1)
    }

    @Test("Hidden parts of logical volumes are followed to the physical volumes below them")
    func resolvesHiddenVolumes() throws {
        var raw = RawText()
        func row(_ name: String, _ devices: String, pool: String = "", meta: String = "", data: String = "")
            -> String
        {
            #"{"vg_name":"vg","lv_name":"\#(name)","pool_lv":"\#(pool)","data_lv":"\#(data)","metadata_lv":"\#(meta)","devices":"\#(devices)"}"#
        }
        let rows = [
            row("mirror", "mirror_rimage_0(0),mirror_rimage_1(0)"), row("[mirror_rimage_0]", "/dev/vdb(1)"),
            row("[mirror_rimage_1]", "/dev/vdc(1)"), row("thin", "", pool: "pool"),
            row("pool", "pool_tdata(0)", meta: "[pool_tmeta]", data: "[pool_tdata]"),
            row("[pool_tdata]", "/dev/vdb(9)"), row("[pool_tmeta]", "/dev/vdc(9)"),
            row("plain", "/dev/vdb(20)"),
        ]
        raw.outputs["lvs-json"] = (0, #"{"report":[{"lv":[\#(rows.joined(separator: ","))]}]}"#)
        raw.outputs["pvs-json"] = (0, #"{"report":[{"pv":[]}]}"#)
        raw.outputs["vgs-json"] = (
            0, #"{"report":[{"vg":[{"vg_name":"vg","pv_count":"2","vg_missing_pv_count":"1"}]}]}"#
        )
        let linux = try #require(try raw.facts().linux)
        let volumes = Dictionary(
            uniqueKeysWithValues: (linux.logicalVolumes.value ?? []).map { ($0.name, $0.physicalVolumes) })
        #expect(
            volumes == [
                "mirror": ["/dev/vdb", "/dev/vdc"], "thin": ["/dev/vdb", "/dev/vdc"],
                "pool": ["/dev/vdb", "/dev/vdc"], "plain": ["/dev/vdb"],
            ])
        #expect(linux.volumeGroups.value?.first?.missing == 1)
    }

    @Test("Layouts over several disks that are not LVM")
    func findsLayouts() throws {
        var raw = RawText()
        raw.outputs["lsblk-json"] = (
            0,
            #"""
            {"blockdevices":[
              {"name":"vdb","type":"disk","size":1073741824,"fstype":"linux_raid_member","uuid":"r","children":[
                {"name":"md0","type":"raid1","size":1072693248,"fstype":"ext4"}]},
              {"name":"vdc","type":"disk","size":1073741824,"fstype":"linux_raid_member","uuid":"r","children":[
                {"name":"md0","type":"raid1","size":1072693248,"fstype":"ext4"}]},
              {"name":"vdd","type":"disk","size":1073741824,"fstype":"btrfs","uuid":"b"},
              {"name":"vde","type":"disk","size":1073741824,"fstype":"btrfs","uuid":"b"},
              {"name":"vdf","type":"disk","size":1073741824,"fstype":"btrfs","uuid":"alone"}]}
            """#
        )
        #expect(
            try raw.facts().linux?.layouts
                == .known([
                    DiskLayout(kind: "RAID 1", name: "md0", disks: ["vdb", "vdc"]),
                    DiskLayout(kind: "btrfs", name: "b", disks: ["vdd", "vde"]),
                ]))
    }

    @Test(
        "DHCP or not, by whatever configures the network",
        arguments: [
            ("nmcli", "System eth0|802-3-ethernet|manual\nlo|loopback|auto\n", ["System eth0": false]),
            (
                "interfaces", "iface lo inet loopback\niface eth0 inet dhcp\niface eth1 inet static\n",
                ["eth0": true, "eth1": false]
            ),
            (
                "netplan",
                "network:\n  ethernets:\n    eth0:\n      dhcp4: no\n      addresses: [10.0.0.4/24]\n      nameservers:\n          addresses: [10.0.0.1]\n    eth1:\n      dhcp4: true\n",
                ["eth0": false, "eth1": true]
            ),
            (
                "addresses",
                "2: eth0    inet 10.0.0.5/24 brd 10.0.0.255 scope global dynamic eth0\n3: docker0    inet 172.17.0.1/16 scope global docker0\n",
                ["eth0": true]
            ),
        ])
    func readsNetwork(key: String, text: String, expected: [String: Bool]) throws {
        var raw = RawText()
        raw.outputs[key] = (0, text)
        let found = try raw.facts().interfaces.value ?? []
        #expect(Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0.usesDHCP) }) == expected)
    }

    @Test("What a collector did not say stays unknown, with the reason")
    func staysUnknown() throws {
        let facts = try RawText(outputs: [:]).facts()
        #expect(facts.linux?.volumeGroups.value == nil && facts.linux?.mounts.value == nil)
        #expect(facts.disks == .unknown("the collector did not run lsblk"))
        #expect(facts.instanceID == nil)
        #expect(try RawText(os: "windows", outputs: [:]).facts().windows?.sanPolicy.value == nil)
    }
}

@Suite struct DiskpartTests {
    @Test(
        "The SAN policy in the words of DiskPart",
        arguments: [
            ("SAN Policy  : Online All", SanPolicy.onlineAll),
            ("San Policy : Offline Shared", .offlineShared),
            ("SAN Policy  : Offline Internal", .offlineInternal), ("SAN Policy: OfflineAll", .offlineAll),
        ])
    func readsPolicy(line: String, policy: SanPolicy) {
        #expect(DiskpartText("DISKPART> san\n\n\(line)\n").sanPolicy == .known(policy))
    }

    @Test("Words that are not known give no policy")
    func distrustsWords() {
        #expect(DiskpartText("SAN 策略: 全部联机\n").sanPolicy.value == nil)
        #expect(DiskpartText("").sanPolicy.value == nil)
    }

    @Test("A Chinese table, cut where its wide characters end")
    func readsChineseTable() {
        let text = """
              卷 ###      LTR  标签         FS     类型        大小     状态       信息
              ----------  ---  -----------  -----  ----------  -------  ---------  --------
              卷     0         系统保留     NTFS   磁盘分区     500 MB  正常       系统
              卷     1     C                NTFS   磁盘分区      39 GB  正常       启动
              卷     2     E   数据         NTFS   跨区         199 GB  正常

            """
        let volumes = DiskpartText(text).volumes
        #expect(volumes.map(\.number) == ["0", "1", "2"])
        #expect(volumes.map(\.letter) == ["", "C", "E"])
        #expect(volumes.map(\.type) == [.partition, .partition, .spanned])
    }

    @Test("A table in words nobody knows makes volumes unknown, not fine")
    func failsClosed() throws {
        var raw = RawText(os: "windows", outputs: [:])
        raw.outputs["partitions"] = (0, #"[{"DiskNumber":1,"MbrType":66}]"#)
        raw.outputs["diskpart"] = (
            0,
            """
              Volume ###  Ltr  Bezeichnung  DS     Typ         Größe    Status     Info
              ----------  ---  -----------  -----  ----------  -------  ---------  --------
              Volume 0     E   daten        NTFS   Übergreifend 199 GB  Fehlerfre
            """
        )
        #expect(try raw.facts().windows?.spannedVolumes.value == nil)
    }

    @Test("Sources that disagree give no policy")
    func distrustsDisagreement() throws {
        var raw = RawText(os: "windows", outputs: [:])
        raw.outputs["san-storage"] = (0, "OnlineAll")
        raw.outputs["san-registry"] = (0, "2")
        #expect(
            try raw.facts().windows?.sanPolicy == .unknown("its sources disagree: OnlineAll, OfflineShared"))
        raw.outputs["san-registry"] = (0, "1")
        #expect(try raw.facts().windows?.sanPolicy == .known(.onlineAll))
    }
}
