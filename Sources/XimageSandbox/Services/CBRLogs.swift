/// CBR: operation logs, copies of whole checkpoints, the move from the older service. Source: API reference, section 8.9,
/// and the vendor's SDK for the shapes of answers.
extension Router {
    mutating func addCBRLogs() {
        let logs = "/v3/{project_id}/operation-logs"
        on(.get, logs, .cbr, "ListOpLogs", "cbr:tasks:list") { try $1.listOperationLogs($0) }
        on(.get, logs + "/{operation_log_id}", .cbr, "ShowOpLog", "cbr:tasks:get") {
            try $1.showOperationLog($0)
        }
        on(
            .post, "/v3/{project_id}/checkpoints/replicate", .cbr, "CopyCheckpoint", "cbr:backups:replicate"
        ) { try $1.replicateCheckpoint($0) }
        on(.post, "/v3/migrates", .cbr, "MigrateDomain", "cbr:vaults:migrate") {
            _, _ throws(Refusal) in
            throw .cbr(
                "4008", "There is nothing to migrate: the legacy backup service is not available here.")
        }
        on(.get, "/v3/migrates", .cbr, "ShowMigrateStatus", "cbr:vaults:migrate") { _, _ in
            .object { writer in
                writer.field("status", "success")
                writer.array("project_status") { _ in }
            }
        }
        on(
            .post, "/v1/{project_id}/providers/{provider_id}/resources/{resource_id}/action", .cbr,
            "CreateLegacyBackup", "csbs:backups:create"
        ) { _, _ throws(Refusal) in
            throw .cbr("4008", "New projects may not use the legacy backup service.")
        }
    }
}

extension World {
    func listOperationLogs(_ call: Call) throws(Refusal) -> Answer {
        let limit = try pageLimit(call, standard: 1000, most: 1000)
        let offset = max(Int(call.query("offset") ?? "0") ?? 0, 0)
        let texts: [(String, (OperationLog) -> String)] = [
            ("operation_type", { $0.form.word }), ("status", { $0.status.word }),
            ("vault_name", { $0.vaultName }), ("resource_name", { $0.serverName }),
        ]
        let ids: [(String, (OperationLog) -> ObjectID?)] = [
            ("vault_id", { $0.vault }), ("resource_id", { $0.server }), ("checkpoint_id", { $0.checkpoint }),
        ]
        let wanted = texts.compactMap { name, value in call.query(name).map { ($0, value) } }
        let wantedIDs = ids.compactMap { name, value in call.query(name).map { (ObjectID($0), value) } }
        let from = call.query("start_time").flatMap { Timestamp(parsing: $0) }
        let to = call.query("end_time").flatMap { Timestamp(parsing: $0) }
        let found = Array(
            operationLogs.all(in: call.region).reversed().filter { entry in
                wanted.allSatisfy { $0.1(entry) == $0.0 } && wantedIDs.allSatisfy { $0.1(entry) == $0.0 }
                    && (from.map { entry.started >= $0 } ?? true) && (to.map { entry.started <= $0 } ?? true)
            })
        return .object(capacity: 4096) { writer in
            writer.array("operation_logs") { writer in
                for entry in found.dropFirst(offset).prefix(limit) { write(log: entry, to: &writer) }
            }
            writer.field("count", found.count)
        }
    }

    func showOperationLog(_ call: Call) throws(Refusal) -> Answer {
        guard let entry = operationLogs.find(call.lastID, in: call.region) else {
            throw .cbr("6500", "The operation log \(call.parameters[1]) does not exist.", status: 404)
        }
        return .object { writer in
            writer.key("operation_log")
            write(log: entry, to: &writer)
        }
    }

    private func write(log entry: OperationLog, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", entry.id)
        writer.field("operation_type", entry.form.word)
        writer.field("status", entry.status.word)
        writer.field("started_at", entry.started, .microseconds)
        writer.field("created_at", entry.started, .microseconds)
        writer.key("ended_at")
        if entry.status == .running { writer.null() } else { writer.value(entry.ended, .microseconds) }
        writer.field("updated_at", entry.status == .running ? entry.started : entry.ended, .microseconds)
        writer.field("checkpoint_id", entry.checkpoint)
        writer.field("vault_id", entry.vault)
        writer.field("vault_name", entry.vaultName)
        writer.field("project_id", plain: entry.region.project)
        writer.field("provider_id", serverProvider)
        writer.nullField("policy_id")
        writer.object("error_info") { writer in
            writer.field("code", entry.errorCode)
            writer.field("message", entry.errorText)
        }
        writer.object("extra_info") { writeInfo(of: entry, to: &$0) }
        writer.endObject()
    }

    private func writeInfo(of entry: OperationLog, to writer: inout JSONWriter) {
        writer.object("common") { writer in
            writer.field("progress", entry.status == .running ? progress(of: entry) : 100)
            writer.field("request_id", entry.id.plain)
            writer.field("task_id", entry.id.plain)
        }
        if entry.server != ObjectID() {
            writer.object("resource") { writer in
                writer.field("id", entry.server)
                writer.field("name", entry.serverName)
                writer.field("type", "OS::Nova::Server")
            }
        }
        switch entry.form {
        case .backup, .delete:
            writer.object(entry.form == .backup ? "backup" : "delete") { writer in
                writer.field("backup_id", entry.subject)
                writer.field("backup_name", entry.subjectName)
            }
        case .replication:
            writer.object("replication") { writer in
                writer.field("source_backup_id", entry.source)
                writer.field("source_region", entry.region.name)
                writer.field("destination_backup_id", entry.subject)
                writer.field("destination_region", entry.destination)
            }
        case .vaultDelete:
            writer.object("vault_delete") { writer in
                writer.field("fail_count", 0)
                writer.field("total_count", 1)
            }
        case .removeResource: break
        }
    }

    /// The part of the typical time that has passed, in percent.
    private func progress(of entry: OperationLog) -> Int {
        guard let backup = backups[entry.subject] else { return 0 }
        let whole = max((snapshotSeconds(backup) + regionSeconds(backup)) * timeScale, 0.001)
        return min(Int(now.seconds(since: entry.started) / whole * 100), 99)
    }

    // MARK: Copies of checkpoints

    /// Copies all backups of a checkpoint, or all of a vault that are not there yet; or none.
    func replicateCheckpoint(_ call: Call) throws(Refusal) -> Answer {
        guard let request = try call.requiredJSON()["replicate"] else {
            throw .cbr("0001", "replicate is missing.")
        }
        let vault = try replicationTarget(request, from: call.region)
        let (source, held) = try replicationSource(request, to: vault, in: call.region)
        for backup in held { try checkReplicable(backup, to: vault) }
        let needed = held.reduce(0) { $0 + $1.sizeGiB * 1024 }
        guard !held.isEmpty, vault.usedMiB + needed <= vault.sizeGiB * 1024 else {
            throw .cbr("6129", "The destination vault is full.")
        }
        for backup in held { startReplication(of: backup, to: vault, name: backup.name) }
        return .object { writer in
            writer.object("replication") { writer in
                writer.array("backups") { writer in
                    for backup in held {
                        writer.beginObject()
                        writer.field("backup_id", backup.id)
                        writer.field("replication_record_id", backup.replications.last?.id)
                        writer.endObject()
                    }
                }
                writer.field("destination_project_id", plain: vault.region.project)
                writer.field("destination_region", vault.region.name)
                writer.field("destination_vault_id", vault.id)
                writer.field("project_id", plain: call.region.project)
                writer.field("provider_id", serverProvider)
                writer.field("source_region", call.region.name)
                writer.field("vault_id", source)
            }
        }
    }

    private func replicationSource(_ request: JSON, to target: Vault, in region: Region) throws(Refusal) -> (
        vault: ObjectID, backups: [Backup]
    ) {
        if let text = request["checkpoint_id"]?.string {
            guard let checkpoint = checkpoints.find(ObjectID(text), in: region) else {
                throw .cbr("6217", "The checkpoint \(text) does not exist.", status: 404)
            }
            return (checkpoint.vault, checkpoint.backups.compactMap { backups[$0] })
        }
        guard let vault = vaults.find(request["vault_id"]?.string.flatMap { ObjectID($0) }, in: region) else {
            throw .cbr("6105", "The vault does not exist.", status: 404)
        }
        let held = backups.all(in: region).filter {
            $0.vault == vault.id && $0.status == .available && !hasReplica($0, in: target.region.name)
        }
        return (vault.id, held)
    }
}
