@testable import XimageSandbox

/// The usual ways of making things, for tests that are about something else.
extension SandboxClient {
    func id(of name: String, in path: String, list: String, region: String = "cn-north-4") async throws
        -> String
    {
        let reply = try await call("GET", path, region: region)
        for item in reply.list(list) {
            guard let object = item as? [String: Any], object["name"] as? String == name else { continue }
            return object["id"] as? String ?? ""
        }
        return ""
    }

    func publicImage(_ name: String = "Ubuntu 22.04 server 64bit", region: String = "cn-north-4") async throws
        -> String
    {
        try await id(of: name, in: "/v2/cloudimages?__imagetype=gold", list: "images", region: region)
    }

    /// The body of a create, with what `more` adds to the server object.
    func serverBody(
        name: String = "web-01", image: String, zone: String = "cn-north-4a", flavor: String = "s6.large.2",
        root: String = #"{"volumetype": "GPSSD", "size": 40}"#, more: String = "",
        region: String = "cn-north-4"
    ) async throws -> String {
        let vpc = try await id(of: "vpc-default", in: "/v1/{pid}/vpcs", list: "vpcs", region: region)
        let subnet = try await id(
            of: "subnet-default", in: "/v1/{pid}/subnets", list: "subnets", region: region)
        return """
            {"server": {"name": "\(name)", "imageRef": "\(image)", "flavorRef": "\(flavor)", "vpcid": "\(vpc)",
            "availability_zone": "\(zone)", "nics": [{"subnet_id": "\(subnet)"}], "root_volume": \(root)\(more)}}
            """
    }

    /// A settled server with two data disks.
    func makeServer(
        name: String = "web-01", zone: String = "cn-north-4a", image: String? = nil,
        more: String =
            #", "data_volumes": [{"volumetype": "SSD", "size": 100}, {"volumetype": "SAS", "size": 20}]"#,
        region: String = "cn-north-4"
    ) async throws -> String {
        var source = image ?? ""
        if image == nil { source = try await publicImage(region: region) }
        let body = try await serverBody(name: name, image: source, zone: zone, more: more, region: region)
        let reply = try await call("POST", "/v1.1/{pid}/cloudservers", body, region: region)
        return reply.string("serverIds.0")
    }

    func makeVault(
        name: String = "images", size: Int = 1000, type: String = "backup", region: String = "cn-north-4"
    )
        async throws -> String
    {
        let body = """
            {"vault": {"name": "\(name)", "resources": [], "billing": {"object_type": "server", "protect_type": "\(type)",
            "consistent_level": "crash_consistent", "size": \(size)}}}
            """
        return try await call("POST", "/v3/{pid}/vaults", body, region: region).string("vault.id")
    }

    /// The image id of a whole image of the server, after its job.
    func makeWholeImage(name: String = "golden", server: String, vault: String) async throws -> String {
        let body = #"{"name": "\#(name)", "instance_id": "\#(server)", "vault_id": "\#(vault)"}"#
        let reply = try await call("POST", "/v1/cloudimages/wholeimages/action", body)
        return try await job(reply).string("entities.image_id")
    }

    func job(_ reply: Reply, region: String = "cn-north-4") async throws -> Reply {
        try await call("GET", "/v1/{pid}/jobs/\(reply.string("job_id"))", region: region)
    }
}
