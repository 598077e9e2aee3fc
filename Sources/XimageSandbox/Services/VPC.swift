/// VPC: the look-ups that a server create needs. Source: API reference, section 10.
extension Router {
    mutating func addVPC() {
        on(.get, "/v3/{project_id}/vpc/vpcs", .vpc, "ListVpcs", "vpc:vpcs:list") {
            try $1.listNetworks($0, .vpc)
        }
        on(.get, "/v3/{project_id}/vpc/vpcs/{vpc_id}", .vpc, "ShowVpc", "vpc:vpcs:get") { try $1.showVPC($0) }
        on(
            .get, "/v3/{project_id}/vpc/security-groups", .vpc, "ListSecurityGroups",
            "vpc:securityGroups:list"
        ) {
            try $1.listNetworks($0, .securityGroup)
        }
        on(.get, "/v1/{project_id}/vpcs", .vpc, "ListVpcsV1", "vpc:vpcs:list") {
            try $1.listOldNetworks($0, .vpc)
        }
        on(.get, "/v1/{project_id}/subnets", .vpc, "ListSubnets", "vpc:subnets:get") {
            try $1.listOldNetworks($0, .subnet)
        }
        on(.get, "/v1/{project_id}/subnets/{subnet_id}", .vpc, "ShowSubnet", "vpc:subnets:get") {
            try $1.showSubnet($0)
        }
        on(.get, "/v1/{project_id}/security-groups", .vpc, "ListSecurityGroupsV1", "vpc:securityGroups:get") {
            try $1.listOldNetworks($0, .securityGroup)
        }
    }
}

extension World {
    /// v3: filters by name and id, and a page marker.
    func listNetworks(_ call: Call, _ form: Network.Form) throws(Refusal) -> Answer {
        let names = call.queries("name")
        let ids = call.queries("id").map { ObjectID($0) }
        let blocks = call.queries("cidr")
        let found = networks.after(call.query("marker").flatMap { ObjectID($0) }, in: call.region).filter {
            $0.form == form && (names.isEmpty || names.contains($0.name))
                && (ids.isEmpty || ids.contains($0.id))
                && (blocks.isEmpty || blocks.contains($0.block))
        }
        let limit = try pageLimit(call, standard: 2000, most: 2000)
        let page = found.prefix(limit)
        return .object(capacity: 2048) { writer in
            writer.field("request_id", plain: call.requestID)
            writer.object("page_info") { writer in
                writer.field("current_count", page.count)
                if let first = page.first { writer.field("previous_marker", first.id) }
                if found.count > limit, let last = page.last { writer.field("next_marker", last.id) }
            }
            writer.array(form == .vpc ? "vpcs" : "security_groups") { writer in
                for network in page { write(network: network, to: &writer) }
            }
        }
    }

    func showVPC(_ call: Call) throws(Refusal) -> Answer {
        guard let network = networks.find(call.lastID, in: call.region), network.form == .vpc else {
            throw Refusal(404, "VPC.0202", "Query resource by id \(call.parameters.last ?? "") fail.", .flat)
        }
        return .object { writer in
            writer.field("request_id", plain: call.requestID)
            writer.key("vpc")
            write(network: network, to: &writer)
        }
    }

    private func write(network: Network, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", network.id)
        writer.field("name", network.name)
        writer.field("description", "")
        writer.field("project_id", plain: network.region.project)
        writer.field("enterprise_project_id", "0")
        if network.form == .vpc {
            writer.field("cidr", network.block)
            writer.array("extend_cidrs") { _ in }
            writer.field("status", "ACTIVE")
            writer.array("cloud_resources") { writer in
                writer.beginObject()
                writer.field("resource_type", "virsubnet")
                writer.field(
                    "resource_count", networks.all(in: network.region).count { $0.vpc == network.id })
                writer.endObject()
            }
        }
        writer.array("tags") { _ in }
        writer.field("created_at", network.created, .seconds)
        writer.field("updated_at", network.created, .seconds)
        writer.endObject()
    }

    /// v1: no name filter; pages by marker.
    func listOldNetworks(_ call: Call, _ form: Network.Form) throws(Refusal) -> Answer {
        let id = call.query("id")
        let vpc = call.query("vpc_id")
        let found = networks.after(call.query("marker").flatMap { ObjectID($0) }, in: call.region).filter {
            $0.form == form && (id == nil || ObjectID(id ?? "") == $0.id)
                && (vpc == nil || form == .securityGroup || ObjectID(vpc ?? "") == $0.vpc)
        }.prefix(try pageLimit(call, standard: 2000, most: 2000))
        return .object(capacity: 2048) { writer in
            let name: StaticString = form == .vpc ? "vpcs" : form == .subnet ? "subnets" : "security_groups"
            writer.array(name) { writer in
                for network in found { write(old: network, to: &writer) }
            }
        }
    }

    func showSubnet(_ call: Call) throws(Refusal) -> Answer {
        guard let network = networks.find(call.lastID, in: call.region), network.form == .subnet else {
            throw Refusal(404, "VPC.0202", "Query resource by id \(call.parameters.last ?? "") fail.", .plain)
        }
        return .object { writer in
            writer.key("subnet")
            write(old: network, to: &writer)
        }
    }

    private func write(old network: Network, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", network.id)
        writer.field("name", network.name)
        writer.field("description", "")
        switch network.form {
        case .vpc:
            writer.field("cidr", network.block)
            writer.field("status", "OK")
            writer.field("enterprise_project_id", "0")
            writer.array("routes") { _ in }
        case .subnet:
            writer.field("cidr", network.block)
            writer.field("gateway_ip", ipv4Text(network.base + 1))
            writer.field("vpc_id", network.vpc)
            writer.field("status", "ACTIVE")
            writer.field("dhcp_enable", true)
            writer.field("ipv6_enable", false)
            writer.array("dnsList") { $0.value("100.125.1.250") }
            writer.field("primary_dns", "100.125.1.250")
            writer.field("secondary_dns", "")
            writer.field("availability_zone", "")
            writer.field("neutron_network_id", network.id)
            writer.field("neutron_subnet_id", ObjectID(naming: "neutron", network.id.plain))
            writer.field("available_ip_address_count", network.usable.count - network.addresses.count)
        case .securityGroup:
            writer.field("enterprise_project_id", "0")
            writer.array("security_group_rules") { _ in }
        }
        writer.endObject()
    }
}
