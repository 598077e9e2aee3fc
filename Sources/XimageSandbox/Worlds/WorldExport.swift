/// The present state as a world file, written as JSON, which is YAML too. Ids, times, contents and work in progress are left
/// out: seeding the file gives a cloud of the same shape.
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
            || !vaults.all(in: region).isEmpty || settings.quotas.contains { $0.region == region.name }
            || settings.withoutBackup.contains(region.name)
    }

    private func exportSettings(to writer: inout JSONWriter) {
        exportQuotas(of: "", to: &writer)
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
        writer.object("copyPairs") { writer in
            for source in Set(settings.copyPairs.map(\.key)).sorted() {
                writer.key(source)
                writer.beginArray()
                for pair in settings.copyPairs where pair.key == source { writer.value(pair.value) }
                writer.endArray()
            }
        }
        writer.object("limits") { writer in
            writer.field("concurrentImages", settings.concurrentImages)
            writer.field("concurrentCopies", settings.concurrentCopies)
            writer.field("copyGiB", settings.copyLimitGiB)
            writer.field("scsiBackup", !settings.refusesSCSI)
        }
        writer.array("account") { writer in settings.accountProblems.forEach { writer.value($0) } }
    }

    private func exportQuotas(of region: String, to writer: inout JSONWriter) {
        writer.object("quotas") { writer in
            for quota in settings.quotas where quota.region == region {
                writer.key(quota.name)
                writer.value(quota.limit)
            }
        }
    }

    private func export(_ region: Region, to writer: inout JSONWriter) {
        exportQuotas(of: region.name, to: &writer)
        if settings.withoutBackup.contains(region.name) { writer.field("backupService", false) }
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
                export(image, to: &writer)
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
        if server.status == .error { writer.field("status", server.status.word) }
        if !server.details.isEmpty { writer.field("description", server.details) }
        if server.isLocked { writer.field("locked", true) }
        if server.isPrepaid { writer.field("prepaid", true) }
        if server.isSpot { writer.field("spot", server.isReclaimed ? "reclaimed" : "true") }
        if server.usesLegacyBackup { writer.field("legacyBackup", true) }
        exportPairs("metadata", server.metadata, to: &writer)
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
        if volume.serviceType != "EVS" { writer.field("service", volume.serviceType) }
        if volume.iops > 0 { writer.field("iops", volume.iops) }
        if volume.throughput > 0 { writer.field("throughput", volume.throughput) }
        if volume.isOldStorage { writer.field("oldStorage", true) }
        if volume.isPrepaid { writer.field("prepaid", true) }
        if volume.status == .error { writer.field("status", volume.status.word) }
    }

    private func export(_ vault: Vault, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("name", vault.name)
        writer.field("size", vault.sizeGiB)
        writer.field("purpose", vault.protectType)
        writer.field("objectType", vault.objectType)
        if !vault.details.isEmpty { writer.field("description", vault.details) }
        if vault.autoExpand { writer.field("autoExpand", true) }
        if vault.isLocked { writer.field("locked", true) }
        if vault.chargingMode == "pre_paid" { writer.field("prepaid", true) }
        if vault.status != .available, vault.status != .deleting { writer.field("status", vault.status.word) }
        exportTags(vault.tags, to: &writer)
        writer.array("servers") { writer in
            for resource in vault.resources {
                if let server = servers[resource.server] { writer.value(server.name) }
            }
        }
        writer.endObject()
    }

    /// A whole image whose server could be imaged now; a world file has no others.
    private func export(_ image: Image, to writer: inout JSONWriter) {
        guard let backup = backups[image.backup ?? ObjectID()], let vault = vaults[backup.vault],
            let server = servers[backup.server], server.status.isSettled, !server.isFrozen
        else { return }
        writer.beginObject()
        writer.field("name", image.name)
        writer.field("server", server.name)
        writer.field("vault", vault.name)
        exportTags(image.tags, to: &writer)
        if let details = image.details { writer.field("description", details) }
        if image.isProtected { writer.field("protected", true) }
        if backup.reach == .zone { writer.field("phase", "zone") }
        if image.minRAM > 0 { writer.field("minRam", image.minRAM) }
        if image.maxRAM > 0 { writer.field("maxRam", image.maxRAM) }
        writer.endObject()
    }

    private func exportTags(_ tags: [Tag], to writer: inout JSONWriter) {
        exportPairs("tags", tags, to: &writer)
    }

    private func exportPairs(_ name: StaticString, _ pairs: [Tag], to writer: inout JSONWriter) {
        guard !pairs.isEmpty else { return }
        writer.object(name) { writer in
            for pair in pairs {
                writer.key(pair.key)
                writer.value(pair.value)
            }
        }
    }
}
