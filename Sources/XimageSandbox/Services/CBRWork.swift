/// How a backup comes to be: snapshots in the server's zone first, then copied to the region's storage.
/// Source: API reference, sections 2.2 and 5.3.
extension World {
    /// The id that CBR gives the protection of servers. Source: API reference, section 8.2.
    var serverProvider: String { "0daac4c5-6707-4851-97ba-169e36266b66" }

    enum BackupStage {
        case snapshot, region
    }

    /// A backup of the server as its disks are now; the caller adds it. Refusals are CBR's.
    func beginBackup(
        of resource: Vault.Resource, in vault: Vault, name: String, details: String
    ) throws(Refusal) -> Backup {
        guard let server = servers[resource.server] else {
            throw .cbr("7100", "The server \(resource.server) does not exist.", status: 404)
        }
        guard server.status.isSettled, !server.isFrozen else {
            throw .cbr("7101", "The server is \(server.isFrozen ? "frozen" : server.status.word).")
        }
        guard server.task != .backingUp, server.task != .imaging else {
            throw .cbr("6125", "A backup of the server is running.")
        }
        try checkProtectable(server, without: resource.excluded)
        let disks = server.disks.filter { !resource.excluded.contains($0.volume) }
        guard disks.allSatisfy({ volumes[$0.volume]?.status == .inUse }) else {
            throw .cbr("7003", "A disk of the server is busy or in error.")
        }
        let most = settings.limit("snapshots", in: vault.region)
        guard most < 0 || usage(in: vault.region).snapshots + disks.count <= most else {
            throw .cbr("8300", "The snapshot quota is used up.")
        }
        let backup = Backup(region: vault.region)
        backup.id = newID()
        backup.sequence = sequence
        backup.name = name
        backup.details = details
        backup.vault = vault.id
        backup.server = server.id
        backup.serverName = server.name
        backup.zone = server.zone
        backup.created = now
        backup.updated = now
        backup.protected = now
        backup.enterpriseProject = server.enterpriseProject
        backup.sourceImage = server.image
        backup.osType = server.osType
        backup.flavor = server.flavor
        backup.isIncremental = (backupsOfServer[server.id] ?? []).contains { $0.vault == vault.id }
        for disk in disks {
            guard let volume = volumes[disk.volume] else { continue }
            backup.children.append(child(of: volume, isSystem: disk.isBoot))
        }
        readSystem(of: server, into: backup)
        try makeRoom(for: backup, in: vault)
        return backup
    }

    private func child(of volume: Volume, isSystem: Bool) -> Backup.Child {
        Backup.Child(
            id: newID(), volume: volume.id, volumeName: volume.name, sizeGiB: volume.sizeGiB,
            type: volume.type,
            isSystem: isSystem, isEncrypted: volume.isEncrypted, isSCSI: volume.isSCSI,
            isShared: volume.isShared,
            snapshot: newID(), content: volume.content)
    }

    private func readSystem(of server: Server, into backup: Backup) {
        let image = images[server.image]
        backup.platform = image?.platform ?? (server.osType == "Windows" ? "Windows" : "Other")
        backup.osVersion = image?.osVersion ?? server.imageName
        backup.isARM = flavorsByName[server.flavor]?.isARM ?? false
        backup.minDiskGiB = backup.systemDisk?.sizeGiB ?? 0
    }

    /// The first backup counts the disks' full size, later ones a twentieth of it. A vault that expands by itself grows
    /// by a quarter until there is room. Source: CBR user guide, vault capacity and automatic expansion.
    private func makeRoom(for backup: Backup, in vault: Vault) throws(Refusal) {
        let fullMiB = backup.sizeGiB * 1024
        backup.usedMiB = backup.isIncremental ? fullMiB / 20 : fullMiB
        if vault.usedMiB + backup.usedMiB > vault.sizeGiB * 1024 {
            guard vault.autoExpand else { throw .cbr("6114", "The vault is full.") }
            while vault.usedMiB + backup.usedMiB > vault.sizeGiB * 1024 {
                vault.sizeGiB = (vault.sizeGiB * 5 + 3) / 4
            }
        }
        vault.usedMiB += backup.usedMiB
        save(vault)
    }

    /// Starts the hidden work that moves the backup to its next stage.
    func startStage(_ stage: BackupStage, of backup: Backup) {
        let job = newJob(.hidden, "protect", .finishBackup, in: backup.region)
        job.target = backup.id
        job.flag = stage == .region
        start(
            job,
            seconds: spread(
                stage == .snapshot ? snapshotSeconds(backup) : regionSeconds(backup), for: backup.id))
    }

    func snapshotSeconds(_ backup: Backup) -> Double { 60 + Double(backup.sizeGiB) * 0.2 }
    func regionSeconds(_ backup: Backup) -> Double { 600 + Double(backup.sizeGiB) * 3 }

    func finishBackup(_ job: Job) {
        guard let backup = backups[job.target] else { return }
        if job.flag {
            backup.reach = .region
            backup.status = .available
            backup.updated = now
            save(backup)
            endLog(of: backup.id)
        } else {
            reachZone(backup)
        }
    }

    /// The snapshots exist: the server is free again, and the copy to regional storage begins.
    func reachZone(_ backup: Backup) {
        backup.reach = .zone
        backup.updated = now
        save(backup)
        if let server = servers[backup.server], server.task == .backingUp || server.task == .imaging {
            server.task = .none
            save(server)
        }
        startStage(.region, of: backup)
    }

    // MARK: Copies in other regions

    /// Whether a copy of the backup in that region exists or is under way.
    func hasReplica(_ backup: Backup, in region: String) -> Bool {
        backup.replications.contains {
            $0.region == region && $0.sourceBackup == backup.id && $0.status != .fail
                && backups[$0.backup] != nil
        }
    }

    func checkRoom(for backup: Backup, in vault: Vault) throws(Refusal) {
        guard vault.usedMiB + backup.sizeGiB * 1024 <= vault.sizeGiB * 1024 else {
            throw .cbr("6129", "The destination vault is full.")
        }
    }

    /// The new backup in the destination, being filled, and the record of it on the source.
    func beginReplication(of backup: Backup, to vault: Vault, name: String) -> Backup {
        let replica = Backup(region: vault.region)
        replica.id = newID()
        replica.sequence = sequence
        replica.name = name
        replica.details = backup.details
        replica.isReplica = true
        replica.vault = vault.id
        replica.server = backup.server
        replica.serverName = backup.serverName
        replica.zone = backup.zone
        replica.created = now
        replica.updated = now
        replica.protected = backup.protected
        replica.sourceImage = backup.sourceImage
        replica.osType = backup.osType
        replica.platform = backup.platform
        replica.osVersion = backup.osVersion
        replica.flavor = backup.flavor
        replica.minDiskGiB = backup.minDiskGiB
        replica.isARM = backup.isARM
        replica.usedMiB = backup.sizeGiB * 1024
        for var child in backup.children {
            child.id = newID()
            child.snapshot = newID()
            replica.children.append(child)
        }
        let record = Backup.Replication(
            id: newID(), sourceRegion: backup.region.name, sourceBackup: backup.id, region: vault.region.name,
            vault: vault.id, backup: replica.id, created: now)
        replica.replications = [record]
        backup.replications.removeAll { $0.region == vault.region.name }
        backup.replications.append(record)
        vault.usedMiB += replica.usedMiB
        save(vault)
        save(backup)
        add(replica, name: replica.name)
        log(.replication, of: backup, at: replica)
        return replica
    }

    func endReplication(to id: ObjectID, of source: ObjectID?, failed: Bool) {
        let status = failed ? Backup.Replication.Status.fail : .success
        if let backup = backups[source ?? ObjectID()] {
            for index in backup.replications.indices where backup.replications[index].backup == id {
                backup.replications[index].status = status
            }
            save(backup)
        }
        guard let replica = backups[id] else { return }
        endLog(of: id, failure: failed ? ("BackupService.0002", "The copy failed.") : nil)
        if failed {
            if let vault = vaults[replica.vault] {
                vault.usedMiB -= min(replica.usedMiB, vault.usedMiB)
                save(vault)
            }
            remove(replica)
            return
        }
        replica.status = .available
        replica.reach = .region
        replica.updated = now
        for index in replica.replications.indices { replica.replications[index].status = status }
        save(replica)
    }

    // MARK: Writing

    /// Source: API reference, section 8.2.
    func write(vault: Vault, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", vault.id)
        writer.field("name", vault.name)
        writer.field("description", vault.details.isEmpty ? nil : vault.details)
        writer.field(
            "provider_id",
            vault.objectType == "server" ? serverProvider : "d1603440-187d-4516-af25-121250c7cc97")
        writer.field("project_id", plain: vault.region.project)
        writer.field("user_id", plain: domain)
        writer.field("created_at", vault.created, .microseconds)
        writer.field("updated_at", vault.updated, .microseconds)
        writer.field("enterprise_project_id", vault.enterpriseProject)
        writer.field("auto_bind", vault.autoBind)
        writer.field("auto_expand", vault.autoExpand)
        writer.object("bind_rules") { writer in
            if !vault.bindTags.isEmpty { writer.array("tags") { vault.bindTags.writePairs(to: &$0) } }
        }
        writer.field("threshold", vault.threshold)
        writer.field("locked", vault.isLocked)
        writer.field("smn_notify", vault.notifies)
        if !vault.namePrefix.isEmpty { writer.field("backup_name_prefix", vault.namePrefix) }
        writer.object("billing") { writer in
            writer.field("status", vault.status.word)
            writer.field("size", vault.sizeGiB)
            writer.field("allocated", vault.allocatedGiB)
            writer.field("used", vault.usedMiB)
            writer.nullField("storage_unit")
            let thing = vault.objectType == "disk" ? "volume" : vault.objectType
            writer.field("spec_code", "vault.\(vault.protectType).\(thing).normal")
            writer.field("object_type", vault.objectType)
            writer.field("protect_type", vault.protectType)
            writer.field("consistent_level", vault.consistentLevel)
            writer.field("cloud_type", vault.cloudType)
            writer.field("charging_mode", vault.chargingMode)
            writer.nullField("order_id")
            writer.nullField("product_id")
            writer.nullField("frozen_scene")
            writer.field("is_multi_az", vault.isMultiZone)
        }
        writer.array("resources") { writer in
            for resource in vault.resources { write(resource: resource, of: vault, to: &writer) }
        }
        writer.array("tags") { vault.tags.writePairs(to: &$0) }
        writer.endObject()
    }

    private func write(resource: Vault.Resource, of vault: Vault, to writer: inout JSONWriter) {
        let held = (backupsOfServer[resource.server] ?? []).filter { $0.vault == vault.id }
        writer.beginObject()
        writer.field("id", resource.server)
        writer.field("type", "OS::Nova::Server")
        writer.field("name", resource.name)
        writer.field("size", resource.sizeGiB)
        writer.field(
            "protect_status", held.contains { $0.status == .protecting } ? "protecting" : "available")
        writer.field("backup_size", held.reduce(0) { $0 + $1.usedMiB })
        writer.field("backup_count", held.count)
        writer.object("extra_info") { writer in
            if resource.excluded.isEmpty { return }
            writer.array("exclude_volumes") { writer in resource.excluded.forEach { writer.value($0) } }
        }
        writer.endObject()
    }

    /// Source: API reference, section 8.6.
    func write(backup: Backup, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", backup.id)
        writer.field("name", backup.name)
        writer.field("description", backup.details)
        writer.field("status", backup.status.word)
        writer.field("image_type", backup.isReplica ? "replication" : "backup")
        writer.field("checkpoint_id", backup.checkpoint)
        writer.field("vault_id", backup.vault)
        writer.nullField("parent_id")
        writer.field("resource_id", backup.server)
        writer.field("resource_name", backup.serverName)
        writer.field("resource_type", "OS::Nova::Server")
        writer.field("resource_az", backup.zone)
        writer.field("resource_size", backup.sizeGiB)
        writer.field("provider_id", serverProvider)
        writer.field("project_id", plain: backup.region.project)
        writer.field("enterprise_project_id", backup.enterpriseProject)
        writer.field("incremental", backup.isIncremental)
        writer.field("version", 3)
        writer.field("created_at", backup.created, .microseconds)
        writer.field("updated_at", backup.updated, .microseconds)
        writer.field("protected_at", backup.protected, .microseconds)
        writer.nullField("expired_at")
        writer.object("extend_info") { writeInfo(of: backup, to: &$0) }
        writer.array("replication_records") { writer in
            for record in backup.replications { write(replication: record, to: &writer) }
        }
        writer.array("children") { writer in
            for child in backup.children { write(child: child, of: backup, to: &writer) }
        }
        writer.endObject()
    }

    private func writeInfo(of backup: Backup, to writer: inout JSONWriter) {
        writer.field("auto_trigger", backup.isAutomatic)
        writer.field("supported_restore_mode", backup.reach.word)
        writer.field("support_lld", backup.reach == .region)
        writer.field("contain_system_disk", backup.systemDisk != nil)
        writer.nullField("bootable")
        writer.nullField("system_disk")
        writer.field("encrypted", backup.children.contains(where: \.isEncrypted))
        writer.nullField("snapshot_id")
        guard let image = backup.image else { return writer.nullField("os_images_data") }
        writer.array("os_images_data") { writer in
            writer.beginObject()
            writer.field("image_id", image)
            writer.endObject()
        }
    }

    private func write(child: Backup.Child, of backup: Backup, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", child.id)
        writer.field("name", backup.name)
        writer.field("description", "")
        writer.field("status", backup.status.word)
        writer.field("image_type", backup.isReplica ? "replication" : "backup")
        writer.field("checkpoint_id", backup.checkpoint)
        writer.field("vault_id", backup.vault)
        writer.field("parent_id", backup.id)
        writer.field("resource_id", child.volume)
        writer.field("resource_name", child.volumeName)
        writer.field("resource_type", "OS::Cinder::Volume")
        writer.field("resource_az", backup.zone)
        writer.field("resource_size", child.sizeGiB)
        writer.field("provider_id", serverProvider)
        writer.field("project_id", plain: backup.region.project)
        writer.field("created_at", backup.created, .microseconds)
        writer.field("updated_at", backup.updated, .microseconds)
        writer.field("protected_at", backup.protected, .microseconds)
        writer.object("extend_info") { writer in
            let form = SystemDiskForm(of: backup)
            if let flag = form.bootable(child) { writer.field("bootable", flag) }
            if let flag = form.systemDisk(child) { writer.field("system_disk", flag) }
            writer.field("encrypted", child.isEncrypted)
            writer.field("snapshot_id", child.snapshot)
            writer.nullField("os_images_data")
            writer.field("supported_restore_mode", backup.reach.word)
        }
        writer.array("children") { _ in }
        writer.endObject()
    }

    private func write(replication record: Backup.Replication, to writer: inout JSONWriter) {
        let destination = regionsByName[record.region]
        writer.beginObject()
        writer.field("id", record.id)
        writer.field("status", record.status.word)
        writer.field("created_at", record.created, .microseconds)
        writer.field("source_region", record.sourceRegion)
        writer.field("source_backup_id", record.sourceBackup)
        writer.field("source_project_id", regionsByName[record.sourceRegion]?.project.plain)
        writer.field("destination_region", record.region)
        writer.field("destination_project_id", destination?.project.plain)
        writer.field("destination_vault_id", record.vault)
        writer.field("destination_backup_id", record.backup)
        writer.object("extra_info") { writer in
            writer.field("progress", record.status == .success ? 100 : 0)
            writer.field("fail_code", "")
            writer.field("fail_reason", "")
            writer.field("auto_trigger", false)
        }
        writer.endObject()
    }
}
