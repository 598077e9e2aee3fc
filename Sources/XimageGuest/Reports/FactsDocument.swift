import Foundation
package import XimageCore

/// Files with guest facts: what a collector printed, or facts in their own form.
package enum FactsDocument {
    /// Largest file that is read.
    package static let limit = 16 << 20

    package struct Failure: Error, Hashable, CustomStringConvertible {
        package let reason: String
        package var description: String { reason }
    }

    private struct Probe: Decodable {
        var collector: String?
        var version: Int?
        var format: Int?
    }

    /// - Parameter origin: for collectors' outputs, and in place of what facts in their own form say.
    package static func read(_ data: [UInt8], origin: GuestOrigin) throws(Failure) -> GuestFacts {
        guard data.count <= limit else { throw Failure(reason: "it is larger than \(limit >> 20) MiB") }
        let bytes = text(of: data)
        let decoder = JSONDecoder()
        let probe: Probe
        do { probe = try decoder.decode(Probe.self, from: bytes) } catch {
            throw Failure(reason: "it is no JSON document of a collector: \(plain(error))")
        }
        do {
            if probe.collector == RawReport.name {
                guard let version = probe.version, version == RawReport.version else {
                    throw Failure(reason: "it comes from a collector of another version")
                }
                return normalised(try decoder.decode(RawReport.self, from: bytes), origin: origin)
            }
            guard let format = probe.format else {
                throw Failure(reason: "it is neither the output of `ximage facts script` nor stored facts")
            }
            guard format <= GuestFacts.format else {
                throw Failure(reason: "it was written by a newer version (format \(format))")
            }
            var facts = try decoder.decode(GuestFacts.self, from: bytes)
            if origin.kind != .imported { facts.origin.detail = origin.detail ?? facts.origin.detail }
            return facts
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(reason: "it does not have the form of guest facts: \(plain(error))")
        }
    }

    /// Facts in their own form, keys sorted.
    package static func write(_ facts: GuestFacts) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(facts)) + [0x0A]
    }

    private static func normalised(_ raw: RawReport, origin: GuestOrigin) -> GuestFacts {
        raw.os == "windows" ? WindowsReport(raw).facts(origin) : LinuxReport(raw).facts(origin)
    }

    /// PowerShell writes UTF-16 when it is told to write into a file, and marks the order of bytes.
    private static func text(of data: [UInt8]) -> Data {
        if data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF]) {
            let isLittle = data[0] == 0xFF
            let units = stride(from: 2, to: data.count - 1, by: 2).map { index -> UInt16 in
                let (first, second) = (UInt16(data[index]), UInt16(data[index + 1]))
                return isLittle ? second << 8 | first : first << 8 | second
            }
            return Data(String(decoding: units, as: UTF16.self).utf8)
        }
        return Data(data.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(data.dropFirst(3)) : data)
    }

    private static func plain(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "`\(key.stringValue)` is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "`\(context.codingPath.map(\.stringValue).joined(separator: "."))` has another type"
        case DecodingError.dataCorrupted(let context):
            context.codingPath.isEmpty
                ? "it is not well-formed"
                : "`\(context.codingPath.map(\.stringValue).joined(separator: "."))` cannot be read"
        default: "it cannot be read"
        }
    }
}
