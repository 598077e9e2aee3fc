/// A server as the service writes it. Source: API reference, sections 4.8 and 6.4.
extension World {
    func write(server: Server, to writer: inout JSONWriter) {
        writer.beginObject()
        writeHead(of: server, to: &writer)
        writeStates(of: server, to: &writer)
        writeFlavor(of: server, to: &writer)
        writer.object("image") { $0.field("id", server.image) }
        writer.object("metadata") { writeMetadata(of: server, to: &$0) }
        writeAddresses(of: server, to: &writer)
        writeGroups(of: server, to: &writer)
        writeDisks(of: server, to: &writer)
        writer.array("tags") { server.tags.writeJoined(to: &$0, bareWhenEmpty: true) }
        writer.array("sys_tags") { writer in
            writer.beginObject()
            writer.field("key", "_sys_enterprise_project_id")
            writer.field("value", server.enterpriseProject)
            writer.endObject()
        }
        writer.field("enterprise_project_id", server.enterpriseProject)
        writer.field("description", server.details)
        writer.object("os:scheduler_hints") { writer in
            if !server.serverGroup.isEmpty {
                writer.array("group") { $0.value(server.serverGroup) }
            }
        }
        if server.faultText.isEmpty {
            writer.nullField("fault")
        } else {
            writer.object("fault") { writer in
                writer.field("code", 500)
                writer.field("message", server.faultText)
                writer.field("created", server.updated, .seconds)
            }
        }
        writer.nullField("progress")
        writer.endObject()
    }

    /// The object of the newer list: a few attributes, and those of `extra` that it can add.
    func write(reduced server: Server, with extra: Set<String>, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", server.id)
        writer.field("name", server.name)
        writer.field("status", server.status.word)
        writer.field("created", server.created, .seconds)
        writer.field("updated", server.updated, .seconds)
        writer.field("tenant_id", plain: server.region.project)
        writer.field("OS-EXT-AZ:availability_zone", server.zone)
        writer.field("OS-EXT-STS:vm_state", vmState(of: server))
        writer.field("OS-EXT-STS:task_state", taskState(of: server))
        writer.field("OS-EXT-STS:power_state", powerState(of: server))
        writer.field("enterprise_project_id", server.enterpriseProject)
        if extra.contains("flavor") { writeFlavor(of: server, to: &writer) }
        if extra.contains("image") { writer.object("image") { $0.field("id", server.image) } }
        if extra.contains("metadata") { writer.object("metadata") { writeMetadata(of: server, to: &$0) } }
        if extra.contains("addresses") { writeAddresses(of: server, to: &writer) }
        if extra.contains("security_groups") { writeGroups(of: server, to: &writer) }
        if extra.contains("volumes_attached") { writeDisks(of: server, to: &writer) }
        if extra.contains("tags") {
            writer.array("tags") { server.tags.writeJoined(to: &$0, bareWhenEmpty: true) }
        }
        writer.endObject()
    }

    private func writeHead(of server: Server, to writer: inout JSONWriter) {
        writer.field("id", server.id)
        writer.field("name", server.name)
        writer.field("status", server.status.word)
        writer.field("created", server.created, .seconds)
        writer.field("updated", server.updated, .seconds)
        writer.field("tenant_id", plain: server.region.project)
        writer.field("user_id", plain: domain)
        writer.field("OS-EXT-AZ:availability_zone", server.zone)
        writer.field("OS-EXT-SRV-ATTR:root_device_name", "/dev/vda")
        writer.field("OS-EXT-SRV-ATTR:hostname", server.name)
        writer.field("OS-EXT-SRV-ATTR:instance_name", server.name)
        writer.key("OS-SRV-USG:launched_at")
        if server.launched == .zero { writer.null() } else { writer.value(server.launched, .microseconds) }
        writer.nullField("OS-SRV-USG:terminated_at")
        writer.field("OS-DCF:diskConfig", "MANUAL")
        writer.field("accessIPv4", "")
        writer.field("accessIPv6", "")
        writer.field("locked", server.isLocked)
        writer.field("key_name", server.keyName.isEmpty ? nil : server.keyName)
        writer.field("config_drive", "")
        writer.field("hostId", plain: ObjectID(random: ObjectID.mix(server.id.high), 0))
        writer.field("host_status", "UP")
    }

    private func writeStates(of server: Server, to writer: inout JSONWriter) {
        writer.field("OS-EXT-STS:vm_state", vmState(of: server))
        writer.field("OS-EXT-STS:task_state", taskState(of: server))
        writer.field("OS-EXT-STS:power_state", powerState(of: server))
    }

    /// A spot server that is taken back is on its way to be deleted.
    private func taskState(of server: Server) -> String? {
        server.isReclaimed ? "deleting" : server.task.word
    }

    private func vmState(of server: Server) -> String {
        switch server.status {
        case .build: "building"
        case .shutoff: "stopped"
        case .error: "error"
        case .resize: "resized"
        case .shelved: "shelved"
        case .paused: "paused"
        case .suspended: "suspended"
        case .active, .reboot, .hardReboot, .rebuild, .migrating: "active"
        }
    }

    /// Nova's numbers. Source: API reference, section 6.5.
    private func powerState(of server: Server) -> Int {
        switch server.status {
        case .build, .error: 0
        case .shutoff: 4
        case .paused: 3
        case .suspended: 7
        default: 1
        }
    }

    private func writeFlavor(of server: Server, to writer: inout JSONWriter) {
        let flavor = flavorsByName[server.flavor]
        writer.object("flavor") { writer in
            writer.field("id", server.flavor)
            writer.field("name", server.flavor)
            writer.field("vcpus", quoted: flavor?.vcpus ?? 1)
            writer.field("ram", quoted: flavor?.ramMB ?? 1024)
            writer.field("disk", "0")
            writer.array("gpus") { _ in }
            writer.array("asic_accelerators") { _ in }
        }
    }

    private func writeMetadata(of server: Server, to writer: inout JSONWriter) {
        writer.field("charging_mode", server.chargingMode)
        writer.field("vpc_id", server.vpc)
        writer.field("image_name", server.imageName)
        writer.field("os_type", server.osType)
        writer.field("os_bit", "64")
        writer.field("metering.image_id", server.image)
        writer.field("metering.imagetype", server.imageType)
        writer.field(
            "metering.resourcespeccode", server.flavor + (server.osType == "Windows" ? ".win" : ".linux"))
        writer.field("metering.resourcetype", "1")
        for entry in server.metadata {
            writer.key(entry.key)
            writer.value(entry.value)
        }
    }

    /// Keyed by VPC id.
    private func writeAddresses(of server: Server, to writer: inout JSONWriter) {
        writer.key("addresses")
        writer.beginObject()
        writer.key(server.vpc.description)
        writer.beginArray()
        writer.beginObject()
        writer.field("addr", server.addressText)
        writer.field("version", "4")
        writer.field("OS-EXT-IPS:type", "fixed")
        writer.field("OS-EXT-IPS-MAC:mac_addr", hardwareAddress(of: server))
        writer.field("OS-EXT-IPS:port_id", ObjectID(random: ObjectID.mix(server.id.low), server.id.high))
        writer.endObject()
        writer.endArray()
        writer.endObject()
    }

    private func hardwareAddress(of server: Server) -> String {
        var bytes = Array("fa:16:3e".utf8)
        for shift in [16, 8, 0] {
            let byte = UInt8(truncatingIfNeeded: server.id.low >> UInt64(shift))
            bytes.append(UInt8(ascii: ":"))
            bytes.append(hexDigits[Int(byte >> 4)])
            bytes.append(hexDigits[Int(byte & 15)])
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func writeGroups(of server: Server, to writer: inout JSONWriter) {
        writer.array("security_groups") { writer in
            for id in server.securityGroups {
                writer.beginObject()
                writer.field("id", id)
                writer.field("name", networks[id]?.name ?? "")
                writer.endObject()
            }
        }
    }

    private func writeDisks(of server: Server, to writer: inout JSONWriter) {
        writer.array("os-extended-volumes:volumes_attached") { writer in
            for disk in server.disks {
                writer.beginObject()
                writer.field("id", disk.volume)
                writer.field("device", disk.device)
                writer.field("bootIndex", disk.isBoot ? "0" : nil)
                writer.field("delete_on_termination", disk.deleteOnTermination ? "true" : "false")
                writer.endObject()
            }
        }
    }
}
