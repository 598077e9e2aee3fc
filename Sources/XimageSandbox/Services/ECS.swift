/// ECS: the calls. Source of paths, fields and codes: API reference, section 6.
extension Router {
    mutating func addECS() {
        let servers = "/v1/{project_id}/cloudservers"
        let newServers = "/v1.1/{project_id}/cloudservers"
        on(.post, servers, .ecs, "CreatePostPaidServers", "ecs:cloudServers:create") {
            try $1.createServers($0)
        }
        on(.post, newServers, .ecs, "CreateServers", "ecs:cloudServers:create") { try $1.createServers($0) }
        on(.get, servers + "/detail", .ecs, "ListServersDetails", "ecs:cloudServers:list") {
            try $1.listServers($0)
        }
        on(.get, newServers + "/detail", .ecs, "ListCloudServers", "ecs:cloudServers:list") {
            try $1.listServersReduced($0)
        }
        on(.get, servers + "/{server_id}", .ecs, "ShowServer", "ecs:cloudServers:get") {
            try $1.showServer($0)
        }
        on(.put, servers + "/{server_id}", .ecs, "UpdateServer", "ecs:cloudServers:put") {
            try $1.updateServer($0)
        }
        on(.post, servers + "/delete", .ecs, "DeleteServers", "ecs:cloudServers:delete") {
            try $1.deleteServers($0)
        }
        on(.post, servers + "/action", .ecs, "ServerAction", "ecs:cloudServers:power") {
            try $1.powerServers($0)
        }
        for path in [servers, newServers] {
            on(.post, path + "/{server_id}/resize", .ecs, "ResizeServer", "ecs:cloudServers:resize") {
                try $1.resizeServer($0)
            }
        }
        for path in [servers, "/v2/{project_id}/cloudservers"] {
            on(.post, path + "/{server_id}/changeos", .ecs, "ChangeServerOs", "ecs:cloudServers:changeOS") {
                try $1.changeSystem($0)
            }
        }
        on(
            .post, servers + "/{server_id}/attachvolume", .ecs, "AttachServerVolume",
            "ecs:cloudServers:attach"
        ) {
            try $1.attachVolume($0)
        }
        on(
            .delete, servers + "/{server_id}/detachvolume/{volume_id}", .ecs, "DetachServerVolume",
            "ecs:cloudServers:detachVolume"
        ) { try $1.detachVolume($0) }
        on(
            .get, servers + "/{server_id}/block_device", .ecs, "ListServerBlockDevices",
            "ecs:cloudServers:listServerBlockDevices"
        ) { try $1.listBlockDevices($0) }
        on(
            .get, servers + "/{server_id}/block_device/{volume_id}", .ecs, "ShowServerBlockDevice",
            "ecs:cloudServers:getServerBlockDevice"
        ) { try $1.showBlockDevice($0) }
        on(
            .put, servers + "/{server_id}/block_device/{volume_id}", .ecs, "UpdateServerBlockDevice",
            "ecs:cloudServers:updateServerBlockDevice"
        ) { try $1.updateBlockDevice($0) }
        on(.get, servers + "/flavors", .ecs, "ListFlavors", "ecs:cloudServerFlavors:get") {
            try $1.listFlavors($0)
        }
        on(
            .get, servers + "/flavor-sell-policies", .ecs, "ListFlavorSellPolicies",
            "ecs:cloudServerFlavors:get"
        ) {
            $1.listFlavorSellPolicies($0)
        }
        on(
            .get, "/v2.1/{project_id}/os-availability-zone", .ecs, "NovaListAvailabilityZones",
            "ecs:availabilityZones:list"
        ) { $1.listServerZones($0) }
        on(
            .get, "/v1/{project_id}/availability-zones", .ecs, "ListAvailabilityZones",
            "ecs:availabilityZones:list"
        ) {
            $1.listServerZonesNew($0)
        }
        on(.get, servers + "/limits", .ecs, "ShowServerLimits", "ecs:cloudServerQuotas:get") {
            $1.showServerLimits($0)
        }
        on(.get, servers + "/{server_id}/tags", .ecs, "ShowServerTags", "ecs:cloudServers:get") {
            try $1.showServerTags($0)
        }
        on(
            .post, servers + "/{server_id}/tags/action", .ecs, "BatchChangeServerTags",
            "ecs:cloudServers:batchSetServerTags"
        ) { try $1.changeServerTags($0) }
        on(.get, servers + "/tags", .ecs, "ListServerTags", "ecs:cloudServers:list") { call, world in
            tagsInUseAnswer(world.servers.all(in: call.region).lazy.map(\.tags))
        }
        on(.post, servers + "/resource_instances/action", .ecs, "ListServersByTag", "ecs:cloudServers:list") {
            try $1.queryServersByTag($0)
        }
        on(.get, "/v1/{project_id}/jobs/{job_id}", .ecs, "ShowJob", "") { try $1.showJob($0) }
        addMembership()
    }
}

extension World {
    // MARK: Reading

    func server(_ call: Call, at index: Int = 1) throws(Refusal) -> Server {
        guard let server = servers.find(ObjectID(call.parameters[index]), in: call.region) else {
            throw .ecs("0114", "Instance[\(call.parameters[index])] could not be found.", status: 404)
        }
        return server
    }

    func showServer(_ call: Call) throws(Refusal) -> Answer {
        let server = try server(call)
        return .object(capacity: 4096) { writer in
            writer.key("server")
            write(server: server, to: &writer)
        }
    }

    /// v1: `offset` is a page number. Source: API reference, section 4.5.
    func listServers(_ call: Call) throws(Refusal) -> Answer {
        let limit = try pageLimit(call, standard: 25, most: 1000)
        if let ids = call.query("server_id"), !ids.isEmpty { return listServers(ids: ids, in: call.region) }
        let filter = ServerFilter(call)
        let servers = listedServers
        var found = servers.after(call.query("marker").flatMap { ObjectID($0) }, in: call.region)
        let total: Int
        if filter.isEmpty {
            total = servers.all(in: call.region).count
        } else {
            let all = servers.all(in: call.region).filter { filter.matches($0, call.query) }
            total = all.count
            let first = found.first?.sequence ?? .max
            found = all[(all.firstIndex { $0.sequence >= first } ?? all.count)...]
        }
        if let text = call.query("offset") {
            guard let page = Int(text), page >= 0 else {
                throw .ecs("0005", "The offset must not be negative.")
            }
            found = found.dropFirst(max(min(page, 1_000_000) - 1, 0) * limit)
        }
        let page = found.prefix(limit)
        return .object(capacity: 2400 * page.count + 64) { writer in
            writer.field("count", total)
            writer.array("servers") { writer in
                for server in page { write(server: server, to: &writer) }
            }
        }
    }

    /// Unknown ids come back as objects with only `id` and `fault`. Source: API reference, section 6.4.
    private func listServers(ids: String, in region: Region) -> Answer {
        let wanted = ids.split(separator: ",").prefix(100)
        return .object(capacity: 2400 * wanted.count) { writer in
            writer.field("count", wanted.count)
            writer.array("servers") { writer in
                for text in wanted {
                    if let server = servers.find(ObjectID(text), in: region) {
                        write(server: server, to: &writer)
                    } else {
                        writer.beginObject()
                        writer.field("id", String(text))
                        writer.object("fault") { writer in
                            writer.field("code", 404)
                            writer.field("message", "Instance \(text) could not be found.")
                        }
                        writer.endObject()
                    }
                }
            }
        }
    }

    func pageLimit(_ call: Call, standard: Int, most: Int) throws(Refusal) -> Int {
        guard let text = call.query("limit"), !text.isEmpty else { return standard }
        guard let limit = Int(text), limit >= 0 else {
            throw call.operation.service.malformed("The limit must be a number that is not negative.")
        }
        return min(limit == 0 ? standard : limit, most)
    }

    /// v1.1: markers only, and a reduced object unless `expect-fields` names more.
    func listServersReduced(_ call: Call) throws(Refusal) -> Answer {
        let limit = try pageLimit(call, standard: 10, most: 100)
        let filter = ServerFilter(call)
        let extra = Set(
            (call.query("expect-fields") ?? "").split(separator: ",").map { String($0.trimmingBlanks()) })
        let found = listedServers.after(call.query("marker").flatMap { ObjectID($0) }, in: call.region)
            .lazy.filter { filter.matches($0, call.query) }.prefix(limit)
        return .object(capacity: 1024 * limit) { writer in
            writer.array("servers") { writer in
                for server in found { write(reduced: server, with: extra, to: &writer) }
            }
            writer.object("page_info") { _ in }
        }
    }

    func showServerTags(_ call: Call) throws(Refusal) -> Answer { try server(call).tags.answer }

    func changeServerTags(_ call: Call) throws(Refusal) -> Answer {
        let server = try server(call)
        let rules = TagRules(
            limit: 10, invalid: .ecs("0906", "A tag is not valid."),
            tooMany: .ecs("0905", "A server can have at most 10 tags."))
        try server.tags.apply(try call.requiredJSON(), rules)
        server.updated = now
        save(server)
        return .noContent
    }

    func queryServersByTag(_ call: Call) throws(Refusal) -> Answer {
        let query = TagQuery(try call.requiredJSON())
        let found = servers.all(in: call.region).filter { query.matches(name: $0.name, tags: $0.tags) }
        return .tagged(found, query, id: \.id, name: \.name, tags: \.tags) { writer, server in
            write(server: server, to: &writer)
        }
    }

    // MARK: Small changes

    func updateServer(_ call: Call) throws(Refusal) -> Answer {
        let server = try server(call)
        guard let change = try call.requiredJSON()["server"] else {
            throw .ecs("0005", "The server object is missing.")
        }
        if let name = change["name"]?.string {
            guard name.unicodeScalars.count <= 128 else { throw .ecs("0914", "The server name is too long.") }
            guard Format.isServerName(name) else { throw .ecs("0915", "The server name is not valid.") }
            server.name = name
        }
        if let details = change["description"]?.string {
            guard Format.isDescription(details, limit: 85) else {
                throw .ecs("0005", "The description is not valid.")
            }
            server.details = details
        }
        server.updated = now
        save(server)
        return try showServer(call)
    }

    // MARK: Catalogue

    func listServerZones(_ call: Call) -> Answer {
        .object { writer in
            writer.array("availabilityZoneInfo") { writer in
                for zone in call.region.zones {
                    writer.beginObject()
                    writer.field("zoneName", zone)
                    writer.object("zoneState") { $0.field("available", true) }
                    writer.nullField("hosts")
                    writer.endObject()
                }
            }
        }
    }

    func listServerZonesNew(_ call: Call) -> Answer {
        .object { writer in
            writer.array("availability_zones") { writer in
                for zone in call.region.zones {
                    writer.beginObject()
                    writer.field("availability_zone_id", zone)
                    writer.field("type", "Core")
                    writer.field("mode", "DEDICATED")
                    writer.object("public_border_group") { _ in }
                    writer.endObject()
                }
            }
        }
    }

    func listFlavors(_ call: Call) throws(Refusal) -> Answer {
        let limit = try pageLimit(call, standard: 1000, most: 1000)
        var found = flavors[...]
        if let name = call.query("flavor_id") { found = found.filter { $0.name == name }[...] }
        if let marker = call.query("marker"), let index = found.firstIndex(where: { $0.name == marker }) {
            found = found[(index + 1)...]
        }
        if let zone = call.query("availability_zone"), !call.region.zones.contains(zone) { found = [] }
        return .object(capacity: 50_000) { writer in
            writer.array("flavors") { writer in
                for flavor in found.prefix(limit) { write(flavor: flavor, in: call.region, to: &writer) }
            }
        }
    }

    private func write(flavor: Flavor, in region: Region, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", flavor.name)
        writer.field("name", flavor.name)
        writer.field("vcpus", quoted: flavor.vcpus)
        writer.field("ram", flavor.ramMB)
        writer.field("disk", "0")
        writer.field("swap", "")
        writer.field("OS-FLV-DISABLED:disabled", false)
        writer.field("OS-FLV-EXT-DATA:ephemeral", 0)
        writer.field("os-flavor-access:is_public", true)
        writer.nullField("rxtx_cap")
        writer.rawField("rxtx_factor", "1.0")
        writer.nullField("rxtx_quota")
        writer.array("links") { _ in }
        writer.object("os_extra_specs") { writer in
            writer.field("ecs:performancetype", flavor.performance)
            writer.field("ecs:generation", flavor.generation)
            writer.field("ecs:virtualization_env_types", "CloudCompute")
            writer.field("ecs:instance_architecture", flavor.isARM ? "arm64" : "x86_64")
            writer.field("cond:operation:status", flavor.status)
            let statuses = region.zones.map { ($0, saleStatus(of: flavor, inZone: $0, of: region)) }
            if statuses.contains(where: { $0.1 != flavor.status }) {
                writer.field("cond:operation:az", statuses.map { "\($0.0)(\($0.1))" }.joined(separator: ","))
            }
            if flavor.hasLocalDisk {
                writer.field("cond:storage", "localdisk")
                writer.field("quota:local_disk", "nvme:1600x1:1")
            }
            writer.field("resource_type", "IOoptimized\(flavor.generation.uppercased())_1")
        }
        writer.object("attachableQuantity") { writer in
            writer.field("free_scsi", flavor.diskLimit)
            writer.field("free_blk", 23)
            writer.field("free_disk", flavor.diskLimit)
            writer.field("free_nic", 12)
        }
        writer.endObject()
    }

    func listFlavorSellPolicies(_ call: Call) -> Answer {
        .object { writer in
            writer.array("sell_policies") { _ in }
            writer.field("count", 0)
        }
    }

    func showServerLimits(_ call: Call) -> Answer {
        let used = usage(in: call.region)
        return .object { writer in
            writer.object("absolute") { writer in
                writer.field("maxTotalInstances", settings.limit("servers", in: call.region))
                writer.field("totalInstancesUsed", used.servers)
                writer.field("maxTotalCores", settings.limit("cores", in: call.region))
                writer.field("totalCoresUsed", used.cores)
                writer.field("maxTotalRAMSize", settings.limit("ramMB", in: call.region))
                writer.field("totalRAMUsed", used.ramMB)
                writer.field("maxServerMeta", 128)
                writer.field("maxImageMeta", 128)
                writer.field("maxPersonality", 5)
                writer.field("maxPersonalitySize", 10_240)
                writer.field("maxTotalKeypairs", -1)
                writer.field("maxServerGroups", 10)
                writer.field("maxServerGroupMembers", 16)
                writer.field("totalServerGroupsUsed", 0)
                writer.field("maxSecurityGroups", 100)
                writer.field("maxSecurityGroupRules", 5000)
                writer.field("totalSecurityGroupsUsed", 1)
                writer.field("maxTotalFloatingIps", 20)
                writer.field("totalFloatingIpsUsed", 0)
            }
        }
    }
}

/// The filters of the two server lists.
struct ServerFilter {
    private var name: String?
    private var status: Server.Status?
    private var hasUnknownStatus = false
    private var tags: [Tag]
    private var notTags: [Tag]
    let isEmpty: Bool

    private static let names = [
        "name", "status", "flavor", "ip", "ip_eq", "tags", "not-tags", "enterprise_project_id",
        "reservation_id", "id",
        "availability_zone", "availability_zone_eq", "image_id", "flavor_name", "key_name", "charging_mode",
    ]

    init(_ call: Call) {
        isEmpty = !call.query.contains { Self.names.contains($0.name) }
        name = call.query("name")?.lowercased()
        if let word = call.query("status") {
            status = Server.Status.named(word)
            hasUnknownStatus = status == nil
        }
        tags = call.queries("tags").flatMap(Self.tags)
        notTags = call.queries("not-tags").flatMap(Self.tags)
    }

    func matches(_ server: Server, _ query: [(name: String, value: String)]) -> Bool {
        if isEmpty { return true }
        if hasUnknownStatus { return false }
        if let name, !server.name.lowercased().contains(name) { return false }
        if let status, server.status != status { return false }
        if !tags.allSatisfy({ Self.has($0, server) }) || notTags.contains(where: { Self.has($0, server) }) {
            return false
        }
        return query.allSatisfy { matches(server, $0.name, $0.value) }
    }

    private func matches(_ server: Server, _ name: String, _ value: String) -> Bool {
        switch name {
        case "flavor", "flavor_name": server.flavor == value
        case "ip": server.addressText.contains(value)
        case "ip_eq": server.addressText == value
        case "enterprise_project_id": value == "all_granted_eps" || server.enterpriseProject == value
        case "reservation_id": false
        case "id": ObjectID(value) == server.id
        case "availability_zone": server.zone.contains(value)
        case "availability_zone_eq": server.zone == value
        case "image_id": ObjectID(value) == server.image
        case "key_name": server.keyName == value
        case "charging_mode": server.chargingMode == value
        default: true
        }
    }

    private static func has(_ tag: Tag, _ server: Server) -> Bool {
        server.tags.contains { $0.key == tag.key && (tag.value.isEmpty || $0.value == tag.value) }
    }

    /// `key=value`, several with commas; the old form `key.value` too.
    private static func tags(_ text: String) -> [Tag] {
        text.split(separator: ",").map { Tag(filter: $0) }
    }
}
