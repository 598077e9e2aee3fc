import Foundation
import Testing

@testable import XimageSandbox

@Suite struct SignatureTests {
    struct Vector: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var method: String
        var host: String
        var path: String
        var query: [[String]]
        var headers: [String: String]
        var body: String
        var sk: String
        var timestamp: String
        var canonicalRequest: String
        var authorization: String

        var testDescription: String { name }

        enum CodingKeys: String, CodingKey {
            case name, method, host, path, query, headers, body, sk, timestamp, authorization
            case canonicalRequest = "canonical_request"
        }
    }

    /// The vendor's own results, kept beside the client's tests.
    static let vectors: [Vector] = {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../XimageHuaweiTests/Fixtures/signing-vectors.json")
        guard let data = try? Data(contentsOf: path) else { return [] }
        return (try? JSONDecoder().decode([Vector].self, from: data)) ?? []
    }()

    @Test("All vectors are there")
    func count() {
        #expect(Self.vectors.count == 35)
    }

    @Test("Accepts what the vendor's signer made", arguments: vectors)
    func accepts(_ vector: Vector) throws {
        let check = check(vector)
        let claim = try #require(SignatureCheck.Claim(vector.authorization))
        #expect(check.isValid(claim, date: vector.timestamp, secret: vector.sk))
        let canonical = check.canonicalRequest(
            signedHeaders: claim.signedHeaders, bodyHash: check.bodyHashes()[0])
        #expect(String(decoding: canonical, as: UTF8.self) == vector.canonicalRequest)
    }

    @Test("Rejects the same with another secret, date, path or body", arguments: vectors)
    func rejects(_ vector: Vector) throws {
        let claim = try #require(SignatureCheck.Claim(vector.authorization))
        var check = check(vector)
        #expect(!check.isValid(claim, date: vector.timestamp, secret: vector.sk + "x"))
        #expect(!check.isValid(claim, date: "20200101T000000Z", secret: vector.sk))
        check.path += "x"
        #expect(!check.isValid(claim, date: vector.timestamp, secret: vector.sk))
        check = self.check(vector)
        check.method = vector.method.uppercased() == "GET" ? "PUT" : "GET"
        #expect(!check.isValid(claim, date: vector.timestamp, secret: vector.sk))
    }

    private func check(_ vector: Vector) -> SignatureCheck {
        var headers = vector.headers.map { (name: $0.key.lowercased(), value: $0.value) }
        headers.append(("x-sdk-date", vector.timestamp))
        if !headers.contains(where: { $0.name == "host" }) { headers.append(("host", vector.host)) }
        let type = headers.first { $0.name == "content-type" }?.value ?? "application/json"
        if !type.hasPrefix("application/json"), !type.hasPrefix("application/bson") {
            headers.append(("x-sdk-content-sha256", "UNSIGNED-PAYLOAD"))
        }
        return SignatureCheck(
            method: vector.method, path: vector.path, query: vector.query.map { ($0[0], $0[1]) },
            headers: headers,
            body: Array(vector.body.utf8))
    }
}

@Suite struct GatewayTests {
    @Test("A tampered body, a wrong key, an old date and a missing signature are refused")
    func refusals() async throws {
        try await withSandbox { client, _ in
            let path = "/v1/{pid}/cloudservers/detail"
            let tampered = try await client.call("POST", "/v1/{pid}/cloudservers/delete", "{}", tamper: true)
            #expect(tampered.status == 401)
            #expect(tampered.code == "APIGW.0301")
            #expect(tampered.string("error_msg").hasSuffix("verify aksk signature fail"))
            let unknown = try await client.call("GET", path, key: ("NOBODY", "x"))
            #expect(unknown.string("error_msg").hasSuffix("ak not exist"))
            let unsigned = try await client.call("GET", path, sign: false)
            #expect(unsigned.status == 401)
            let sharp = try await client.call(
                "GET", path, headers: ["Authorization": "V11-HMAC-SHA256 Credential=x"], sign: false)
            #expect(sharp.status == 401)
        }
    }

    @Test("Six wrong signatures in a row lock the key for five minutes")
    func locksKey() async throws {
        let clock = VirtualClock()
        try await withSandbox(clock: clock) { client, _ in
            for _ in 1...6 {
                try await client.call("GET", "/v3/projects", key: (client.info.accessKey, "wrong"))
            }
            let locked = try await client.call("GET", "/v3/projects")
            #expect(locked.string("error_msg").contains("AK access failed"))
            clock.advance(seconds: 301)
            #expect(try await client.call("GET", "/v3/projects").status == 200)
        }
    }

    @Test("A request signed sixteen minutes ago has expired")
    func oldDate() async throws {
        let clock = VirtualClock()
        try await withSandbox(clock: clock) { client, server in
            let late = VirtualClock()
            late.advance(seconds: -16 * 60)
            let slow = SandboxClient(server, clock: late)
            let expired = try await slow.call("GET", "/v3/projects")
            #expect(expired.string("error_msg").hasSuffix("signature expired"))
            late.advance(seconds: 2 * 60)
            #expect(try await slow.call("GET", "/v3/projects").status == 200)
            _ = client
        }
    }

    @Test("A project of nobody and a header that contradicts the path are refused")
    func wrongProject() async throws {
        try await withSandbox { client, _ in
            let foreign = String(repeating: "f", count: 32)
            let path = "/v1/\(foreign)/cloudservers/detail"
            #expect(try await client.call("GET", path).code == "Common.0018")
            #expect(try await client.call("GET", "/v3/\(foreign)/vaults").code == "BackupService.1011")
            let other = try await client.call(
                "GET", "/v1/\(client.project("cn-east-3"))/cloudservers/detail", headers: [:])
            #expect(other.code == "Common.0018")
            #expect(try await client.call("GET", "/v1/{pid}/nothing").code == "APIGW.0101")
        }
    }

    @Test("A token stands for its user and project")
    func tokens() async throws {
        try await withSandbox { client, _ in
            let body = """
                {"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "owner",
                "password": "\(client.info.secretKey)", "domain": {"name": "sandbox"}}}},
                "scope": {"project": {"name": "cn-east-3"}}}}
                """
            let made = try await client.call("POST", "/v3/auth/tokens", body, sign: false)
            #expect(made.status == 201)
            #expect(made.string("token.project.id") == client.project("cn-east-3"))
            let token = made.header("X-Subject-Token") ?? ""
            let path = "/v1/{pid}/cloudservers/detail"
            let read = try await client.call("GET", path, headers: ["X-Auth-Token": token], sign: false)
            #expect(read.status == 200)
            let bad = try await client.call("GET", path, headers: ["X-Auth-Token": "MIIx"], sign: false)
            #expect(bad.string("error_msg").hasSuffix("decrypt token fail"))
        }
    }

    @Test("A header beyond all measure ends the connection; the next one is served")
    func largeHeader() async throws {
        try await withSandbox { client, _ in
            let text = String(repeating: "x", count: 1 << 20)
            let reply = try? await client.call("GET", "/v3/projects", headers: ["X-Long": text])
            #expect(reply.map { $0.status >= 400 } ?? true)
            let next = try await client.call("GET", "/v3/projects")
            #expect(next.status == 200)
        }
    }

    @Test("A body of more than 12 MB is refused")
    func largeBody() async throws {
        try await withSandbox { client, _ in
            let body = String(repeating: "x", count: 13 << 20)
            let reply = try await client.call("POST", "/v3/{pid}/vaults", body)
            #expect(reply.status == 413)
        }
    }
}
