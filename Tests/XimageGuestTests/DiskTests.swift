import Testing
import XimageCore
import XimageTestSupport

@testable import XimageGuest

@Suite struct DiskTests {
    @Test("A volume group over two disks, made by LVM itself: groups, segments, disks")
    func readsTwoVolumes() async throws {
        let disks = try Fixture.disks("lvm-two-volumes")
        let facts = try await DiskInspector(disks).facts()
        let linux = try #require(facts.linux)
        let group = try #require(linux.volumeGroups.value?.first)
        #expect(group.name == "vgdata" && group.count == 2 && group.missing == 0)
        #expect(group.physicalVolumes == ["vda", "vdb"] && group.disks == ["vda", "vdb"])
        #expect(
            linux.logicalVolumes.value == [
                LogicalVolume(group: "vgdata", name: "lvdata", physicalVolumes: ["vda", "vdb"]),
                LogicalVolume(group: "vgdata", name: "lvlog", physicalVolumes: ["vdb"]),
            ])
        #expect(facts.windows?.spannedVolumes == .known([]))
        #expect(facts.disks.value?.map(\.bytes) == [64 << 20, 64 << 20])
        // Tables, labels and metadata: not the disks.
        for disk in disks { #expect(disk.bytesRead < 1 << 20) }
    }

    @Test("One of its disks alone: the group is seen, and that it misses a part")
    func missesADisk() async throws {
        let disks = try Fixture.disks("lvm-two-volumes")
        let facts = try await DiskInspector([disks[0]]).facts()
        let group = try #require(facts.linux?.volumeGroups.value?.first)
        #expect(group.count == 2 && group.missing == 1 && group.disks == nil)
        #expect(group.physicalVolumes == ["vda", "missing, once /dev/loop2"])
    }

    @Test("A damaged copy of the metadata does not matter while another disk has a sound one")
    func usesTheOtherCopy() async throws {
        let disks = try Fixture.disks("lvm-two-volumes")
        disks[0].put([UInt8](repeating: 0xFF, count: 512), at: 4096)
        let facts = try await DiskInspector(disks).facts()
        #expect(facts.linux?.volumeGroups.value?.first?.missing == 0)
        disks[1].put([UInt8](repeating: 0xFF, count: 512), at: 4096)
        let blind = try await DiskInspector(disks).facts()
        #expect(blind.linux?.volumeGroups == .unknown("the metadata area of vda is damaged"))
    }

    @Test("Metadata that runs over the end of its ring")
    func readsRing() async throws {
        let facts = try await DiskInspector(Fixture.disks("lvm-ring")).facts()
        #expect(facts.linux?.volumeGroups.value?.map(\.name) == ["vgring"])
        #expect(facts.linux?.logicalVolumes.value?.map(\.name) == ["one"])
    }

    @Test("A volume group in a logical partition of an extended one")
    func readsExtended() async throws {
        let facts = try await DiskInspector(Fixture.disks("mbr")).facts()
        let group = try #require(facts.linux?.volumeGroups.value?.first)
        #expect(group.name == "vglogical" && group.physicalVolumes == ["vda6"] && group.disks == ["vda"])
        #expect(facts.disks.value?.first?.table == "mbr")
    }

    @Test(
        "A GUID partition table, and its backup when the first header is gone", arguments: ["gpt", "gptbad"])
    func readsGPT(name: String) async throws {
        let facts = try await DiskInspector(Fixture.disks(name)).facts()
        #expect(facts.linux?.volumeGroups.value?.first?.physicalVolumes == ["vda2"])
        #expect(facts.disks.value?.first?.table == "gpt")
        #expect(facts.remarks.count == (name == "gpt" ? 0 : 1))
    }

    @Test("With neither copy of the table sound, nothing is known of the disk")
    func failsClosed() async throws {
        let disks = try Fixture.disks("gptbad")
        disks[0].put([UInt8](repeating: 0, count: 512), at: Int(disks[0].size) - 512)
        let facts = try await DiskInspector(disks).facts()
        #expect(
            facts.linux?.volumeGroups == .unknown("vda: neither copy of its GUID partition table is sound"))
        #expect(facts.windows?.spannedVolumes.value == nil)
    }

    @Test(
        "Blank disks: no layout, nothing mounted, nothing lies about; and no word on what only a system has")
    func readsBlank() async throws {
        let facts = try await DiskInspector([MemoryDisk("vda", size: 1 << 20)])
            .facts()
        #expect(facts.linux?.volumeGroups == .known([]) && facts.linux?.layouts == .known([]))
        #expect(facts.linux?.mounts == .known([]) && facts.carried == .known([]))
        #expect(facts.linux?.cloudInit.value == nil && facts.family.value == nil)
    }

    @Test("An encrypted part hides what is in it")
    func distrustsEncryption() async throws {
        let disk = MemoryDisk("vdb", size: 1 << 20)
        disk.put(Array("LUKS".utf8) + [0xBA, 0xBE, 0, 2], at: 0)
        let facts = try await DiskInspector([disk]).facts()
        #expect(facts.sealed == ["vdb (LUKS)"])
        #expect(facts.linux?.volumeGroups == .unknown("vdb (LUKS) is encrypted"))
        #expect(facts.linux?.mounts.value == nil)
    }

    @Test("Members of a software RAID on two disks, a btrfs on two devices")
    func readsLayouts() async throws {
        func raid(_ name: String) -> MemoryDisk {
            let disk = MemoryDisk(name, size: 1 << 20)
            disk.put(.little(UInt32(0xA92B_4EFC)) + .little(UInt32(1)), at: 4096)
            disk.put([UInt8](repeating: 7, count: 16), at: 4096 + 16)
            disk.put(.little(UInt32(1)), at: 4096 + 72)
            disk.put(.little(UInt32(2)), at: 4096 + 92)
            return disk
        }
        let btrfs = MemoryDisk("vdd", size: 1 << 20)
        btrfs.put(Array("_BHRfS_M".utf8), at: 65_536 + 64)
        btrfs.put(.little(UInt64(2)), at: 65_536 + 136)
        let facts = try await DiskInspector([raid("vdb"), raid("vdc"), btrfs]).facts()
        #expect(
            facts.linux?.layouts
                == .known([
                    DiskLayout(kind: "RAID 1", name: "RAID 1", disks: ["vdb", "vdc"]),
                    DiskLayout(kind: "btrfs", name: "btrfs", disks: ["vdd"]),
                ]))
    }

    @Test("Chains without an end come to one")
    func endsLoops() async throws {
        let disk = MemoryDisk("vda", size: 1 << 20)
        func entry(_ type: UInt8, _ first: UInt32) -> [UInt8] {
            [0, 0, 0, 0, type, 0, 0, 0] + .little(first) + .little(UInt32(64))
        }
        disk.put(entry(5, 100), at: 446)
        disk.put([0x55, 0xAA], at: 510)
        disk.put(entry(0x83, 1) + entry(5, 0), at: 100 * 512 + 446)
        disk.put([0x55, 0xAA], at: 100 * 512 + 510)
        let facts = try await DiskInspector([disk]).facts()
        #expect(
            facts.linux?.volumeGroups == .unknown("vda: the chain of extended partitions has no end"))
    }

    @Test("Damaged disks never trap, and are read in bounded amounts", arguments: 0..<4)
    func survivesMutation(seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(seed))
        for name in ["lvm-two-volumes", "lvm-ring", "mbr", "gpt"] {
            let original = try Fixture.disks(name)
            let places = original.map(\.used)
            for _ in 0..<5 {
                let disks = original.map { MemoryDisk($0.name, copyOf: $0) }
                for (disk, used) in zip(disks, places) {
                    for _ in 0..<Int.random(in: 1...8, using: &random) {
                        // Near what matters, or anywhere in the first pages.
                        let place =
                            Bool.random(using: &random)
                            ? used.randomElement(using: &random) ?? 0
                            : Int.random(in: 0..<8192, using: &random)
                        disk[place] = UInt8.random(in: 0...255, using: &random)
                    }
                }
                _ = try await DiskInspector(disks).facts()
                for disk in disks { #expect(disk.bytesRead < 16 << 20) }
            }
        }
    }
}

@Suite struct LVMTextTests {
    /// The forms that LVM writes for hidden volumes. Source: lvm2 format_text, documented in lvmraid(7) and lvmthin(7).
    private static let text = """
        # Generated by LVM2
        vgdata {
        id = "kH2cAA-0000-0000-0000-0000-0000-000000"
        seqno = 7
        format = "lvm2" # informational
        status = ["RESIZEABLE", "READ", "WRITE"]
        extent_size = 8192
        physical_volumes {
          pv0 { id = "Zq4tAb-0000-0000-0000-0000-0000-000001" device = "/dev/vdb" status = ["ALLOCATABLE"] flags = [] }
          pv1 { id = "W8nbAb-0000-0000-0000-0000-0000-000002" device = "/dev/vdc" flags = ["MISSING"] }
        }
        logical_volumes {
          plain { status = ["READ", "WRITE", "VISIBLE"] segment_count = 2
            segment1 { start_extent = 0 extent_count = 9 type = "striped" stripe_count = 1 stripes = [ "pv0", 0 ] }
            segment2 { start_extent = 9 extent_count = 9 type = "striped" stripe_count = 1 stripes = [ "pv0", 20 ] } }
          linear2 { status = ["VISIBLE"] segment_count = 2
            segment1 { type = "striped" stripe_count = 1 stripes = [ "pv0", 0 ] }
            segment2 { type = "striped" stripe_count = 1 stripes = [ "pv1", 0 ] } }
          mirror { status = ["VISIBLE"] segment_count = 1
            segment1 { type = "raid1" device_count = 2 raids = [ "m_rmeta_0", "m_rimage_0", "m_rmeta_1", "m_rimage_1" ] } }
          m_rimage_0 { status = ["READ"] segment1 { type = "striped" stripes = [ "pv0", 30 ] } }
          m_rmeta_0 { status = ["READ"] segment1 { type = "striped" stripes = [ "pv0", 40 ] } }
          m_rimage_1 { status = ["READ"] segment1 { type = "striped" stripes = [ "pv1", 30 ] } }
          m_rmeta_1 { status = ["READ"] segment1 { type = "striped" stripes = [ "pv1", 40 ] } }
          pool { status = ["VISIBLE"] segment1 { type = "thin-pool" metadata = "pool_tmeta" pool = "pool_tdata" } }
          pool_tdata { status = ["READ"] segment1 { type = "striped" stripes = [ "pv0", 50 ] } }
          pool_tmeta { status = ["READ"] segment1 { type = "striped" stripes = [ "pv1", 50 ] } }
          thin { status = ["VISIBLE"] segment1 { type = "thin" thin_pool = "pool" device_id = 1 } }
          cached { status = ["VISIBLE"] segment1 { type = "cache" cache_pool = "fast" origin = "cached_corig" } }
          cached_corig { status = ["READ"] segment1 { type = "striped" stripes = [ "pv0", 60 ] } }
          fast { status = ["READ"] segment1 { type = "cache-pool" data = "fast_cdata" metadata = "fast_cmeta" } }
          fast_cdata { status = ["READ"] segment1 { type = "striped" stripes = [ "pv1", 60 ] } }
          fast_cmeta { status = ["READ"] segment1 { type = "striped" stripes = [ "pv1", 61 ] } }
        }
        }
        # Generated by LVM2 version 2.03.16(2) (2022-05-18)
        contents = "Text Format Volume Group"
        version = 1
        """

    @Test("Segments of every form lead to the physical volumes below them")
    func resolves() throws {
        let group = try #require(LVMTextParser.parse(Array(Self.text.utf8)).flatMap { LVMGroupText($0) })
        #expect(group.name == "vgdata" && group.sequence == 7)
        #expect(group.physicalVolumes.map(\.isMissing) == [false, true])
        let volumes = Dictionary(
            uniqueKeysWithValues: try #require(group.logicalVolumes).map { ($0.name, $0.volumes.sorted()) })
        #expect(
            volumes == [
                "plain": ["pv0"], "linear2": ["pv0", "pv1"], "mirror": ["pv0", "pv1"],
                "pool": ["pv0", "pv1"],
                "thin": ["pv0", "pv1"], "cached": ["pv0", "pv1"],
            ])
    }

    @Test(
        "Text that is none gives nothing",
        arguments: [
            "vg {", "vg } {", "= 1", "a = [", "a = \"", "a { b = }", String(repeating: "a {", count: 100_000),
        ])
    func refuses(text: String) {
        #expect(LVMTextParser.parse(Array(text.utf8)).flatMap { LVMGroupText($0) } == nil)
    }

    @Test("Volumes that consist of each other come to an end")
    func endsLoops() {
        var loop = LogicalParts(["a": ([], ["b"]), "b": (["pv0"], ["a"])])
        #expect(loop.resolve("a") == ["pv0"])
    }

    @Test("Mutated text never traps", arguments: 0..<4)
    func survivesMutation(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<60 {
            var bytes = Array(Self.text.utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            _ = LVMTextParser.parse(bytes).flatMap { LVMGroupText($0) }?.logicalVolumes
        }
    }
}

@Suite struct ChecksumTests {
    @Test("The check values of both forms")
    func matches() {
        #expect(CRC32.of(Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(CRC32.lvm([]) == 0xF597_A6CF)
    }
}
