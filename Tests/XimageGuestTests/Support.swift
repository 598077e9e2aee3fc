import Foundation
import Testing
import XimageCore
import XimageTestSupport

@testable import XimageGuest

enum Fixture {
    static func path(_ name: String) throws -> URL {
        try #require(Bundle.module.resourceURL).appending(path: "Fixtures").appending(path: name)
    }

    static func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: try path(name))) }

    static func facts(_ name: String) throws -> GuestFacts {
        try FactsDocument.read(bytes("reports/\(name).json"), origin: GuestOrigin(.imported, name))
    }

    static func disks(_ name: String) throws -> [MemoryDisk] {
        struct Document: Decodable {
            struct Run: Decodable {
                var offset: Int
                var bytes: Data
            }
            struct Disk: Decodable {
                var name: String
                var size: Int
                var runs: [Run]
            }
            var disks: [Disk]
        }
        let document = try JSONDecoder().decode(Document.self, from: Data(bytes("disks/\(name).json")))
        return document.disks.enumerated().map { index, disk in
            let image = MemoryDisk("vd\(["a", "b", "c"][index])", size: disk.size)
            for run in disk.runs { image.put(Array(run.bytes), at: run.offset) }
            return image
        }
    }
}

/// A disk in memory that counts what is read of it. Sectors that were never written take no room.
final class MemoryDisk: DiskBytes, @unchecked Sendable {
    let name: String
    let serial: String? = nil
    let isBlank = false
    let size: Int64
    private(set) var sectors: [Int: [UInt8]] = [:]
    private(set) var bytesRead = 0

    init(_ name: String, size: Int) {
        self.name = name
        self.size = Int64(size)
    }

    init(_ name: String, copyOf other: MemoryDisk) {
        self.name = name
        size = other.size
        sectors = other.sectors
    }

    func read(at offset: Int64, count: Int) async throws -> [UInt8] {
        bytesRead += count
        let start = min(max(0, Int(offset)), Int(size))
        let end = min(Int(size), start + count)
        var result: [UInt8] = []
        result.reserveCapacity(end - start)
        var at = start
        while at < end {
            let (sector, inside) = at.quotientAndRemainder(dividingBy: 512)
            let piece = min(512 - inside, end - at)
            if let bytes = sectors[sector] {
                result += bytes[inside..<inside + piece]
            } else {
                result += repeatElement(0, count: piece)
            }
            at += piece
        }
        return result
    }

    func put(_ new: [UInt8], at offset: Int) {
        for (index, byte) in new.enumerated() { self[offset + index] = byte }
    }

    subscript(offset: Int) -> UInt8 {
        get { sectors[offset / 512]?[offset % 512] ?? 0 }
        set { sectors[offset / 512, default: [UInt8](repeating: 0, count: 512)][offset % 512] = newValue }
    }

    /// Places that hold something, the same in every run.
    var used: [Int] {
        sectors.keys.sorted().flatMap { sector in
            (0..<512).filter { sectors[sector]?[$0] != 0 }.map { sector * 512 + $0 }
        }
    }
}

/// What a collector prints.
struct RawText {
    var os = "linux"
    var outputs: [String: (status: Int, text: String)] = ["uid": (0, "0\n")]

    func facts() throws -> GuestFacts {
        struct Output: Encodable {
            var status: Int
            var text: String
        }
        struct Document: Encodable {
            var collector = "ximage-facts"
            var version = 1
            var os: String
            var time = "2026-06-01T07:00:00Z"
            var outputs: [String: Output]
        }
        let document = Document(
            os: os, outputs: outputs.mapValues { Output(status: $0.status, text: $0.text) })
        return try FactsDocument.read(Array(JSONEncoder().encode(document)), origin: GuestOrigin(.imported))
    }
}

extension [UInt8] {
    static func big(_ value: some FixedWidthInteger) -> [UInt8] {
        Swift.withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
    static func little(_ value: some FixedWidthInteger) -> [UInt8] {
        Swift.withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}
