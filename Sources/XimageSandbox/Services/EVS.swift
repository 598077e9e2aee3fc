/// EVS: disks. Source of paths, fields and codes: API reference, section 7.
extension Router {
    mutating func addEVS() {
        let volumes = "/v2/{project_id}/cloudvolumes"
        for path in [volumes, "/v2.1/{project_id}/cloudvolumes"] {
            on(.post, path, .evs, "CreateVolume", "evs:volumes:create") { try $1.createVolumes($0) }
            on(.post, path + "/{volume_id}/action", .evs, "ResizeVolume", "evs:volumes:extend") {
                try $1.extendVolume($0)
            }
        }
        on(.get, volumes + "/{volume_id}", .evs, "ShowVolume", "evs:volumes:get") { try $1.showVolume($0) }
        on(.get, volumes + "/detail", .evs, "ListVolumes", "evs:volumes:list") { try $1.listVolumes($0) }
        on(.put, volumes + "/{volume_id}", .evs, "UpdateVolume", "evs:volumes:update") {
            try $1.updateVolume($0)
        }
        on(.delete, volumes + "/{volume_id}", .evs, "DeleteVolume", "evs:volumes:delete") {
            try $1.deleteVolume($0)
        }
        on(
            .post, "/v2/{project_id}/volumes/{volume_id}/retype", .evs, "CinderRetypeVolume",
            "evs:volumes:retype"
        ) {
            try $1.retypeVolume($0)
        }
        on(
            .put, "/v5/{project_id}/cloudvolumes/{volume_id}/qos", .evs, "ModifyVolumeQoS",
            "evs:volumes:modifyQoS"
        ) {
            try $1.modifyQoS($0)
        }
        on(.get, "/v2/{project_id}/types", .evs, "CinderListVolumeTypes", "evs:types:get") {
            $1.listVolumeTypes($0)
        }
        on(
            .get, "/v2/{project_id}/os-availability-zone", .evs, "CinderListAvailabilityZones",
            "evs:quotas:get"
        ) {
            $1.listVolumeZones($0)
        }
        on(
            .get, "/v2/{project_id}/os-quota-sets/{target_project_id}", .evs, "CinderListQuotas",
            "evs:quotas:get"
        ) {
            try $1.showVolumeQuotas($0)
        }
        on(.get, volumes + "/{volume_id}/tags", .evs, "ShowVolumeTags", "evs:volumes:get") {
            try $1.volume($0).tags.answer
        }
        on(
            .post, volumes + "/{volume_id}/tags/action", .evs, "BatchCreateVolumeTags",
            "evs:volumeTags:create"
        ) {
            try $1.changeVolumeTags($0)
        }
        on(.get, volumes + "/tags", .evs, "ListVolumeTags", "evs:volumes:list") { $1.listVolumeTags($0) }
        on(.post, volumes + "/resource_instances/action", .evs, "ListVolumesByTags", "evs:volumes:list") {
            try $1.queryVolumesByTag($0)
        }
    }
}

extension World {
    func volume(_ call: Call) throws(Refusal) -> Volume {
        guard let volume = volumes.find(ObjectID(call.parameters[1]), in: call.region) else {
            throw .evs("5404", "Volume \(call.parameters[1]) could not be found.", status: 404)
        }
        return volume
    }

    // MARK: Reading

    func showVolume(_ call: Call) throws(Refusal) -> Answer {
        let volume = try volume(call)
        return .object(capacity: 2048) { writer in
            writer.key("volume")
            write(volume: volume, to: &writer)
        }
    }

    /// `offset` counts records here. Source: API reference, section 4.5.
    func listVolumes(_ call: Call) throws(Refusal) -> Answer {
        let limit = try pageLimit(call, standard: 1000, most: 1000)
        let filter = VolumeFilter(call)
        let volumes = listedVolumes
        var found = volumes.after(call.query("marker").flatMap { ObjectID($0) }, in: call.region)
        var total = volumes.all(in: call.region).count
        if !filter.isEmpty {
            let all = volumes.all(in: call.region).filter(filter.matches)
            total = all.count
            let first = found.first?.sequence ?? .max
            found = all[(all.firstIndex { $0.sequence >= first } ?? all.count)...]
        }
        if call.query("sort_dir") == "desc" { found = Array(found.reversed())[...] }
        let offset = Int(call.query("offset") ?? "0") ?? 0
        guard offset >= 0 else { throw .evs("5400", "The offset must not be negative.") }
        found = found.dropFirst(offset)
        let page = found.prefix(limit)
        return .object(capacity: 1400 * page.count + 128) { writer in
            writer.field("count", total)
            writer.array("volumes") { writer in
                for volume in page { write(volume: volume, to: &writer) }
            }
            guard found.count > page.count, let last = page.last else { return }
            writer.array("volumes_links") { writer in
                writer.beginObject()
                writer.field("rel", "next")
                writer.field("href", "\(call.path)?limit=\(limit)&marker=\(last.id)")
                writer.endObject()
            }
        }
    }

    func listVolumeTags(_ call: Call) -> Answer {
        let used = tagsInUse(volumes.all(in: call.region).lazy.map(\.tags))
        return .object { writer in
            writer.object("tags") { writer in
                for (key, values) in used {
                    writer.key(key)
                    writer.beginArray()
                    for value in values { writer.value(value) }
                    writer.endArray()
                }
            }
        }
    }

    func queryVolumesByTag(_ call: Call) throws(Refusal) -> Answer {
        let body = try call.requiredJSON()
        guard body["tags"]?.array != nil else { throw .evs("5400", "The tags are missing.") }
        let query = TagQuery(body)
        let found = volumes.all(in: call.region).filter { query.matches(name: $0.name, tags: $0.tags) }
        return .tagged(found, query, id: \.id, name: \.name, tags: \.tags) { writer, volume in
            write(volume: volume, plainFlags: true, to: &writer)
        }
    }

    // MARK: Small changes

    func changeVolumeTags(_ call: Call) throws(Refusal) -> Answer {
        let volume = try volume(call)
        let rules = TagRules(
            limit: 20, invalid: .evs("1061", "A tag is not valid."),
            tooMany: .evs("1062", "The disk has too many tags."))
        try volume.tags.apply(try call.requiredJSON(), rules)
        volume.updated = now
        save(volume)
        return .noContent
    }

    /// The answer has no `volume` wrapper. Source: API reference, section 7.6.
    func updateVolume(_ call: Call) throws(Refusal) -> Answer {
        let volume = try volume(call)
        let change = try call.requiredJSON()["volume"]
        let name = change?["name"]?.string
        let details = change?["description"]?.string
        guard name != nil || details != nil else {
            throw .evs("1007", "Neither name nor description is given.")
        }
        guard (name?.utf8.count ?? 0) <= 255, (details?.utf8.count ?? 0) <= 255 else {
            throw .evs("5400", "The name or the description is too long.")
        }
        volume.name = name ?? volume.name
        volume.details = details ?? volume.details
        volume.updated = now
        save(volume)
        var writer = JSONWriter(capacity: 2048)
        write(volume: volume, to: &writer)
        return Answer(status: 200, body: writer.bytes)
    }

    // MARK: Catalogue

    func listVolumeTypes(_ call: Call) -> Answer {
        .object(capacity: 4096) { writer in
            writer.array("volume_types") { writer in
                for type in volumeTypes {
                    let zones = zones(of: type, in: call.region)
                    writer.beginObject()
                    writer.field("id", ObjectID(naming: "type", type.name))
                    writer.field("name", type.name)
                    writer.field("is_public", true)
                    writer.nullField("description")
                    writer.nullField("qos_specs_id")
                    writer.object("extra_specs") { writer in
                        writer.field("volume_backend_name", type.name)
                        writer.field("availability-zone", zones.offered.first ?? "")
                        writer.field("RESKEY:availability_zones", zones.offered.joined(separator: ","))
                        if !zones.soldOut.isEmpty {
                            writer.field(
                                "os-vendor-extended:sold_out_availability_zones",
                                zones.soldOut.joined(separator: ","))
                        }
                    }
                    writer.endObject()
                }
            }
        }
    }

    func listVolumeZones(_ call: Call) -> Answer {
        .object { writer in
            writer.array("availabilityZoneInfo") { writer in
                for zone in call.region.zones {
                    writer.beginObject()
                    writer.field("zoneName", zone)
                    writer.object("zoneState") { $0.field("available", true) }
                    writer.endObject()
                }
            }
        }
    }

    /// Only `usage=True` adds what is in use. Source: API reference, section 7.9.
    func showVolumeQuotas(_ call: Call) throws(Refusal) -> Answer {
        guard ObjectID(call.parameters[1]) == call.region.project else {
            throw .evs("5403", "The project is not yours.", status: 403)
        }
        let used = usage(in: call.region)
        let withUsage = call.query("usage") == "True"
        var entries = [
            ("volumes", used.volumes, settings.limit("volumes", in: call.region)),
            ("gigabytes", used.gigabytes, settings.limit("gigabytes", in: call.region)),
            ("snapshots", used.snapshots, settings.limit("snapshots", in: call.region)),
            ("backups", 0, 100_000), ("backup_gigabytes", 0, -1),
            ("per_volume_gigabytes", 0, -1),
        ]
        for type in volumeTypes {
            let disks = volumes.all(in: call.region).filter { $0.type == type.name }
            entries.append(("volumes_\(type.name)", disks.count, -1))
            entries.append(("gigabytes_\(type.name)", disks.reduce(0) { $0 + $1.sizeGiB }, -1))
        }
        return .object(capacity: 2048) { writer in
            writer.object("quota_set") { writer in
                writer.field("id", plain: call.region.project)
                for (name, inUse, limit) in entries {
                    writer.key(name)
                    guard withUsage else {
                        writer.value(limit)
                        continue
                    }
                    writer.beginObject()
                    writer.field("in_use", inUse)
                    writer.field("limit", limit)
                    writer.field("reserved", 0)
                    writer.endObject()
                }
            }
        }
    }

    // MARK: Writing

    /// Source: API reference, sections 4.8 and 7.4. Inside tag queries flags are booleans.
    func write(volume: Volume, plainFlags: Bool = false, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", volume.id)
        writer.field("name", volume.name)
        writer.field("description", volume.details)
        writer.field("status", volume.status.word)
        writer.field("size", volume.sizeGiB)
        writer.field("volume_type", volume.type)
        writer.field("availability_zone", volume.zone)
        if plainFlags {
            writer.field("bootable", volume.isBootable)
            writer.field("shareable", volume.isShared)
        } else {
            writer.field("bootable", volume.isBootable ? "true" : "false")
            writer.field("shareable", volume.isShared ? "true" : "false")
        }
        writer.field("multiattach", volume.isShared)
        writer.field("encrypted", volume.isEncrypted)
        writer.object("metadata") { writer in
            for entry in volume.metadata {
                writer.key(entry.key)
                writer.value(entry.value)
            }
            if !volume.isSCSI { writer.field("hw:passthrough", "false") }
            if volume.isPrepaid { writer.field("orderID", "CS\(volume.id.plain.prefix(14))") }
        }
        writer.object("tags") { writer in
            for tag in volume.tags {
                writer.key(tag.key)
                writer.value(tag.value)
            }
        }
        writer.array("attachments") { writeAttachments(of: volume, to: &$0) }
        writer.field("created_at", volume.created, .microseconds)
        writer.field("updated_at", volume.updated, .microseconds)
        writeRest(of: volume, to: &writer)
        writer.endObject()
    }

    private func writeAttachments(of volume: Volume, to writer: inout JSONWriter) {
        for attachment in volume.attachments {
            writer.beginObject()
            writer.field("id", volume.id)
            writer.field(
                "attachment_id",
                ObjectID(random: ObjectID.mix(volume.id.high), ObjectID.mix(attachment.server.low)))
            writer.field("volume_id", volume.id)
            writer.field("server_id", attachment.server)
            writer.field("device", attachment.device)
            writer.field("attached_at", attachment.at, .microseconds)
            writer.nullField("host_name")
            writer.endObject()
        }
    }

    private func writeRest(of volume: Volume, to writer: inout JSONWriter) {
        writer.field("user_id", plain: domain)
        writer.field("snapshot_id", volume.snapshot)
        writer.object("volume_image_metadata") { writer in
            guard let image = volume.image else { return }
            writer.field("id", image)
            writer.field("image_id", image)
            writer.field("image_name", volume.imageName)
        }
        writer.field("replication_status", "disabled")
        writer.field("service_type", volume.serviceType)
        writer.field("wwn", "68886030" + String(volume.id.plain.prefix(24)))
        writer.field("serial_number", String(volume.id.plain.prefix(20)))
        writer.field("enterprise_project_id", volume.enterpriseProject)
        writer.array("links") { _ in }
        if volume.iops > 0 {
            writer.object("iops") { writer in
                writer.field("frozened", false)
                writer.field("id", volume.id)
                writer.field("total_val", volume.iops)
            }
        }
        if volume.throughput > 0 {
            writer.object("throughput") { writer in
                writer.field("frozened", false)
                writer.field("id", volume.id)
                writer.field("total_val", volume.throughput)
            }
        }
        writer.field("os-vol-host-attr:host", "az21.dc1#2")
        writer.field("os-vol-tenant-attr:tenant_id", plain: volume.region.project)
        writer.nullField("os-vol-mig-status-attr:migstat")
        writer.nullField("os-vol-mig-status-attr:name_id")
        writer.nullField("os-volume-replication:extended_status")
    }
}

/// The filters of the volume list. Source: API reference, section 7.4.
struct VolumeFilter {
    private var name: String?
    private var ids: [ObjectID]?
    private var status: String?
    private var server: ObjectID?
    private var asksServer = false
    private var zone: String?
    private var type: String?
    private var shared: Bool?
    private var service: String?
    private var project: String?
    private var metadata: [Tag] = []
    let isEmpty: Bool

    init(_ call: Call) {
        name = call.query("name")?.lowercased()
        if let id = call.query("id") { ids = [ObjectID(id)].compactMap(\.self) }
        if let list = call.query("ids") {
            let quotes: Set<Character> = ["[", "]", "'", "\"", " "]
            ids = list.filter { !quotes.contains($0) }.split(separator: ",").compactMap { ObjectID($0) }
        }
        status = call.query("status")
        if let text = call.query("server_id") {
            asksServer = true
            server = ObjectID(text)
        }
        zone = call.query("availability_zone")
        type = call.query("volume_type_id")
        shared = call.query("multiattach").map { $0.lowercased() == "true" }
        service = call.query("service_type")
        project = call.query("enterprise_project_id").flatMap { $0 == "all_granted_eps" ? nil : $0 }
        if let text = call.query("metadata"), let json = try? JSON(parsing: Array(text.utf8)) {
            metadata = (json.object ?? []).map { Tag(key: $0.key, value: $0.value.text ?? "") }
        }
        isEmpty =
            name == nil && ids == nil && status == nil && !asksServer && zone == nil && type == nil
            && shared == nil
            && service == nil && project == nil && metadata.isEmpty
    }

    func matches(_ volume: Volume) -> Bool {
        if isEmpty { return true }
        if let ids, !ids.contains(volume.id) { return false }
        if let name, !volume.name.lowercased().contains(name) { return false }
        if let status, volume.status.word != status { return false }
        if asksServer, !volume.attachments.contains(where: { $0.server == server }) { return false }
        if let zone, volume.zone != zone { return false }
        if let type, type != volume.type, ObjectID(type) != ObjectID(naming: "type", volume.type) {
            return false
        }
        if let shared, volume.isShared != shared { return false }
        if let service, volume.serviceType != service { return false }
        if let project, volume.enterpriseProject != project { return false }
        return metadata.allSatisfy { volume.metadata($0.key) == $0.value }
    }
}
