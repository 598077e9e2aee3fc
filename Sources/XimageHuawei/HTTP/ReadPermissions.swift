/// What a policy must allow for a call that only reads, such as `cbr:vaults:list`. Source: "Permissions and supported actions"
/// of the API reference of each service.
enum ReadPermissions {
    /// - Returns: `nil` for calls that change something.
    static func action(for call: Call) -> String? { actions[call.label] }

    private static let actions = [
        "ecs GET /v1/{project}/cloudservers/detail": "ecs:cloudServers:list",
        "ecs GET /v1/{project}/cloudservers/{server}": "ecs:cloudServers:get",
        "ecs GET /v1/{project}/cloudservers/flavors": "ecs:cloudServerFlavors:get",
        "ecs GET /v1/{project}/cloudservers/limits": "ecs:cloudServerQuotas:get",
        "ecs GET /v2.1/{project}/os-availability-zone": "ecs:availabilityZones:list",
        "evs GET /v2/{project}/cloudvolumes/detail": "evs:volumes:list",
        "evs GET /v2/{project}/cloudvolumes/{disk}": "evs:volumes:get",
        "evs GET /v2/{project}/types": "evs:types:get",
        "evs GET /v2/{project}/os-availability-zone": "evs:quotas:get",
        "evs GET /v2/{project}/os-quota-sets/{target}": "evs:quotas:get",
        "cbr GET /v3/{project}/vaults": "cbr:vaults:list",
        "cbr GET /v3/{project}/vaults/{vault}": "cbr:vaults:get",
        "cbr GET /v3/{project}/backups": "cbr:backups:list",
        "cbr GET /v3/{project}/backups/{backup}": "cbr:backups:get",
        "cbr GET /v3/{project}/protectables/server/instances": "cbr:vaults:listProtectables",
        "cbr GET /v3/{project}/replication-capabilities": "cbr:backups:listReplicationCapabilities",
        "ims GET /v2/cloudimages": "ims:images:list",
        "ims GET /v2/images/{image}": "ims:images:get",
        "ims GET /v1/cloudimages/quota": "ims:quotas:get",
        "vpc GET /v3/{project}/vpc/vpcs": "vpc:vpcs:list",
        "vpc GET /v3/{project}/vpc/security-groups": "vpc:securityGroups:list",
        "vpc GET /v1/{project}/subnets": "vpc:subnets:get",
        "iam GET /v3/projects": "iam:projects:listProjects",
    ]
}
