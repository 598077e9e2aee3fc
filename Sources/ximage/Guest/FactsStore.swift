import Crypto
import Foundation
import XimageCore
import XimageGuest
import XimageRendering

/// Guest facts beside the state: `.ximage/facts/SERVER_ID.json`, one file a server, for the owner's eyes alone.
struct FactsStore: Sendable {
    let folder: String

    /// - Parameter statePath: of the state file.
    init(statePath: String) {
        let parts = statePath.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        folder = (parts.isEmpty ? "." : parts.joined(separator: "/")) + "/facts"
    }

    /// Ids are the cloud's; one that would not do as a name of a file gets a digest for one.
    func path(of server: RemoteID) -> String {
        let isPlain =
            !server.isEmpty && server.utf8.count <= 64 && server.first != "."
            && server.utf8.allSatisfy {
                ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D
                    || $0 == 0x5F
                    || $0 == 0x2E
            }
        let name =
            isPlain
            ? server
            : "x-" + SHA256.hash(data: Array(server.utf8)).prefix(16).map { String($0, radix: 16) }.joined()
        return "\(folder)/\(name).json"
    }

    /// `nil` when there are none.
    func facts(of server: RemoteID) throws(FactsFileError) -> GuestFacts? {
        let path = path(of: server)
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try FactsFile.read(path, origin: nil)
    }

    /// Of all servers, by id.
    func all() throws(FactsFileError) -> [(server: RemoteID, facts: GuestFacts)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var result: [(RemoteID, GuestFacts)] = []
        for name in names.sorted() where name.hasSuffix(".json") && !name.hasPrefix(".") {
            let facts = try FactsFile.read("\(folder)/\(name)", origin: nil)
            // A digest stands for an id that would not do as a name.
            let id = String(name.dropLast(5))
            result.append((id.hasPrefix("x-") ? facts.instanceID ?? id : id, facts))
        }
        return result
    }

    /// Replaces the file in one step; a crash leaves the old or the new one.
    func save(_ facts: GuestFacts, of server: RemoteID) throws {
        let path = path(of: server)
        let bytes = try FactsDocument.write(facts)
        let fault =
            Files.makeFolder(folder, mode: 0o700)
            ?? OutputFile.write(bytes, to: path, existing: .replaced, mode: 0o600)
        if let fault { throw FactsFileError(path: path, reason: fault) }
    }
}

/// A file with guest facts that cannot be used.
struct FactsFileError: Error, CustomStringConvertible {
    let path: String
    let reason: String

    var description: String { "\(path): \(reason)" }

    var diagnostic: Diagnostic {
        Diagnostic(.factsUnreadable, ["file": "\(path)", "reason": "\(reason)"])
    }
}

enum FactsFile {
    /// - Parameters:
    ///   - origin: for what a collector printed; `nil` for facts that know theirs.
    ///   - mayStream: whether a pipe will do, as for a path that a person types.
    static func read(
        _ path: String, origin: GuestOrigin?, mayStream: Bool = false
    ) throws(FactsFileError) -> GuestFacts {
        let bytes: [UInt8]
        do throws(InspectionError) {
            bytes =
                mayStream
                ? try InspectedFile.read(streamed: path, limit: FactsDocument.limit)
                : try InspectedFile.read(path, limit: FactsDocument.limit)
        } catch {
            throw FactsFileError(path: path, reason: error.reason)
        }
        do {
            var facts = try FactsDocument.read(bytes, origin: origin ?? GuestOrigin(.imported, path))
            // What was live when it was written is that no more.
            if facts.origin.kind == .live { facts.origin.kind = .disks }
            return facts
        } catch {
            throw FactsFileError(path: path, reason: error.reason)
        }
    }
}
