import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// The sandbox's own calls, made to whoever owns the data: this process or another.
extension SandboxServer {
    /// What a seed made.
    package struct SeedReport: Sendable, Equatable {
        /// Objects by kind: `server`, `volume`, `vault`, `backup`, `image`, `network`.
        package var made: [String: Int]
    }

    /// The fault script in force.
    package struct FaultReport: Sendable, Equatable {
        /// As it was given; empty when there is none.
        package var script: String
        /// For each rule, how many calls it was for and how many of them it struck.
        package var rules: [(matched: Int, struck: Int)]
        package var listLagMilliseconds: Int

        package static func == (left: Self, right: Self) -> Bool {
            left.script == right.script && left.listLagMilliseconds == right.listLagMilliseconds
                && left.rules.elementsEqual(right.rules, by: ==)
        }
    }

    /// Fills the cloud from the text of a world file, which changes nothing when it is wrong anywhere. `folder` is where
    /// relative names of disk images begin.
    @discardableResult
    package func seed(_ world: String, folder: String = ".") async throws -> SeedReport {
        try Self.checkFiles(world, folder: folder)
        let reply = try JSON(parsing: await control("POST", "/sandbox/seed", Array(world.utf8)))
        for wish in reply["contents"]?.array ?? [] {
            try await fill(wish, folder: folder)
        }
        var made: [String: Int] = [:]
        for (kind, count) in reply["made"]?.object ?? [] { made[kind] = count.int ?? 0 }
        return SeedReport(made: made)
    }

    /// The present state as the text of a world file.
    package func export() async throws -> String {
        String(decoding: try await control("GET", "/sandbox/export"), as: UTF8.self)
    }

    /// Puts a fault script in force instead of the present one; an empty text clears it.
    package func setFaults(_ script: String) async throws {
        if script.isEmpty {
            _ = try await control("DELETE", "/sandbox/faults")
        } else {
            _ = try await control("PUT", "/sandbox/faults", Array(script.utf8))
        }
    }

    package func faults() async throws -> FaultReport {
        let reply = try JSON(parsing: await control("GET", "/sandbox/faults"))
        let matched = (reply["matches"]?.array ?? []).map { $0.int ?? 0 }
        let struck = (reply["strikes"]?.array ?? []).map { $0.int ?? 0 }
        return FaultReport(
            script: reply["script"]?.string ?? "", rules: zip(matched, struck).map { ($0, $1) },
            listLagMilliseconds: reply["listLagMilliseconds"]?.int ?? 0)
    }

    // MARK: Contents of disks

    /// Every disk image that the world names must be there and fit before anything is changed.
    private static func checkFiles(_ text: String, folder: String) throws {
        let document = try DocumentNode(reading: text)
        guard text.contains("file") else { return }
        let wishes = try WorldSeed(document, isTrial: true).apply(
            to: World(timeScale: 0, seed: 1, sequence: 0))
        for wish in wishes {
            let size: Int
            do throws(SandboxError) {
                size = try DiskFile(path: path(wish.file.path, in: folder)).size
            } catch {
                throw wish.file.node.wrong(error.description)
            }
            guard wish.file.offset + size <= wish.sizeGiB << 30 else {
                throw wish.file.node.wrong(
                    "\(wish.file.path) is larger than the disk's \(wish.sizeGiB) GB.")
            }
        }
    }

    private static func path(_ name: String, in folder: String) -> String {
        name.hasPrefix("/") || folder == "." ? name : folder + "/" + name
    }

    /// Writes the disk image to the first disk; the others get the same content without a copy of the bytes.
    private func fill(_ wish: JSON, folder: String) async throws {
        let disks = (wish["volumes"]?.array ?? []).compactMap(\.string)
        guard let first = disks.first, let name = wish["file"]?.string else { return }
        let start = wish["offset"]?.int ?? 0
        let file = try DiskFile(path: Self.path(name, in: folder))
        var position = 0
        while let block = try file.block(from: position) {
            _ = try await control(
                "PUT", "/sandbox/volumes/\(first)/content?offset=\(start + block.offset)", block.bytes)
            position = block.offset + block.bytes.count
        }
        for disk in disks.dropFirst() {
            _ = try await control("PUT", "/sandbox/volumes/\(disk)/content?from=\(first)")
        }
    }

    // MARK: Calling

    /// The body of the answer. What the sandbox refuses is thrown in its words.
    private func control(_ method: String, _ target: String, _ body: [UInt8] = []) async throws -> [UInt8] {
        let (status, answer) =
            if let cloud {
                await Self.ask(cloud, method, target, body)
            } else {
                try await Self.ask(info.endpoint, method, target, body)
            }
        guard status >= 400 else { return answer }
        let message = (try? JSON(parsing: answer))?["error"]?["message"]?.string
        throw SandboxError(refusal: message ?? "The sandbox answered \(status).")
    }

    /// Returns when the server has answered what came before.
    func awaitTurn() async {
        _ = try? await Self.ask(info.endpoint, "GET", "/sandbox/stats", [])
    }

    private static func ask(
        _ cloud: SandboxCloud, _ method: String, _ target: String, _ body: [UInt8]
    ) async -> (Int, [UInt8]) {
        let parts = target.split(separator: "?", maxSplits: 1)
        let request = SandboxRequest(
            method: method, path: String(parts[0]), query: parts.count > 1 ? queryPairs(parts[1]) : [],
            headers: [], body: body, isLocal: true)
        let answer = await cloud.answer(request).answer
        return (answer.status, answer.body)
    }

    private static func ask(
        _ endpoint: String, _ method: String, _ target: String, _ body: [UInt8]
    ) async throws -> (Int, [UInt8]) {
        var request = HTTPClientRequest(url: endpoint + target)
        request.method = HTTPMethod(rawValue: method)
        if !body.isEmpty { request.body = .bytes(ByteBuffer(bytes: body)) }
        do {
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(600))
            var answer = try await response.body.collect(upTo: 1 << 30)
            return (Int(response.status.code), answer.readBytes(length: answer.readableBytes) ?? [])
        } catch {
            throw SandboxError.invalid(
                detail: "The process that runs the sandbox at \(endpoint) does not answer: \(error)")
        }
    }
}

extension SandboxError {
    /// A refusal in words, with the place taken out of them when they begin with one.
    fileprivate init(refusal message: String) {
        if let match = message.wholeMatch(of: /Line (\d+), column (\d+): (.*)/.dotMatchesNewlines()),
            let line = Int(match.1), let column = Int(match.2)
        {
            self = .document(line: line, column: column, detail: String(match.3))
        } else {
            self = .invalid(detail: message)
        }
    }
}
