/// CBR: checkpoints, backups, replication. Source: API reference, sections 8.5 to 8.9.
extension Router {
    mutating func addCBRBackups() {
        on(.post, "/v3/{project_id}/checkpoints", .cbr, "CreateCheckpoint", "cbr:vaults:backup") {
            try $1.createCheckpoint($0)
        }
        on(.get, "/v3/{project_id}/checkpoints/{checkpoint_id}", .cbr, "ShowCheckpoint", "cbr:backups:get") {
            try $1.showCheckpoint($0)
        }
        let backups = "/v3/{project_id}/backups"
        on(.get, backups, .cbr, "ListBackups", "cbr:backups:list") { try $1.listBackups($0) }
        on(.get, backups + "/{backup_id}", .cbr, "ShowBackup", "cbr:backups:get") { try $1.showBackup($0) }
        on(.put, backups + "/{backup_id}", .cbr, "UpdateBackup", "cbr:backups:update") {
            try $1.updateBackup($0)
        }
        on(.delete, backups + "/{backup_id}", .cbr, "DeleteBackup", "cbr:backups:delete") {
            try $1.deleteBackup($0)
        }
        on(.get, backups + "/{backup_id}/metadata", .cbr, "ShowMetadata", "cbr:backups:get") {
            try $1.showBackupMetadata($0)
        }
        on(.post, backups + "/{backup_id}/replicate", .cbr, "CopyBackup", "cbr:backups:replicate") {
            try $1.replicateBackup($0)
        }
        on(
            .get, "/v3/{project_id}/replication-capabilities", .cbr, "ShowReplicationCapabilities",
            "cbr:backups:listReplicationCapabilities"
        ) { $1.showReplicationCapabilities($0) }
        addCBRLogs()
        on(
            .get, "/v3/{project_id}/protectables/{protectable_type}/instances", .cbr, "ListProtectable",
            "cbr:vaults:listProtectables"
        ) { try $1.listProtectables($0) }
        on(
            .get, "/v3/{project_id}/protectables/{protectable_type}/instances/{instance_id}", .cbr,
            "ShowProtectable",
            "cbr:vaults:getProtectables"
        ) { try $1.showProtectable($0) }
    }
}

extension World {
    func backup(_ call: Call) throws(Refusal) -> Backup {
        guard let backup = backups.find(ObjectID(call.parameters[1]), in: call.region) else {
            throw .cbr("6200", "The backup \(call.parameters[1]) does not exist.", status: 404)
        }
        return backup
    }

    // MARK: Checkpoints

    func createCheckpoint(_ call: Call) throws(Refusal) -> Answer {
        guard let request = try call.requiredJSON()["checkpoint"] else {
            throw .cbr("0001", "The checkpoint is missing.")
        }
        guard let vault = vaults.find(request["vault_id"]?.string.flatMap { ObjectID($0) }, in: call.region)
        else {
            throw .cbr("6105", "The vault does not exist.", status: 404)
        }
        try checkAccount(.cbr)
        guard vault.status == .available else { throw .cbr("6112", "The vault is \(vault.status.word).") }
        guard vault.protectType == "backup", vault.objectType == "server" else {
            throw .cbr("6102", "The vault does not take backups of servers.")
        }
        let parameters = request["parameters"]
        let name = parameters?["name"]?.string ?? "manualbk_\(now.text(.compact).suffix(7).prefix(4))"
        guard Format.isVaultName(name) else { throw .cbr("0001", "The name is not valid.") }
        let checkpoint = Checkpoint(region: call.region)
        checkpoint.id = newID()
        checkpoint.sequence = sequence
        checkpoint.name = name
        checkpoint.details = parameters?["description"]?.string ?? ""
        checkpoint.vault = vault.id
        checkpoint.created = now
        checkpoint.isAutomatic = parameters?["auto_trigger"]?.bool ?? false
        var skipped: [(Vault.Resource, Refusal)] = []
        for resource in try wantedResources(parameters, of: vault) {
            do {
                let backup = try beginBackup(of: resource, in: vault, name: name, details: checkpoint.details)
                backup.checkpoint = checkpoint.id
                backup.isAutomatic = checkpoint.isAutomatic
                checkpoint.backups.append(backup.id)
                add(backup, name: backup.name)
                log(.backup, of: backup)
                servers[backup.server]?.task = .backingUp
                if let server = servers[backup.server] { save(server) }
                startStage(.snapshot, of: backup)
            } catch {
                skipped.append((resource, error))
            }
        }
        if checkpoint.backups.isEmpty, let first = skipped.first { throw first.1 }
        add(checkpoint, name: checkpoint.name)
        return answer(checkpoint: checkpoint, skipped: skipped)
    }

    private func wantedResources(_ parameters: JSON?, of vault: Vault) throws(Refusal) -> [Vault.Resource] {
        var ids = (parameters?["resources"]?.array ?? []).map { $0.string ?? "" }
        ids += (parameters?["resource_details"]?.array ?? []).map { $0["id"]?.string ?? "" }
        if ids.isEmpty { return vault.resources }
        var wanted: [Vault.Resource] = []
        for id in ids {
            guard let resource = vault.resources.first(where: { $0.server == ObjectID(id) }) else {
                throw .cbr("6135", "The server \(id) is not in the vault.")
            }
            wanted.append(resource)
        }
        return wanted
    }

    func showCheckpoint(_ call: Call) throws(Refusal) -> Answer {
        guard let checkpoint = checkpoints.find(call.lastID, in: call.region) else {
            throw .cbr("6217", "The checkpoint \(call.parameters[1]) does not exist.", status: 404)
        }
        return answer(checkpoint: checkpoint, skipped: [])
    }

    private func status(of checkpoint: Checkpoint) -> String {
        let held = checkpoint.backups.compactMap { backups[$0] }
        if held.contains(where: { $0.status == .error }) || checkpoint.hasFailed { return "error" }
        if held.contains(where: { $0.status == .protecting || $0.status == .waitingProtect }) {
            return "protecting"
        }
        return "available"
    }

    private func answer(checkpoint: Checkpoint, skipped: [(Vault.Resource, Refusal)]) -> Answer {
        let vault = vaults[checkpoint.vault]
        return .object(capacity: 1024) { writer in
            writer.object("checkpoint") { writer in
                writer.field("id", checkpoint.id)
                writer.field("status", status(of: checkpoint))
                writer.field("created_at", checkpoint.created, .microseconds)
                writer.field("project_id", plain: checkpoint.region.project)
                writer.object("extra_info") { writer in
                    writer.field("name", checkpoint.name)
                    writer.field("description", checkpoint.details)
                    writer.field("retention_duration", -1)
                }
                writer.object("vault") { writer in
                    writer.field("id", checkpoint.vault)
                    writer.field("name", vault?.name ?? "")
                    writer.array("skipped_resources") { write(skipped: skipped, to: &$0) }
                    writer.array("resources") { write(resourcesOf: checkpoint, to: &$0) }
                }
            }
        }
    }

    private func write(skipped: [(Vault.Resource, Refusal)], to writer: inout JSONWriter) {
        for (resource, refusal) in skipped {
            writer.beginObject()
            writer.field("id", resource.server)
            writer.field("type", "OS::Nova::Server")
            writer.field("name", resource.name)
            writer.field("code", refusal.code)
            writer.field("reason", refusal.message)
            writer.endObject()
        }
    }

    private func write(resourcesOf checkpoint: Checkpoint, to writer: inout JSONWriter) {
        for backup in checkpoint.backups.compactMap({ backups[$0] }) {
            writer.beginObject()
            writer.field("id", backup.server)
            writer.field("name", backup.serverName)
            writer.field("type", "OS::Nova::Server")
            writer.field("resource_size", quoted: backup.sizeGiB)
            writer.field("protect_status", backup.status == .protecting ? "protecting" : "available")
            writer.nullField("extra_info")
            writer.endObject()
        }
    }

    // MARK: Backups

    func showBackup(_ call: Call) throws(Refusal) -> Answer { answer(backup: try backup(call)) }

    private func answer(backup: Backup) -> Answer {
        .object(capacity: 2048) { writer in
            writer.key("backup")
            write(backup: backup, to: &writer)
        }
    }

    func listBackups(_ call: Call) throws(Refusal) -> Answer {
        let limit = try pageLimit(call, standard: 1000, most: 1000)
        let filter = BackupFilter(call)
        let all: [Backup]
        if lagged == nil, let server = call.query("resource_id").flatMap({ ObjectID($0) }),
            backupsOfServer[server] != nil
        {
            all = (backupsOfServer[server] ?? []).filter { $0.region === call.region }
        } else {
            all = listedBackups.all(in: call.region)
        }
        var found = all.filter(filter.matches)
        if call.query("sort") != "created_at:asc" { found.reverse() }
        if let marker = call.query("marker").flatMap({ ObjectID($0) }),
            let index = found.firstIndex(where: { $0.id == marker })
        {
            found.removeFirst(index + 1)
        }
        let offset = max(Int(call.query("offset") ?? "0") ?? 0, 0)
        return .object(capacity: 8192) { writer in
            writer.array("backups") { writer in
                for backup in found.dropFirst(offset).prefix(limit) { write(backup: backup, to: &writer) }
            }
            writer.field("count", found.count)
            writer.field("offset", offset)
            writer.field("limit", limit)
        }
    }

    func updateBackup(_ call: Call) throws(Refusal) -> Answer {
        let backup = try backup(call)
        guard let name = try call.requiredJSON()["backup"]?["name"]?.string, Format.isVaultName(name) else {
            throw .cbr("0001", "The name is not valid.")
        }
        backup.name = name
        backup.updated = now
        save(backup)
        return answer(backup: backup)
    }

    func deleteBackup(_ call: Call) throws(Refusal) -> Answer {
        let backup = try backup(call)
        guard backup.image == nil else { throw .cbr("6204", "An image uses the backup.") }
        switch backup.status {
        case .available, .error: break
        case .protecting, .waitingProtect: throw .cbr("6203", "The backup is being made.")
        case .deleting, .waitingDelete: return .noContent
        default: throw .cbr("6201", "The backup is \(backup.status.word).")
        }
        guard !backup.replications.contains(where: { $0.status == .replicating }) else {
            throw .cbr("6216", "The backup is being replicated.")
        }
        guard !(backup.isAutomatic && vaults[backup.vault]?.isLocked == true) else {
            throw .cbr("6220", "Automatic backups of a locked vault cannot be deleted.")
        }
        startDeletion(of: backup)
        return .noContent
    }

    func startDeletion(of backup: Backup) {
        backup.status = .deleting
        save(backup)
        log(.delete, of: backup)
        let job = newJob(.hidden, "deleteBackup", .deleteBackup, in: backup.region)
        job.target = backup.id
        start(job, seconds: spread(6, for: job.id))
    }

    func finishDeleteBackup(_ job: Job) {
        guard let backup = backups[job.target] else { return }
        endLog(of: backup.id)
        if let vault = vaults[backup.vault] {
            vault.usedMiB -= min(backup.usedMiB, vault.usedMiB)
            save(vault)
        }
        if let checkpoint = checkpoints[backup.checkpoint] {
            checkpoint.backups.removeAll { $0 == backup.id }
            if checkpoint.backups.isEmpty { remove(checkpoint) } else { save(checkpoint) }
        }
        remove(backup)
    }

    /// What the server was like. Source: API reference, section 8.1.
    func showBackupMetadata(_ call: Call) throws(Refusal) -> Answer {
        let backup = try backup(call)
        return .object { writer in
            writer.field("backup_id", backup.id)
            writer.field("backups", "")
            writer.field("flavor", backup.flavor)
            writer.array("floatingips") { _ in }
            writer.field("interface", "")
            writer.array("ports") { _ in }
            writer.field("server", backup.serverName)
            writer.array("volumes") { writer in
                for child in backup.children { writer.value(child.volume.description) }
            }
        }
    }

    // MARK: Replication

    func showReplicationCapabilities(_ call: Call) -> Answer {
        .object { writer in
            writer.array("regions") { writer in
                for region in regions {
                    let destinations = copyDestinations(of: region.name)
                    if destinations.isEmpty { continue }
                    writer.beginObject()
                    writer.field("name", region.name)
                    writer.array("replication_destinations") { writer in
                        destinations.forEach { writer.value($0) }
                    }
                    writer.endObject()
                }
            }
        }
    }

    func replicateBackup(_ call: Call) throws(Refusal) -> Answer {
        let backup = try backup(call)
        guard let request = try call.requiredJSON()["replicate"] else {
            throw .cbr("0001", "replicate is missing.")
        }
        let vault = try replicationTarget(request, from: call.region)
        try checkReplicable(backup, to: vault)
        try checkRoom(for: backup, in: vault)
        startReplication(of: backup, to: vault, name: request["name"]?.string ?? backup.name)
        return .object { writer in
            writer.object("replication") { writer in
                writer.field("backup_id", backup.id)
                writer.field("source_region", call.region.name)
                writer.field("project_id", plain: call.region.project)
                writer.field("provider_id", serverProvider)
                writer.field("destination_region", vault.region.name)
                writer.field("destination_project_id", plain: vault.region.project)
                writer.field("destination_vault_id", vault.id)
                writer.field("replication_record_id", backup.replications.last?.id)
            }
        }
    }

    /// The vault that is to take a copy.
    func replicationTarget(_ request: JSON, from source: Region) throws(Refusal) -> Vault {
        guard let region = regionsByName[request["destination_region"]?.string ?? ""], region !== source,
            copyDestinations(of: source.name).contains(region.name)
        else { throw .cbr("6122", "The destination region does not take copies from here.") }
        guard request["destination_project_id"]?.string.flatMap({ ObjectID($0) }) == region.project else {
            throw .cbr("1011", "The destination project does not exist.")
        }
        let id = request["destination_vault_id"]?.string.flatMap { ObjectID($0) }
        guard let vault = vaults.find(id, in: region) else {
            throw .cbr("6120", "The destination vault does not exist.")
        }
        guard vault.protectType == "replication", vault.objectType == "server", vault.status == .available
        else {
            throw .cbr("6119", "The destination vault cannot take copies.")
        }
        return vault
    }

    func checkReplicable(_ backup: Backup, to vault: Vault) throws(Refusal) {
        guard backup.status == .available, !backup.isReplica else {
            throw .cbr("6128", "The backup cannot be replicated.")
        }
        guard !hasReplica(backup, in: vault.region.name) else {
            throw .cbr("6128", "The backup is in \(vault.region.name) already.")
        }
    }

    func startReplication(of backup: Backup, to vault: Vault, name: String) {
        let replica = beginReplication(of: backup, to: vault, name: name)
        let job = newJob(.hidden, "replicateBackup", .replicateBackup, in: backup.region)
        job.target = replica.id
        job.other = backup.id
        start(job, seconds: spread(300 + Double(backup.sizeGiB) * 3, for: job.id))
    }

    func finishReplicateBackup(_ job: Job) {
        endReplication(to: job.target, of: job.other, failed: false)
    }

    // MARK: Protectables

    func listProtectables(_ call: Call) throws(Refusal) -> Answer {
        guard call.parameters[1] == "server" else {
            throw .cbr("0001", "Only servers can be protected here.")
        }
        let limit = try pageLimit(call, standard: 1000, most: 1000)
        let offset = max(Int(call.query("offset") ?? "0") ?? 0, 0)
        let found = servers.all(in: call.region).filter { server in
            (call.query("name").map { server.name.contains($0) } ?? true)
                && (call.query("id").map { ObjectID($0) == server.id } ?? true)
        }
        return .object(capacity: 4096) { writer in
            writer.field("count", found.count)
            writer.array("instances") { writer in
                for server in found.dropFirst(offset).prefix(limit) {
                    write(protectable: server, to: &writer)
                }
            }
        }
    }

    func showProtectable(_ call: Call) throws(Refusal) -> Answer {
        guard call.parameters[1] == "server", let server = servers.find(call.lastID, in: call.region) else {
            throw .cbr("7100", "The server \(call.parameters[2]) does not exist.", status: 404)
        }
        return .object { writer in
            writer.key("instance")
            write(protectable: server, to: &writer)
        }
    }

    private func write(protectable server: Server, to writer: inout JSONWriter) {
        var problem: Refusal?
        do { try checkProtectable(server, without: []) } catch { problem = error }
        writer.beginObject()
        writer.field("id", server.id)
        writer.field("name", server.name)
        writer.field("type", "OS::Nova::Server")
        writer.field("size", diskTotal(of: server))
        writer.field("status", server.status.word)
        writer.object("detail") { _ in }
        writer.array("children") { _ in }
        writer.object("protectable") { writer in
            writer.field("result", problem == nil)
            writer.field("code", problem?.code ?? "")
            writer.field("reason", problem?.message ?? "")
            writer.key("vault")
            if let vault = vault(ofServer: server.id) {
                write(vault: vault, to: &writer)
            } else {
                writer.null()
            }
            writer.field("message", "")
        }
        writer.endObject()
    }
}

/// The filters of the backup list. Source: API reference, section 8.6.
struct BackupFilter {
    private var equal: [(String, (Backup) -> String)] = []
    private var ids: [(ObjectID?, (Backup) -> ObjectID)] = []
    private var statuses: [String]
    private var shows: Bool

    init(_ call: Call) {
        let texts: [(String, (Backup) -> String)] = [
            ("name", { $0.name }), ("resource_name", { $0.serverName }), ("resource_az", { $0.zone }),
            ("image_type", { $0.isReplica ? "replication" : "backup" }),
            ("incremental", { $0.isIncremental ? "true" : "false" }),
        ]
        equal = texts.compactMap { name, attribute in call.query(name).map { ($0, attribute) } }
        let references: [(String, (Backup) -> ObjectID)] = [
            ("checkpoint_id", { $0.checkpoint }), ("vault_id", { $0.vault }), ("resource_id", { $0.server }),
            ("id", { $0.id }),
        ]
        ids = references.compactMap { name, attribute in call.query(name).map { (ObjectID($0), attribute) } }
        statuses = call.queries("status")
        let type = call.query("resource_type")
        shows =
            (type == nil || type == "OS::Nova::Server") && call.query("parent_id") == nil
            && call.query("own_type") != "shared"
        if let project = call.query("enterprise_project_id"), project != "all_granted_eps" {
            equal.append((project, { $0.enterpriseProject }))
        }
        if let text = call.query("start_time"), let from = Timestamp(parsing: text) {
            equal.append(("true", { $0.created >= from ? "true" : "false" }))
        }
        if let text = call.query("end_time"), let to = Timestamp(parsing: text) {
            equal.append(("true", { $0.created <= to ? "true" : "false" }))
        }
    }

    func matches(_ backup: Backup) -> Bool {
        shows && (statuses.isEmpty || statuses.contains(backup.status.word))
            && ids.allSatisfy { $0.1(backup) == $0.0 }
            && equal.allSatisfy { $0.1(backup) == $0.0 }
    }
}
