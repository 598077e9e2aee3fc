import AsyncHTTPClient
import Crypto
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization

@testable import XimageSandbox

/// A client of its own: it signs by the document, with none of the code under test.
struct SandboxClient: Sendable {
    let info: SandboxInfo
    let clock: VirtualClock

    struct Reply {
        var status: Int
        var headers: HTTPHeaders
        var data: Data

        /// The body as Foundation reads it.
        var json: Any? { try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed) }
        var text: String { String(decoding: data, as: UTF8.self) }

        /// The value at a path such as `server.metadata.os_type` or `volumes.0.id`.
        subscript(path: String) -> Any? {
            var value = json
            for piece in path.split(separator: ".") {
                if let list = value as? [Any] {
                    guard let index = Int(piece), index < list.count else { return nil }
                    value = list[index]
                } else {
                    value = (value as? [String: Any])?[String(piece)]
                }
            }
            return value is NSNull ? nil : value
        }

        func string(_ path: String) -> String { self[path] as? String ?? "<\(self[path] ?? "nothing")>" }
        func int(_ path: String) -> Int? { self[path] as? Int }
        func header(_ name: String) -> String? { headers.first(name: name) }
        func list(_ path: String) -> [Any] { self[path] as? [Any] ?? [] }
        /// The code of an error in any of the services' shapes.
        var code: String {
            self["error.code"] as? String ?? self["error_code"] as? String ?? self["code"] as? String
                ?? "\(status)"
        }
    }

    init(_ server: SandboxServer, clock: VirtualClock) {
        info = server.info
        self.clock = clock
    }

    func project(_ region: String = "cn-north-4") -> String { info.projects[region] ?? "" }

    /// `{pid}` in the path becomes the region's project.
    @discardableResult
    func call(
        _ method: String, _ path: String, _ body: String? = nil, region: String = "cn-north-4",
        headers extra: [String: String] = [:], key: (String, String)? = nil, tamper: Bool = false,
        sign: Bool = true
    ) async throws -> Reply {
        let target = path.replacing("{pid}", with: project(region))
        var headers = ["host": "127.0.0.1:\(info.port ?? 0)", "x-project-id": project(region)]
        if target.hasPrefix("/v3/auth") || target.hasPrefix("/v3/projects") || target.hasPrefix("/v3/regions")
        {
            headers["x-project-id"] = nil
        }
        if body != nil { headers["content-type"] = "application/json" }
        for (name, value) in extra { headers[name.lowercased()] = value }
        if sign {
            headers["x-sdk-date"] = clock.timestamp
            let (access, secret) = key ?? (info.accessKey, info.secretKey)
            headers["authorization"] = TestSigner.authorization(
                method: method, target: target, headers: headers, body: body ?? "", access: access,
                secret: secret)
        }
        headers["host"] = nil
        let sent = tamper ? (body ?? "") + " " : body ?? ""
        return try await send(method, target, headers, Array(sent.utf8))
    }

    /// Raw bytes to and from the sandbox's own calls.
    @discardableResult
    func control(_ method: String, _ path: String, _ body: [UInt8] = [], headers: [String: String] = [:])
        async throws
        -> Reply
    {
        try await send(method, path, headers, body)
    }

    private func send(_ method: String, _ target: String, _ headers: [String: String], _ body: [UInt8])
        async throws
        -> Reply
    {
        var request = HTTPClientRequest(url: info.endpoint + target)
        request.method = HTTPMethod(rawValue: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if !body.isEmpty { request.body = .bytes(body) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(120))
        let bytes = try await response.body.collect(upTo: 256 << 20)
        return Reply(
            status: Int(response.status.code), headers: response.headers, data: Data(bytes.readableBytesView))
    }
}

/// Signs as section 3.2 of the API reference says.
enum TestSigner {
    static func authorization(
        method: String, target: String, headers: [String: String], body: String, access: String,
        secret: String
    ) -> String {
        let parts = target.split(separator: "?", maxSplits: 1)
        let path = encode(String(parts[0]).removingPercentEncoding ?? "", keeping: "/")
        var pairs: [(name: String, value: String)] = []
        for piece in parts.count > 1 ? parts[1].split(separator: "&") : [] {
            let halves = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = halves.count > 1 ? String(halves[1]) : ""
            pairs.append(
                (String(halves[0]).removingPercentEncoding ?? "", value.removingPercentEncoding ?? ""))
        }
        pairs.sort { left, right in
            let leftBytes = Array((left.name + "\u{0}" + left.value).utf8)
            return leftBytes.lexicographicallyPrecedes(Array((right.name + "\u{0}" + right.value).utf8))
        }
        let encoded = pairs.map { encode($0.name, keeping: "") + "=" + encode($0.value, keeping: "") }
        let query = encoded.joined(separator: "&")
        let names = headers.keys.filter { !$0.contains("_") }.sorted()
        var lines: [String] = [method, path.hasSuffix("/") ? path : path + "/", query]
        for name in names {
            lines.append("\(name):\((headers[name] ?? "").trimmingCharacters(in: .whitespaces))")
        }
        lines += ["", names.joined(separator: ";"), hex(SHA256.hash(data: Data(body.utf8)))]
        let canonical = lines.joined(separator: "\n")
        let date = headers["x-sdk-date"] ?? ""
        let text = "SDK-HMAC-SHA256\n\(date)\n\(hex(SHA256.hash(data: Data(canonical.utf8))))"
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(text.utf8), using: SymmetricKey(data: Data(secret.utf8)))
        return
            "SDK-HMAC-SHA256 Access=\(access), SignedHeaders=\(names.joined(separator: ";")), Signature=\(hex(code))"
    }

    private static func encode(_ text: String, keeping extra: String) -> String {
        let kept = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~" + extra)
        return text.addingPercentEncoding(withAllowedCharacters: kept) ?? ""
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String(format: "%02x", $0) }.joined()
    }
}

/// Time that moves only when a test says so.
final class VirtualClock: Sendable {
    private let moment = Mutex<Int64>(1_768_464_000_000_000)

    var microseconds: Int64 { moment.withLock { $0 } }

    func advance(seconds: Double) { moment.withLock { $0 += Int64(seconds * 1_000_000) } }

    /// For the `X-Sdk-Date` header.
    var timestamp: String { Timestamp(microseconds: microseconds).text(.compact) }
}

/// Runs a test against a sandbox of its own, over a real port.
func withSandbox(
    timeScale: Double = 0, clock: VirtualClock = VirtualClock(), dataFile: String? = nil,
    _ body: (SandboxClient, SandboxServer) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sandbox-\(UUID().uuidString)")
        .path
    let server = try await SandboxServer.start(
        SandboxConfiguration(
            dataFile: dataFile ?? folder + "/sandbox.db", timeScale: timeScale, clock: { clock.microseconds },
            seed: 42))
    let client = SandboxClient(server, clock: clock)
    do {
        try await body(client, server)
    } catch {
        await server.stop()
        try? FileManager.default.removeItem(atPath: folder)
        throw error
    }
    await server.stop()
    try? FileManager.default.removeItem(atPath: folder)
}
