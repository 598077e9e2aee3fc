import Testing

@testable import XimageSandbox

/// What the service refuses, by code: each case makes what it needs and then asks for what it must not get.
@Suite struct RefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var code: String
        var ask: @Sendable (SandboxClient) async throws -> SandboxClient.Reply

        init(
            _ description: String, _ code: String,
            _ ask: @escaping @Sendable (SandboxClient) async throws -> SandboxClient.Reply
        ) {
            testDescription = description
            self.code = code
            self.ask = ask
        }
    }

    static let nobody = "00000000-0000-4000-8000-000000000000"

    static let servers: [Case] = [
        Case("a server needs an existing VPC", "Ecs.0014") { client in
            let body = try await client.serverBody(image: client.publicImage()).replacing(
                "\"vpcid\": \"", with: "\"vpcid\": \"0")
            return try await client.call("POST", "/v1.1/{pid}/cloudservers", body)
        },
        Case("an open beta flavor is not for everyone", "Ecs.0016") { client in
            let body = try await client.serverBody(
                image: client.publicImage(), zone: "cn-north-4g", flavor: "c7.large.2")
            return try await client.call("POST", "/v1.1/{pid}/cloudservers", body)
        },
        Case("an Arm flavor does not take an x86 image", "Ecs.0005") { client in
            let body = try await client.serverBody(image: client.publicImage(), flavor: "kc1.large.2")
            return try await client.call("POST", "/v1.1/{pid}/cloudservers", body)
        },
        Case("the system disk is at least the image's", "Ecs.0005") { client in
            let body = try await client.serverBody(
                image: client.publicImage(), root: #"{"volumetype": "SSD", "size": 20}"#)
            return try await client.call("POST", "/v1.1/{pid}/cloudservers", body)
        },
        Case("eleven tags are one too many", "Ecs.0905") { client in
            let tags = (1...11).map { #"{"key": "k\#($0)", "value": ""}"# }.joined(separator: ",")
            let body = try await client.serverBody(
                image: client.publicImage(), more: #", "server_tags": [\#(tags)]"#)
            return try await client.call("POST", "/v1.1/{pid}/cloudservers", body)
        },
        Case("a running server is not resized without leave to stop it", "Ecs.0100") { client in
            let server = try await client.makeServer()
            return try await client.call(
                "POST", "/v1.1/{pid}/cloudservers/\(server)/resize",
                #"{"resize": {"flavorRef": "s6.large.4"}}"#)
        },
        Case("a disk of another zone is not attached", "Ecs.0121") { client in
            let server = try await client.makeServer()
            let body = #"""
                {"volume": {"availability_zone": "cn-north-4b", "volume_type": "SSD", "size": 20,
                "metadata": {"create_for_volume_id": "true"}}}
                """#
            let disk = try await client.call("POST", "/v2.1/{pid}/cloudvolumes", body).string("volume_ids.0")
            return try await client.call(
                "POST", "/v1/{pid}/cloudservers/\(server)/attachvolume",
                #"{"volumeAttachment": {"volumeId": "\#(disk)"}}"#)
        },
        Case("a disk that is not attached is not detached", "Ecs.0111") { client in
            let server = try await client.makeServer()
            return try await client.call("DELETE", "/v1/{pid}/cloudservers/\(server)/detachvolume/\(nobody)")
        },
        Case("a shared disk does not grow while attached", "EVS.1065") { client in
            let more = #", "data_volumes": [{"volumetype": "SSD", "size": 20, "multiattach": true}]"#
            let server = try await client.makeServer(more: more)
            let disks = try await client.call("GET", "/v1/{pid}/cloudservers/\(server)/block_device")
            let disk = disks.string("volumeAttachments.1.volumeId")
            return try await client.call(
                "POST", "/v2.1/{pid}/cloudvolumes/\(disk)/action", #"{"os-extend": {"new_size": 40}}"#)
        },
        Case("V2 disks need a performance", "EVS.5400") { client in
            try await client.call(
                "POST", "/v2.1/{pid}/cloudvolumes",
                #"{"volume": {"availability_zone": "cn-north-4a", "volume_type": "GPSSD2", "size": 20, "iops": 9000}}"#
            )
        },
    ]

    static let images: [Case] = [
        Case("a whole image needs a vault", "IMG.0184") { client in
            let server = try await client.makeServer()
            return try await client.call(
                "POST", "/v1/cloudimages/wholeimages/action", #"{"name": "a", "instance_id": "\#(server)"}"#)
        },
        Case("a whole image needs room in the vault", "IMG.0182") { client in
            let server = try await client.makeServer()
            let vault = try await client.makeVault(size: 100)
            return try await client.call(
                "POST", "/v1/cloudimages/wholeimages/action",
                #"{"name": "a", "instance_id": "\#(server)", "vault_id": "\#(vault)"}"#)
        },
        Case("a replication vault takes no server", "IMG.0193") { client in
            let server = try await client.makeServer()
            let vault = try await client.makeVault(type: "replication")
            return try await client.call(
                "POST", "/v1/cloudimages/wholeimages/action",
                #"{"name": "a", "instance_id": "\#(server)", "vault_id": "\#(vault)"}"#)
        },
        Case("a server of another vault is not moved", "IMG.0183") { client in
            let server = try await client.makeServer()
            let first = try await client.makeVault()
            _ = try await client.makeWholeImage(server: server, vault: first)
            let second = try await client.makeVault(name: "second")
            return try await client.call(
                "POST", "/v1/cloudimages/wholeimages/action",
                #"{"name": "b", "instance_id": "\#(server)", "vault_id": "\#(second)"}"#)
        },
        Case("DSS disks are not imaged", "IMG.0153") { client in
            try await client.seed(
                #"regions: {cn-north-4: {servers: [{name: d, dataDisks: [{size: 20, service: DSS}]}], vaults: [{name: v, size: 500}]}}"#
            )
            let server = try await client.id(of: "d", in: "/v1/{pid}/cloudservers/detail", list: "servers")
            let vault = try await client.id(of: "v", in: "/v3/{pid}/vaults", list: "vaults")
            return try await client.call(
                "POST", "/v1/cloudimages/wholeimages/action",
                #"{"name": "a", "instance_id": "\#(server)", "vault_id": "\#(vault)"}"#)
        },
        Case("a server in error is not imaged", "IMG.0126") { client in
            try await client.seed(
                "regions: {cn-north-4: {servers: [{name: e, status: ERROR}], vaults: [{name: v, size: 500}]}}"
            )
            let server = try await client.id(of: "e", in: "/v1/{pid}/cloudservers/detail", list: "servers")
            let vault = try await client.id(of: "v", in: "/v3/{pid}/vaults", list: "vaults")
            return try await client.call(
                "POST", "/v1/cloudimages/wholeimages/action",
                #"{"name": "a", "instance_id": "\#(server)", "vault_id": "\#(vault)"}"#)
        },
        Case("an encrypted image does not leave its region", "IMG.0143") { client in
            try await client.seed(
                """
                regions:
                  cn-north-4:
                    servers: [{name: e}]
                    vaults: [{name: v, size: 500}]
                """)
            let more =
                #", "data_volumes": [{"volumetype": "SSD", "size": 20, "metadata": {"__system__encrypted": "1"}}]"#
            let server = try await client.makeServer(more: more)
            let vault = try await client.id(of: "v", in: "/v3/{pid}/vaults", list: "vaults")
            let image = try await client.makeWholeImage(server: server, vault: vault)
            let body =
                #"{"name": "c", "region": "cn-east-3", "project_name": "cn-east-3", "agency_name": "a"}"#
            return try await client.call("POST", "/v1/cloudimages/\(image)/cross_region_copy", body)
        },
        Case("whole images travel between some regions only", "IMG.0147") { client in
            let server = try await client.makeServer()
            let vault = try await client.makeVault()
            let image = try await client.makeWholeImage(server: server, vault: vault)
            let body = #"""
                {"name": "c", "region": "ap-southeast-1", "project_name": "ap-southeast-1", "agency_name": "a"}
                """#
            return try await client.call("POST", "/v1/cloudimages/\(image)/cross_region_copy", body)
        },
        Case("the image quota holds", "IMG.0015") { client in
            try await client.seed("quotas: {images: 0}")
            let server = try await client.makeServer()
            return try await client.call(
                "POST", "/v2/cloudimages/action", #"{"name": "a", "instance_id": "\#(server)"}"#)
        },
        Case("removing a server from its vault would break its image", "BackupService.6204") { client in
            let server = try await client.makeServer()
            let vault = try await client.makeVault()
            _ = try await client.makeWholeImage(server: server, vault: vault)
            return try await client.call(
                "POST", "/v3/{pid}/vaults/\(vault)/removeresources", #"{"resource_ids": ["\#(server)"]}"#)
        },
        Case("a vault does not shrink below what is bound", "BackupService.6114") { client in
            let server = try await client.makeServer()
            let vault = try await client.makeVault()
            _ = try await client.makeWholeImage(server: server, vault: vault)
            return try await client.call(
                "PUT", "/v3/{pid}/vaults/\(vault)", #"{"vault": {"billing": {"size": 50}}}"#)
        },
    ]

    @Test("The service refuses", arguments: servers + images)
    func refuses(_ example: Case) async throws {
        try await withSandbox { client, _ in
            let reply = try await example.ask(client)
            #expect(reply.code == example.code, "\(reply.status) \(reply.text)")
        }
    }

    @Test("A server create with the same token is the same server; with another body it is refused")
    func clientToken() async throws {
        let clock = VirtualClock()
        try await withSandbox(clock: clock) { client, _ in
            let body = try await client.serverBody(image: client.publicImage())
            let other = try await client.serverBody(name: "other", image: client.publicImage())
            let token = ["X-Client-Token": "11111111-2222-4333-8444-555555555555"]
            let path = "/v1.1/{pid}/cloudservers"
            let first = try await client.call("POST", path, body, headers: token)
            let again = try await client.call("POST", path, body, headers: token)
            #expect(first.text == again.text)
            #expect(try await client.call("POST", path, other, headers: token).code == "Ecs.0122")
            #expect(try await client.call("GET", "/v1/{pid}/cloudservers/detail").int("count") == 1)
            clock.advance(seconds: 8 * 3600 + 60)
            #expect(try await client.call("POST", path, body, headers: token).code == "Ecs.0124")
        }
    }

    @Test("A dry run says what a create would say, and makes nothing")
    func dryRun() async throws {
        try await withSandbox { client, _ in
            let body = try await client.serverBody(image: client.publicImage())
            let dry = body.dropLast(1) + #", "dry_run": true}"#
            #expect(try await client.call("POST", "/v1.1/{pid}/cloudservers", String(dry)).status == 202)
            #expect(try await client.call("GET", "/v1/{pid}/cloudservers/detail").int("count") == 0)
        }
    }
}

extension SandboxClient {
    func seed(_ world: String) async throws {
        let reply = try await control("POST", "/sandbox/seed", Array(world.utf8))
        #expect(reply.status == 200, "\(reply.text)")
    }
}
