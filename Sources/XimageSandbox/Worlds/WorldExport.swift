/// The present state as a world file, written as JSON, which is YAML too. Work in progress, ids and times are left out:
/// seeding the file gives a cloud of the same shape.
extension World {
    func export() -> [UInt8] {
        var writer = JSONWriter(capacity: 65_536)
        writer.beginObject()
        exportSettings(to: &writer)
        writer.object("regions") { writer in
            for region in regions where hasObjects(region) {
                writer.key(region.name)
                writer.beginObject()
                export(region, to: &writer)
                writer.endObject()
            }
        }
        writer.endObject()
        return writer.bytes
    }

    private func hasObjects(_ region: Region) -> Bool {
        !servers.all(in: region).isEmpty || !volumes.all(in: region).isEmpty
            || !vaults.all(in: region).isEmpty
    }

    private func exportSettings(to writer: inout JSONWriter) {
        writer.object("quotas") { writer in
            for quota in settings.quotas where quota.region.isEmpty {
                writer.key(quota.name)
                writer.value(quota.limit)
            }
        }
        writer.array("agencies") { writer in settings.agencies.forEach { writer.value($0) } }
        writer.array("stock") { writer in
            for entry in settings.stock {
                writer.beginObject()
                writer.field("item", entry.item)
                writer.field("zone", entry.zone)
                writer.field("status", entry.status)
                writer.endObject()
            }
        }
    }

    private func export(_ region: Region, to writer: inout JSONWriter) {
        writer.array("servers") { writer in
            for server in servers.all(in: region) { export(server, to: &writer) }
        }
        writer.array("volumes") { writer in
            for volume in volumes.all(in: region) where volume.attachments.isEmpty {
                writer.beginObject()
                writer.field("name", volume.name)
                writer.field("zone", volume.zone)
                exportTags(volume.tags, to: &writer)
                exportShape(of: volume, to: &writer)
                writer.endObject()
            }
        }
        writer.array("vaults") { writer in
            for vault in vaults.all(in: region) { export(vault, to: &writer) }
        }
        writer.array("images") { writer in
            for image in images.all(in: region) where image.isWhole && image.status == .active {
                guard let backup = backups[image.backup ?? ObjectID()], let vault = vaults[backup.vault],
                    servers[backup.server] != nil
                else { continue }
                writer.beginObject()
                writer.field("name", image.name)
                writer.field("server", backup.serverName)
                writer.field("vault", vault.name)
                exportTags(image.tags, to: &writer)
                if let details = image.details { writer.field("description", details) }
                writer.endObject()
            }
        }
    }

    private func export(_ server: Server, to writer: inout JSONWriter) {
        let disks = server.disks.compactMap { volumes[$0.volume] }
        writer.beginObject()
        writer.field("name", server.name)
        writer.field("zone", server.zone)
        writer.field("flavor", server.flavor)
        if images[server.image]?.isPublic == true { writer.field("image", server.imageName) }
        writer.field("power", server.status == .shutoff ? "off" : "on")
        if !server.details.isEmpty { writer.field("description", server.details) }
        if server.isLocked { writer.field("locked", true) }
        exportTags(server.tags, to: &writer)
        if let first = disks.first {
            writer.object("systemDisk") { exportShape(of: first, to: &$0) }
        }
        writer.array("dataDisks") { writer in
            for disk in disks.dropFirst() {
                writer.beginObject()
                writer.field("name", disk.name)
                exportShape(of: disk, to: &writer)
                writer.endObject()
            }
        }
        writer.endObject()
    }

    private func exportShape(of volume: Volume, to writer: inout JSONWriter) {
        writer.field("type", volume.type)
        writer.field("size", volume.sizeGiB)
        if volume.isShared { writer.field("shared", true) }
        if volume.isSCSI { writer.field("scsi", true) }
        if volume.isEncrypted { writer.field("encrypted", true) }
    }

    private func export(_ vault: Vault, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("name", vault.name)
        writer.field("size", vault.sizeGiB)
        writer.field("purpose", vault.protectType)
        writer.field("objectType", vault.objectType)
        if vault.autoExpand { writer.field("autoExpand", true) }
        exportTags(vault.tags, to: &writer)
        writer.array("servers") { writer in
            for resource in vault.resources where servers[resource.server] != nil {
                writer.value(resource.name)
            }
        }
        writer.endObject()
    }

    private func exportTags(_ tags: [Tag], to writer: inout JSONWriter) {
        guard !tags.isEmpty else { return }
        writer.object("tags") { writer in
            for tag in tags {
                writer.key(tag.key)
                writer.value(tag.value)
            }
        }
    }
}
