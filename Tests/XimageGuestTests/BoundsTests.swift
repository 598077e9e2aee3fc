import Foundation
import Synchronization
import Testing
import XimageCore

@testable import XimageGuest

/// Facts that are made to cost too much: the work is bounded, and what was not followed is unknown.
@Suite struct BoundsTests {
    private func within<T>(_ seconds: Int, _ body: () async throws -> T) async rethrows -> T {
        let start = ContinuousClock.now
        let result = try await body()
        #expect(ContinuousClock.now - start < .seconds(seconds))
        return result
    }

    @Test("A chain of 20,000 logical volumes")
    func logicalVolumes() async throws {
        let count = 20_000
        let volumes = (0..<count).map { index in
            let below = index + 1 < count ? "v\(index + 1)" : "pv0"
            return "v\(index) { status = [\"VISIBLE\"] segment1 { stripes = [ \"\(below)\", 0 ] } }"
        }
        let text = """
            vg { id = "x" seqno = 1 physical_volumes { pv0 { id = "p" } } logical_volumes {
            \(volumes.joined(separator: "\n")) } }
            """
        let group = try #require(LVMTextParser.parse(Array(text.utf8)).flatMap { LVMGroupText($0) })
        await within(30) { #expect(group.logicalVolumes == nil) }
    }

    @Test("The same chain in a report stays unknown")
    func report() async throws {
        let rows = (0..<20_000).map { "vg|v\($0)|-wi-a-----|linear||v\($0 + 1)(0)" }
        var raw = RawText()
        raw.outputs["vgs-text"] = (0, "vg|x|1|0\n")
        raw.outputs["pvs-text"] = (0, "/dev/vdb|p|vg|1g\n")
        raw.outputs["lvs-text"] = (0, rows.joined(separator: "\n"))
        let facts = try await within(60) { try raw.facts() }
        guard case .unknown(let reason)? = facts.linux?.logicalVolumes else {
            Issue.record("\(String(describing: facts.linux?.logicalVolumes.value?.count))")
            return
        }
        #expect(reason.contains("too long to follow"))
    }

    @Test("A chain of block devices stays unknown")
    func devices() async throws {
        let lines = (0..<20_000).map {
            #"NAME="d\#($0)" KNAME="d\#($0)" PKNAME="\#($0 == 0 ? "" : "d\($0 - 1)")" TYPE="disk" SIZE="1""#
        }
        var raw = RawText()
        raw.outputs["lsblk-pairs"] = (0, lines.joined(separator: "\n"))
        let facts = try await within(60) { try raw.facts() }
        #expect(facts.disks.value == nil)
    }

    @Test("Partitions that overlap are damage, and nothing is searched in them")
    func partitions() async throws {
        let disk = MemoryDisk("vdb", size: 1 << 30)
        disk.put([0x55, 0xAA], at: 510)
        for entry in 0..<4 {
            disk.put([0x83], at: 446 + 16 * entry + 4)
            disk.put(.little(UInt32(2048 + entry)), at: 446 + 16 * entry + 8)
            disk.put(.little(UInt32(1 << 20)), at: 446 + 16 * entry + 12)
        }
        let facts = try await DiskInspector([disk]).facts()
        #expect(facts.linux?.volumeGroups == .unknown("vdb: its partitions overlap"))
        #expect(disk.bytesRead < 1 << 20)
    }

    @Test("A hive with 60,000 references to one long name")
    func hive() async throws {
        let long = 60_000
        var bytes = [UInt8](repeating: 0, count: 4096)
        bytes.replaceSubrange(0..<4, with: Array("regf".utf8))
        bytes.replaceSubrange(0x24..<0x28, with: [UInt8].little(UInt32(0)))
        func cell(_ content: [UInt8]) {
            bytes += .little(-Int32(content.count + 4)) + content
        }
        // The root names a list; each of its places names the same key, whose name is long.
        let listAt = 4 + 0x50
        let keyAt = listAt + 4 + 4 + 60_000 * 8
        var root = [UInt8](repeating: 0, count: 0x50)
        root.replaceSubrange(0..<2, with: Array("nk".utf8))
        root.replaceSubrange(0x1C..<0x20, with: [UInt8].little(UInt32(listAt)))
        cell(root)
        var list = Array("lf".utf8) + .little(UInt16(60_000))
        for _ in 0..<60_000 { list += .little(UInt32(keyAt)) + .little(UInt32(0)) }
        cell(list)
        var key = [UInt8](repeating: 0x41, count: 0x4C + long)
        key.replaceSubrange(0..<2, with: Array("nk".utf8))
        key.replaceSubrange(0x02..<0x04, with: [UInt8].little(UInt16(0x20)))
        key.replaceSubrange(0x48..<0x4A, with: [UInt8].little(UInt16(long)))
        cell(key)
        let hive = try RegistryHive(bytes: bytes)
        await within(20) { #expect(hive.sanPolicy().value == nil) }
    }

    @Test("A hive is read in pieces, however large its file and its lists are")
    func largeHive() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "hive-\(UUID().uuidString)").path
        defer { unlink(path) }
        try Data(HiveWriter(policy: 2).bytes()).write(to: URL(filePath: path))
        // Nothing is stored of the rest.
        #expect(truncate(path, 4 << 30) == 0)
        var facts = GuestFacts(origin: GuestOrigin(.imported))
        try facts.readHive(path)
        #expect(facts.windows?.sanPolicy == .known(.offlineShared))

        let bytes = HiveWriter(policy: 2, isNested: true).bytes()
        let view = ByteView(bytes)
        let counted = Mutex((0, 0))
        let hive = try RegistryHive { offset, count in
            counted.withLock { $0 = ($0.0 + count, max($0.1, count)) }
            return view.slice(offset, max(0, min(count, view.count - offset))) ?? ByteView([])
        }
        #expect(hive.sanPolicy() == .known(.offlineShared))
        let (read, longest) = counted.withLock { $0 }
        #expect(read < 64 << 10 && longest <= 4096)
    }

    @Test("A pipe gives what a program writes, and is refused where nobody does")
    func streams() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "pipe-\(UUID().uuidString)").path
        #expect(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        #expect(throws: InspectionError(path, "it is a pipe that nobody writes to")) {
            try InspectedFile.read(streamed: path, limit: 10)
        }
        let writer = Foundation.open(path, O_RDWR)
        defer { close(writer) }
        #expect(throws: InspectionError(path, "nothing came out of the pipe for 0 s")) {
            try InspectedFile.read(streamed: path, limit: 10, patience: .milliseconds(50))
        }
        #expect(write(writer, "abcdefghijklm", 13) == 13)
        #expect(try InspectedFile.read(streamed: path, limit: 10) == Array("abcdefghijk".utf8))
    }

    @Test("A pipe is refused, not waited for")
    func pipes() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "pipe-\(UUID().uuidString)").path
        #expect(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        #expect(throws: InspectionError(path, "it is no regular file")) {
            try InspectedFile.read(path, limit: 10)
        }
        #expect(throws: InspectionError(path, "it is no regular file or block device")) {
            try RawImage(path: path)
        }
        var facts = GuestFacts(origin: GuestOrigin(.imported))
        #expect(throws: InspectionError(path, "it is no regular file")) { try facts.readHive(path) }
    }

    @Test("Passwords in fstab are no facts")
    func mountSecrets() throws {
        var raw = RawText()
        raw.outputs["fstab"] = (
            0,
            """
            //nas/share /mnt cifs user=u,password=canary1,uid=0 0 0
            https://user:canary2@dav/share /dav davfs rw 0 0
            UUID=1 / ext4 defaults 0 1
            """
        )
        let mounts = try #require(try raw.facts().linux?.mounts.value)
        #expect(mounts.map(\.device) == ["//nas/share", "https://user:(sensitive)@dav/share", "UUID=1"])
        #expect(mounts[0].options == ["user=u", "password=(sensitive)", "uid=0"])
    }
}
