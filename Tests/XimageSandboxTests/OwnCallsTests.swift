import Foundation
import FoundationNetworking
import Testing

@testable import XimageSandbox

/// Who may use the sandbox's own calls, and under which names it answers.
@Suite struct OwnCallsTests {
    /// A call of another host, with the answer's status.
    private func far(
        _ server: SandboxServer, _ method: String, _ path: String, headers: [(name: String, value: String)]
    ) async throws -> Int {
        let cloud = try #require(await server.cloud)
        let request = SandboxRequest(
            method: method, path: path, query: [], headers: headers, body: [], isLocal: false)
        return await cloud.answer(request).answer.status
    }

    private func signed(
        _ client: SandboxClient, _ method: String, _ path: String, key: (String, String)
    ) -> [(name: String, value: String)] {
        var headers = ["x-sdk-date": client.clock.timestamp]
        headers["authorization"] = TestSigner.authorization(
            method: method, target: path, headers: headers, body: "", access: key.0, secret: key.1)
        return headers.map { ($0.key, $0.value) }
    }

    @Test("From another host only a key that may do everything reaches them")
    func otherHost() async throws {
        try await withSandbox { client, server in
            for policy in ["read-only", "no-backup"] {
                let key = #"{"access": "\#(policy)", "secret": "s", "policy": "\#(policy)"}"#
                try await client.control("POST", "/sandbox/keys", Array(key.utf8))
            }
            let owner = (client.info.accessKey, client.info.secretKey)
            for (method, path, most) in [
                ("GET", "/sandbox/info", 200), ("GET", "/sandbox/ledger", 200),
                ("GET", "/sandbox/export", 200),
                ("GET", "/sandbox/volumes/x/content", 400), ("POST", "/sandbox/keys", 400),
            ] {
                #expect(try await far(server, method, path, headers: []) == 401, "\(path), unsigned")
                let token = [(name: "x-auth-token", value: "any")]
                #expect(try await far(server, method, path, headers: token) == 401, "\(path), any token")
                for policy in ["read-only", "no-backup"] {
                    let headers = signed(client, method, path, key: (policy, "s"))
                    #expect(
                        try await far(server, method, path, headers: headers) == 403, "\(path), \(policy)")
                }
                let headers = signed(client, method, path, key: owner)
                #expect(try await far(server, method, path, headers: headers) == most, "\(path), owner")
            }
        }
    }

    @Test("A token of a key with full rights reaches them, and one of another key does not")
    func tokens() async throws {
        try await withSandbox { client, server in
            let key = #"{"access": "RO", "secret": "s", "user": "reader", "policy": "read-only"}"#
            try await client.control("POST", "/sandbox/keys", Array(key.utf8))
            for (user, secret, status) in [("owner", client.info.secretKey, 200), ("reader", "s", 403)] {
                let login = """
                    {"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "\(user)",
                    "password": "\(secret)", "domain": {"name": "sandbox"}}}}, "scope": {"project":
                    {"name": "cn-north-4"}}}}
                    """
                let token = try await client.call("POST", "/v3/auth/tokens", login, sign: false)
                let headers = [(name: "x-auth-token", value: token.header("X-Subject-Token") ?? "")]
                #expect(
                    try await far(server, "GET", "/sandbox/export", headers: headers) == status, "\(user)")
            }
        }
    }

    @Test(
        "A foreign Host is refused by every call, a loopback name is not",
        arguments: [
            ("attacker.example:80", false), ("127.0.0.1.attacker.example", false), ("127.example.com", false),
            ("localhost.attacker.example", false), ("attackerlocalhost", false), ("10.1.2.3", false),
            ("[2001:db8::1]:80", false), ("127.0.0.1", true), ("LOCALHOST:1", true), ("127.9.9.9:1", true),
            ("ims.localhost", true), ("[::1]:80", true),
        ])
    func hosts(_ host: String, isAllowed: Bool) async throws {
        try await withSandbox { client, _ in
            for path in ["/sandbox/info", "/v3/projects"] {
                let reply = try await client.control("GET", path, headers: ["Host": host])
                #expect((reply.status != 421) == isAllowed, "\(path): \(reply.status)")
            }
        }
    }

    @Test(
        "The address that is listened on or was reached is allowed",
        arguments: [
            ("box.example", "box.example:8080", nil, true), ("0.0.0.0", "192.0.2.7:80", "192.0.2.7", true),
            ("0.0.0.0", "192.0.2.8:80", "192.0.2.7", false), ("127.0.0.1", "box.example", "127.0.0.1", false),
            ("::1", "[::1]:80", "::1", true), ("::1", "box.example", "::1", false),
            ("::", "[2001:db8::1]:80", "2001:db8::1", true), ("::", "[2001:db8::2]:80", "2001:db8::1", false),
            ("::", "192.0.2.7:80", "192.0.2.7", true),
        ] as [(String, String, String?, Bool)])
    func addresses(_ listening: String, _ authority: String, _ reached: String?, isAllowed: Bool) {
        #expect(HostNames(listening: listening).allow(authority, at: reached) == isAllowed)
    }

    @Test("Listens on addresses of IPv6, with the same checks", arguments: ["::1", "::"])
    func version6(host: String) async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("v6-\(UUID().uuidString).db")
            .path
        let server = try await SandboxServer.start(
            SandboxConfiguration(dataFile: file, host: host, timeScale: 0))
        let other = try await SandboxServer.start(
            SandboxConfiguration(dataFile: file, host: host, timeScale: 0))
        let endpoint = server.info.endpoint
        #expect(endpoint.hasPrefix("http://[::1]:"))
        // The second one finds the first, and its own calls reach it.
        #expect(other.info.endpoint == endpoint)
        #expect(try await other.export().contains("regions"))
        if host == "::" {
            let port = try #require(server.info.port)
            let url = try #require(URL(string: "http://127.0.0.1:\(port)/sandbox/ledger"))
            for (name, status) in [("127.0.0.1", 200), ("attacker.example", 421), ("[::1]", 200)] {
                var request = URLRequest(url: url)
                request.setValue(name, forHTTPHeaderField: "Host")
                let (_, answer) = try await URLSession.shared.data(for: request)
                #expect((answer as? HTTPURLResponse)?.statusCode == status, "\(name)")
            }
        }
        await other.stop()
        await server.stop()
    }
}

/// A number in a request or a world file is refused or bounded; none ends the process.
@Suite struct SandboxNumberTests {
    static let numbers = [
        "9223372036854775807", "-9223372036854775808", "1e300", "-1e300", "99999999999999999999", "-1", "0",
        "4611686018427387904",
    ]

    @Test("Numbers in the query", arguments: numbers)
    func query(_ number: String) async throws {
        try await withSandbox { client, _ in
            let lists = [
                "/v1/{pid}/cloudservers/detail", "/v1.1/{pid}/cloudservers/detail",
                "/v2/{pid}/cloudvolumes/detail",
                "/v3/{pid}/vaults", "/v3/{pid}/backups", "/v3/{pid}/operation-logs", "/v2/cloudimages",
                "/v3/{pid}/vpc/vpcs", "/v1/{pid}/vpcs", "/v1/{pid}/subnets", "/v3/{pid}/vpc/security-groups",
                "/v3/{pid}/protectables/server/instances",
            ]
            for list in lists {
                for query in ["limit=\(number)", "offset=\(number)", "limit=1000&offset=\(number)"] {
                    let reply = try await client.call("GET", list + "?" + query)
                    #expect(reply.status < 500, "\(list)?\(query)")
                }
            }
            for query in ["page=\(number)&per_page=5000", "page=1&per_page=\(number)"] {
                #expect(try await client.call("GET", "/v3/projects?" + query).status < 500)
            }
        }
    }

    @Test("Numbers in bodies of the services", arguments: numbers)
    func bodies(_ number: String) async throws {
        try await withSandbox { client, _ in
            let server = #"{"server": {"name": "a", "count": N, "flavorRef": "s6.large.2"}}"#
            let volume = """
                {"volume": {"availability_zone": "cn-north-4a", "volume_type": "GPSSD2", "size": N, "count": N,
                "iops": N, "throughput": N}}
                """
            let vault =
                #"{"vault": {"name": "v", "resources": [], "threshold": N, "billing": {"size": N, "object_type": "server", "protect_type": "backup", "consistent_level": "crash_consistent"}}}"#
            let search = #"{"action": "filter", "limit": N, "offset": N}"#
            for (path, body) in [
                ("/v1/{pid}/cloudservers", server), ("/v1.1/{pid}/cloudservers", server),
                ("/v2.1/{pid}/cloudvolumes", volume), ("/v3/{pid}/vaults", vault),
                ("/v1/{pid}/cloudservers/resource_instances/action", search),
                ("/v2/{pid}/cloudvolumes/resource_instances/action", search),
                ("/v3/{pid}/vault/resource_instances/action", search),
                ("/v2/{pid}/images/resource_instances/action", search),
            ] {
                let reply = try await client.call("POST", path, body.replacing("N", with: number))
                #expect(reply.status < 500, "\(path)")
            }
        }
    }

    @Test("Numbers in its own calls, fault scripts and worlds", arguments: numbers)
    func ownCalls(_ number: String) async throws {
        try await withSandbox { client, _ in
            let world = "regions: {cn-north-4: {volumes: [{name: d, size: 10, zone: cn-north-4a}]}}"
            try await client.control("POST", "/sandbox/seed", Array(world.utf8))
            let disk = try await client.call("GET", "/v2/{pid}/cloudvolumes/detail").string("volumes.0.id")
            let content = "/sandbox/volumes/\(disk)/content"
            var replies: [SandboxClient.Reply] = []
            for query in ["offset=\(number)", "offset=\(number)&count=\(number)", "offset=1&count=\(number)"]
            {
                replies.append(try await client.control("GET", "\(content)?\(query)"))
                replies.append(try await client.control("PUT", "\(content)?\(query)", [1]))
            }
            for header in ["bytes=\(number)-", "bytes=0-\(number)", "bytes=\(number)-\(number)"] {
                replies.append(try await client.control("GET", content, headers: ["Range": header]))
                replies.append(
                    try await client.control("PUT", content, [1], headers: ["Content-Range": header]))
            }
            for _ in 1...2 {
                let clock = Array(#"{"seconds": \#(number)}"#.utf8)
                replies.append(try await client.control("POST", "/sandbox/clock", clock))
            }
            for script in [
                "seed: \(number)", "listLag: \(number)", "faults: [{delay: \(number)}]",
                "faults: [{padding: \(number), match: {operation: ShowJob, from: \(number), times: \(number)}}]",
                "faults: [{status: \(number)}]",
                "faults: [{truncate: \(number), match: {operation: ShowJob}}]",
                "faults: [{drip: \(number), match: {operation: ShowJob}}]",
            ] {
                replies.append(try await client.control("PUT", "/sandbox/faults", Array(script.utf8)))
                replies.append(try await client.control("GET", "/sandbox/faults"))
                try await client.control("DELETE", "/sandbox/faults")
            }
            for part in [
                "servers: [{count: \(number)}]", "servers: [{systemDisk: {size: \(number)}}]",
                "volumes: [{zone: cn-north-4a, count: \(number), size: 10}]",
                "volumes: [{zone: cn-north-4a, size: \(number), iops: \(number), throughput: \(number)}]",
                "volumes: [{zone: cn-north-4a, size: 10, content: {base64: AAAA, offset: \(number)}}]",
                "vaults: [{name: a, size: \(number)}, {name: b, used: \(number)}, {name: c, used: \(number)}]",
                "networks: [{vpc: v, cidr: 10.0.0.0/\(number)}]",
            ] {
                let world = "regions: {cn-north-4: {\(part)}}"
                replies.append(try await client.control("POST", "/sandbox/seed", Array(world.utf8)))
            }
            for name in Settings.defaultLimits.keys.sorted() {
                let world = "quotas: {\(name): \(number)}"
                replies.append(try await client.control("POST", "/sandbox/seed", Array(world.utf8)))
            }
            let limits =
                "limits: {concurrentImages: \(number), concurrentCopies: \(number), copyGiB: \(number)}"
            replies.append(try await client.control("POST", "/sandbox/seed", Array(limits.utf8)))
            for list in [
                "/v3/{pid}/vaults", "/v1/{pid}/cloudservers/limits", "/v2/{pid}/os-quota-sets/{pid}",
            ] {
                replies.append(try await client.call("GET", list))
            }
            #expect(replies.allSatisfy { $0.status < 500 })
            #expect(try await client.control("GET", "/sandbox/info").status == 200)
        }
    }
}
