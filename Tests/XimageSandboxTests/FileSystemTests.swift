import Testing

@testable import XimageSandbox

/// The way of a file system through a whole image: the bytes that a guest would find are those that were written.
@Suite struct FileSystemTests {
    @Test("A file system on a data disk is the same, byte for byte, on a server in another zone")
    func travels() async throws {
        try await withSandbox { client, _ in
            let content = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
            let written = FloppyImage.bytes(file: "DATA    BIN", content)
            let server = try await client.makeServer()
            let disk = try await client.call("GET", "/v1/{pid}/cloudservers/\(server)/block_device").string(
                "volumeAttachments.1.volumeId")
            #expect(
                try await client.control("PUT", "/sandbox/volumes/\(disk)/content", written).status == 204)
            let image = try await client.makeWholeImage(server: server, vault: client.makeVault())
            try await client.call(
                "POST", "/v1/{pid}/cloudservers/delete",
                #"{"servers": [{"id": "\#(server)"}], "delete_volume": true}"#)

            let made = try await client.makeServer(
                name: "web-02", zone: "cn-north-4b", image: image, more: "")
            let restored = try await client.call("GET", "/v1/{pid}/cloudservers/\(made)/block_device").string(
                "volumeAttachments.1.volumeId")
            #expect(restored != disk)
            let read = [UInt8](
                try await client.control(
                    "GET", "/sandbox/volumes/\(restored)/content?offset=0&count=\(written.count)"
                ).data)
            #expect(read == written)
            #expect(FloppyImage.file("DATA    BIN", in: read) == content)
        }
    }
}

/// A FAT12 file system of 2,880 sectors with one file, as on a floppy disk.
enum FloppyImage {
    private static let sector = 512
    private static let fatSectors = 9
    private static let rootStart = (1 + 2 * fatSectors) * sector
    private static let dataStart = rootStart + 224 * 32

    static func bytes(file name: String, _ content: [UInt8]) -> [UInt8] {
        var disk = [UInt8](repeating: 0, count: 2880 * sector)
        let boot: [UInt8] =
            [0xEB, 0x3C, 0x90] + Array("XIMAGE  ".utf8) + [
                0, 2, 1, 1, 0, 2, 224, 0, 0x40, 0x0B, 0xF0, 9, 0, 18, 0, 2, 0,
            ]
        disk.replaceSubrange(0..<boot.count, with: boot)
        disk[54..<62] = Array("FAT12   ".utf8)[...]
        disk[510] = 0x55
        disk[511] = 0xAA
        let clusters = (content.count + sector - 1) / sector
        for copy in 0..<2 {
            let fat = (1 + copy * fatSectors) * sector
            set(0, 0xFF0, &disk, fat)
            set(1, 0xFFF, &disk, fat)
            for index in 0..<clusters { set(2 + index, index + 1 < clusters ? 3 + index : 0xFFF, &disk, fat) }
        }
        var entry = Array(name.utf8) + [0x20] + [UInt8](repeating: 0, count: 20)
        entry[26] = 2
        withUnsafeBytes(of: UInt32(content.count).littleEndian) { entry.replaceSubrange(28..<32, with: $0) }
        disk.replaceSubrange(rootStart..<rootStart + 32, with: entry.prefix(32))
        disk.replaceSubrange(dataStart..<dataStart + content.count, with: content)
        return disk
    }

    /// The content of a file, found by way of directory and allocation table.
    static func file(_ name: String, in disk: [UInt8]) -> [UInt8]? {
        for slot in 0..<224 {
            let entry = rootStart + slot * 32
            guard Array(disk[entry..<entry + 11]) == Array(name.utf8) else { continue }
            let size = (0..<4).reduce(0) { $0 | Int(disk[entry + 28 + $1]) << ($1 * 8) }
            var cluster = Int(disk[entry + 26]) | Int(disk[entry + 27]) << 8
            var content: [UInt8] = []
            while (2..<0xFF0).contains(cluster) {
                let start = dataStart + (cluster - 2) * sector
                content += disk[start..<start + sector]
                cluster = get(cluster, disk, sector)
            }
            return Array(content.prefix(size))
        }
        return nil
    }

    private static func set(_ index: Int, _ value: Int, _ disk: inout [UInt8], _ fat: Int) {
        let place = fat + index * 3 / 2
        if index % 2 == 0 {
            disk[place] = UInt8(value & 0xFF)
            disk[place + 1] = disk[place + 1] & 0xF0 | UInt8(value >> 8)
        } else {
            disk[place] = disk[place] & 0x0F | UInt8(value & 0xF) << 4
            disk[place + 1] = UInt8(value >> 4)
        }
    }

    private static func get(_ index: Int, _ disk: [UInt8], _ fat: Int) -> Int {
        let place = fat + index * 3 / 2
        let pair = Int(disk[place]) | Int(disk[place + 1]) << 8
        return index % 2 == 0 ? pair & 0xFFF : pair >> 4
    }
}
