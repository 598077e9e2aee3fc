import Foundation
import NIOCore
package import XimageCore

/// Reads disks through the sandbox's own calls, which no real service has.
package struct SandboxDisks: ServerDisks {
    private let endpoint: String
    private let transport: HTTPTransport

    package init(endpoint: String, options: HuaweiOptions = HuaweiOptions()) {
        self.endpoint = endpoint
        transport = HTTPTransport(options: options)
    }

    /// Must be called before it is let go; no call works afterwards.
    package func shutdown() async { await transport.shutdown() }

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private struct Answer: Decodable {
        struct ServerEntry: Decodable {
            var id: String
            var disks: [DiskEntry]
        }
        struct DiskEntry: Decodable {
            var id: String
            var device: String
            var bytes: Int64
            var blank: Bool
        }
        var servers: [ServerEntry]
    }

    package func disks(of servers: [RemoteID]) async throws -> [RemoteID: [ReadableDisk]] {
        let body = try JSONEncoder().encode(["servers": servers])
        let answer = try await send(
            "POST", "/sandbox/disks", [("Content-Type", "application/json")], Array(body))
        let decoded = try JSONDecoder().decode(Answer.self, from: Data(answer))
        return Dictionary(
            decoded.servers.map { server in
                (
                    server.id,
                    server.disks.map {
                        ReadableDisk(id: $0.id, device: $0.device, bytes: $0.bytes, isBlank: $0.blank)
                    }
                )
            }
        ) { first, _ in first }
    }

    package func read(_ disk: RemoteID, at offset: Int64, count: Int) async throws -> [UInt8] {
        let path = "/sandbox/volumes/\(PercentEncoding.encode(disk))/content"
        return try await send("GET", path, [("Range", "bytes=\(offset)-\(offset + Int64(count) - 1)")], [])
    }

    private func send(
        _ method: String, _ path: String, _ headers: [(String, String)], _ body: [UInt8]
    ) async throws -> [UInt8] {
        let answer: HTTPAnswer
        do { answer = try await transport.send(method, endpoint + path, headers: headers, body: body) } catch
        {
            throw Failure(description: "the sandbox does not answer: \(error.message)")
        }
        let bytes = Array(answer.body.readableBytesView)
        guard (200..<300).contains(answer.status) else {
            throw Failure(description: "the sandbox refused \(method) \(path) with status \(answer.status)")
        }
        return bytes
    }
}
