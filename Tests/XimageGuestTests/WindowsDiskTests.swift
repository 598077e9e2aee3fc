import Foundation
import Testing
import XimageCore
import XimageTestSupport

@testable import XimageGuest

/// Writes the database of dynamic disks, from the description in the catalogue and not from the reader's code.
struct LDMWriter {
    struct Volume {
        var name: String
        /// Layout byte of each component, with the disks of its partitions.
        var components: [(layout: UInt8, disks: [Int])]
    }

    var disks: Int
    var volumes: [Volume]
    var sequence: UInt32 = 7
    var status: UInt16 = 1

    private static let size = 4 << 20

    func images() -> [MemoryDisk] {
        (0..<disks).map { index in
            let disk = MemoryDisk("disk\(index + 1)", size: Self.size)
            // One partition of type 42, the table's signature.
            disk.put(
                [0, 0, 0, 0, 0x42, 0, 0, 0] + .little(UInt32(63)) + .little(UInt32(Self.size / 512 - 63)),
                at: 446)
            disk.put([0x55, 0xAA], at: 510)
            let database = Self.size - (1 << 20)
            writePrivateHeader(disk, index, database / 512)
            writeDatabase(disk, database)
            return disk
        }
    }

    private func writePrivateHeader(_ disk: MemoryDisk, _ index: Int, _ start: Int) {
        let at = 6 * 512
        disk.put(Array("PRIVHEAD".utf8), at: at)
        disk.put(.big(UInt16(2)) + .big(UInt16(11)), at: at + 0x0C)
        disk.put(Array("1b0d8a1a-0000-0000-0000-00000000000\(index)".utf8), at: at + 0x30)
        disk.put(Array("8a1a1b0d-1111-1111-1111-000000000000".utf8), at: at + 0xB0)
        disk.put(.big(UInt64(63)) + .big(UInt64(Self.size / 512 - 2048 - 63)), at: at + 0x11B)
        disk.put(.big(UInt64(start)) + .big(UInt64(2048)), at: at + 0x12B)
    }

    private func writeDatabase(_ disk: MemoryDisk, _ start: Int) {
        let head = start + 17 * 512
        disk.put(Array("VMDB".utf8) + .big(sequence) + .big(UInt32(128)) + .big(UInt32(512)), at: head)
        disk.put(.big(status) + .big(UInt16(4)) + .big(UInt16(10)), at: head + 0x10)
        for (index, block) in blocks().enumerated() { disk.put(block, at: head + 512 + index * 128) }
    }

    private static func number(_ value: Int) -> [UInt8] {
        let bytes = [UInt8].big(UInt32(value)).drop { $0 == 0 }
        return [UInt8(max(1, bytes.count))] + (bytes.isEmpty ? [0] : bytes)
    }

    private static func text(_ text: String) -> [UInt8] { [UInt8(text.utf8.count)] + Array(text.utf8) }

    /// Records of up to 112 bytes a fragment.
    private func blocks() -> [[UInt8]] {
        var records: [[UInt8]] = []
        func record(_ type: UInt8, _ fields: [UInt8]) {
            records.append([0, 0, 0, type] + .big(UInt32(fields.count)) + fields)
        }
        for index in 0..<disks {
            record(0x34, Self.number(100 + index) + Self.text("Disk\(index + 1)") + Self.text("guid"))
        }
        var component = 200
        for (index, volume) in volumes.enumerated() {
            record(0x51, Self.number(10 + index) + Self.text(volume.name) + Self.text("gen"))
            for part in volume.components {
                component += 1
                record(
                    0x32,
                    Self.number(component) + Self.text("\(volume.name)-01") + Self.text("ACTIVE") + [
                        part.layout
                    ]
                        + [0, 0, 0, 0] + Self.number(part.disks.count) + [UInt8](repeating: 0, count: 16)
                        + Self.number(10 + index))
                for (position, disk) in part.disks.enumerated() {
                    record(
                        0x33,
                        Self.number(component * 10 + position) + Self.text("Disk\(disk)-01")
                            + [UInt8](repeating: 0, count: 12) + .big(UInt64(0)) + .big(UInt64(0))
                            + Self.number(2000)
                            + Self.number(component) + Self.number(99 + disk))
                }
            }
        }
        var result: [[UInt8]] = []
        for (group, record) in records.enumerated() {
            let pieces = stride(from: 0, to: record.count, by: 112).map {
                Array(record[$0..<min(record.count, $0 + 112)])
            }
            for (index, piece) in pieces.enumerated() {
                var block: [UInt8] = Array("VBLK".utf8)
                block += .big(UInt32(group + 1))
                block += .big(UInt32(group + 1))
                block += .big(UInt16(index)) + .big(UInt16(pieces.count))
                block += piece
                result.append(block + [UInt8](repeating: 0, count: 128 - block.count))
            }
        }
        return result
    }
}

@Suite struct WindowsDiskTests {
    @Test("Volumes of dynamic disks by layout and disks")
    func readsLayouts() async throws {
        let writer = LDMWriter(
            disks: 3,
            volumes: [
                .init(name: "Simple", components: [(2, [1, 1])]),
                .init(name: "Spanned", components: [(2, [1, 2])]),
                .init(name: "Striped", components: [(1, [2, 3])]),
                .init(name: "Raid", components: [(3, [1, 2, 3])]),
                .init(name: "Mirror", components: [(2, [1]), (2, [2])]),
            ])
        let windows = try #require(try await DiskInspector(writer.images()).facts().windows)
        #expect(
            windows.spannedVolumes
                == .known([DiskLayout(kind: "spanned", name: "Spanned", disks: ["Disk1", "Disk2"])]))
        #expect(
            windows.layouts
                == .known([
                    DiskLayout(kind: "mirrored", name: "Mirror", disks: ["Disk1", "Disk2"]),
                    DiskLayout(kind: "RAID-5", name: "Raid", disks: ["Disk1", "Disk2", "Disk3"]),
                    DiskLayout(kind: "striped", name: "Striped", disks: ["Disk2", "Disk3"]),
                ]))
    }

    @Test("A record in several fragments is joined")
    func joinsFragments() async throws {
        let name = String(repeating: "long", count: 40)
        let writer = LDMWriter(disks: 2, volumes: [.init(name: name, components: [(2, [1, 2])])])
        let facts = try await DiskInspector(writer.images()).facts()
        #expect(facts.windows?.spannedVolumes.value?.map(\.name) == [name])
    }

    @Test("A disk of the group that is older does not matter")
    func takesTheNewest() async throws {
        let old = LDMWriter(disks: 2, volumes: [], sequence: 3).images()
        let new = LDMWriter(disks: 2, volumes: [.init(name: "V", components: [(2, [1, 2])])], sequence: 9)
            .images()
        let facts = try await DiskInspector([old[0], new[1]]).facts()
        #expect(facts.windows?.spannedVolumes.value?.map(\.name) == ["V"])
    }

    @Test("A database that was being changed, or that is not there, tells nothing")
    func failsClosed() async throws {
        let changing = LDMWriter(disks: 1, volumes: [], status: 2).images()
        #expect(
            try await DiskInspector(changing).facts().windows?.spannedVolumes
                == .unknown("the dynamic disk database of disk1 was being changed"))
        let headless = LDMWriter(disks: 1, volumes: []).images()
        headless[0].put([UInt8](repeating: 0, count: 512), at: 6 * 512)
        #expect(
            try await DiskInspector(headless).facts().windows?.spannedVolumes
                == .unknown("disk1 is a dynamic disk without a private header"))
    }

    @Test("Damaged databases never trap", arguments: 0..<4)
    func survivesMutation(seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let original = LDMWriter(disks: 1, volumes: [.init(name: "V", components: [(2, [1, 1]), (1, [1])])])
            .images()[0]
        let used = original.used
        for _ in 0..<15 {
            let disk = MemoryDisk("d", copyOf: original)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                disk[used.randomElement(using: &random) ?? 0] = UInt8.random(
                    in: 0...255, using: &random)
            }
            _ = try await DiskInspector([disk]).facts()
        }
    }
}

/// Writes a registry hive with the keys that matter, from the description in the catalogue.
struct HiveWriter {
    var control = 1
    var policy: UInt32?
    var isDirty = false
    /// Whether subkeys stand in a list of lists.
    var isNested = false

    private final class Cells {
        var bytes: [UInt8] = [UInt8](repeating: 0, count: 32)

        func add(_ content: [UInt8]) -> UInt32 {
            let offset = bytes.count
            let length = (content.count + 4 + 7) / 8 * 8
            bytes +=
                .little(Int32(-length)) + content + [UInt8](repeating: 0, count: length - 4 - content.count)
            return UInt32(offset)
        }
    }

    func bytes() -> [UInt8] {
        let cells = Cells()
        func value(_ name: String, _ number: UInt32) -> UInt32 {
            cells.add(
                Array("vk".utf8) + .little(UInt16(name.utf8.count)) + .little(UInt32(0x8000_0004))
                    + .little(number)
                    + .little(UInt32(4)) + .little(UInt16(1)) + [0, 0] + Array(name.utf8))
        }
        func key(_ name: String, _ children: [UInt32], _ values: [UInt32]) -> UInt32 {
            var list: UInt32 = .max
            if !children.isEmpty {
                list = cells.add(
                    Array("lf".utf8) + .little(UInt16(children.count))
                        + children.flatMap { [UInt8].little($0) + [0, 0, 0, 0] })
                if isNested { list = cells.add(Array("ri".utf8) + .little(UInt16(1)) + .little(list)) }
            }
            let valueList = values.isEmpty ? UInt32.max : cells.add(values.flatMap { [UInt8].little($0) })
            var node: [UInt8] = Array("nk".utf8) + .little(UInt16(0x20))
            node += [UInt8](repeating: 0, count: 0x4C - node.count)
            node.replaceSubrange(0x14..<0x18, with: [UInt8].little(UInt32(children.count)))
            node.replaceSubrange(0x1C..<0x20, with: [UInt8].little(list))
            node.replaceSubrange(0x24..<0x28, with: [UInt8].little(UInt32(values.count)))
            node.replaceSubrange(0x28..<0x2C, with: [UInt8].little(valueList))
            node.replaceSubrange(0x48..<0x4A, with: [UInt8].little(UInt16(name.utf8.count)))
            return cells.add(node + Array(name.utf8))
        }
        let parameters = key("Parameters", [], policy.map { [value("SanPolicy", $0)] } ?? [])
        let services = key("Services", [key("disk", [], []), key("partmgr", [parameters], [])], [])
        let root = key(
            "ROOT",
            [
                key("ControlSet00\(control)", [services], []),
                key("Select", [], [value("Current", UInt32(control))]),
            ], [])
        var head: [UInt8] = Array("regf".utf8) + .little(UInt32(5)) + .little(UInt32(isDirty ? 4 : 5))
        head += [UInt8](repeating: 0, count: 4096 - head.count)
        head.replaceSubrange(0x24..<0x28, with: [UInt8].little(root))
        return head + cells.bytes
    }
}

extension RegistryHive {
    /// A hive in memory.
    init(bytes: [UInt8]) throws(Failure) {
        let view = ByteView(bytes)
        try self.init { offset, count in
            view.slice(offset, max(0, min(count, view.count - offset))) ?? ByteView([])
        }
    }
}

@Suite struct HiveTests {
    @Test("The SAN policy of the control set in use", arguments: [(1, UInt32(1)), (2, 2), (1, 4), (2, 3)])
    func readsPolicy(control: Int, number: UInt32) throws {
        for isNested in [false, true] {
            let hive = try RegistryHive(
                bytes: HiveWriter(control: control, policy: number, isNested: isNested).bytes())
            #expect(hive.sanPolicy() == SanPolicy(rawValue: Int(number)).map { .known($0) })
        }
    }

    @Test("Without a value, or with one that means nothing, it is unknown")
    func failsClosed() throws {
        #expect(try RegistryHive(bytes: HiveWriter(policy: nil).bytes()).sanPolicy().value == nil)
        #expect(try RegistryHive(bytes: HiveWriter(policy: 0).bytes()).sanPolicy().value == nil)
        #expect(try RegistryHive(bytes: HiveWriter(policy: 9).bytes()).sanPolicy().value == nil)
    }

    @Test("A hive that was not closed is not trusted, and no other file is taken for one")
    func distrusts() {
        #expect(throws: RegistryHive.Failure.isDirty) {
            try RegistryHive(bytes: HiveWriter(policy: 1, isDirty: true).bytes())
        }
        #expect(throws: RegistryHive.Failure.notAHive) { try RegistryHive(bytes: Array("regfooo".utf8)) }
        #expect(throws: RegistryHive.Failure.notAHive) { try RegistryHive(bytes: []) }
    }

    @Test("Damaged hives never trap", arguments: 0..<4)
    func survivesMutation(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let original = HiveWriter(policy: 2, isNested: true).bytes()
        let used = original.indices.filter { original[$0] != 0 }
        for _ in 0..<100 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[used.randomElement(using: &random) ?? 0] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) {
                bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
            }
            _ = try? RegistryHive(bytes: bytes).sanPolicy()
        }
    }
}
