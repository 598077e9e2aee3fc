/// What the backup service did or does, as its operation log shows it. Source: API reference, section 8.9.
final class OperationLog: Record {
    static let kind = RecordKind.operationLog

    /// Stored, so never renumber.
    enum Form: UInt8 {
        case backup, replication, delete, vaultDelete, removeResource

        var word: String {
            switch self {
            case .backup: "backup"
            case .replication: "replication"
            case .delete: "delete"
            case .vaultDelete: "vault_delete"
            case .removeResource: "remove_resource"
            }
        }
    }

    enum Status: UInt8 {
        case running, success, failed

        var word: String {
            switch self {
            case .running: "running"
            case .success: "success"
            case .failed: "failed"
            }
        }
    }

    var id = ObjectID()
    var region: Region
    var sequence = 0
    var form = Form.backup
    var status = Status.running
    var started = Timestamp.zero
    var ended = Timestamp.zero
    /// When it is expected to end, for the progress.
    var due = Timestamp.zero
    var vault = ObjectID()
    var vaultName = ""
    var checkpoint: ObjectID?
    var server = ObjectID()
    var serverName = ""
    /// The backup or vault at work.
    var subject = ObjectID()
    var subjectName = ""
    /// For copies: the backup they are of, and where they go.
    var source = ObjectID()
    var destination = ""
    var errorCode = ""
    var errorText = ""

    init(region: Region) {
        self.region = region
    }

    func visit<A: Archive>(_ archive: inout A) {
        archive.field(&id)
        archive.field(&sequence)
        archive.field(&form)
        archive.field(&status)
        archive.field(&started)
        archive.field(&ended)
        archive.field(&due)
        archive.field(&vault)
        archive.field(&vaultName)
        archive.field(&checkpoint)
        archive.field(&server)
        archive.field(&serverName)
        archive.field(&subject)
        archive.field(&subjectName)
        archive.field(&source)
        archive.field(&destination)
        archive.field(&errorCode)
        archive.field(&errorText)
    }
}

extension World {
    /// Writes an entry for work that begins on a backup, or on a copy of it.
    func log(_ form: OperationLog.Form, of backup: Backup, at copy: Backup? = nil) {
        let entry = newLog(form, in: backup.region)
        entry.vault = backup.vault
        entry.vaultName = vaults[backup.vault]?.name ?? ""
        entry.checkpoint = backup.checkpoint == ObjectID() ? nil : backup.checkpoint
        entry.server = backup.server
        entry.serverName = backup.serverName
        entry.subject = (copy ?? backup).id
        entry.subjectName = (copy ?? backup).name
        entry.source = backup.id
        entry.destination = (copy ?? backup).region.name
        enter(entry, isRunning: true)
    }

    /// Writes an entry for work on a vault. Work that is done at once ends at once.
    func log(
        _ form: OperationLog.Form, of vault: Vault, server: Vault.Resource? = nil, isRunning: Bool = true
    ) {
        let entry = newLog(form, in: vault.region)
        entry.vault = vault.id
        entry.vaultName = vault.name
        entry.subject = vault.id
        entry.subjectName = vault.name
        if let server {
            entry.server = server.server
            entry.serverName = server.name
        }
        enter(entry, isRunning: isRunning)
    }

    private func newLog(_ form: OperationLog.Form, in region: Region) -> OperationLog {
        let entry = OperationLog(region: region)
        entry.id = newID()
        entry.sequence = sequence
        entry.form = form
        entry.started = now
        return entry
    }

    private func enter(_ entry: OperationLog, isRunning: Bool) {
        if !isRunning {
            entry.status = .success
            entry.ended = now
        }
        place(entry)
        save(entry)
    }

    /// Ends the running work on that backup or vault.
    func endLog(of subject: ObjectID, failure: (code: String, text: String)? = nil) {
        guard let entry = takeRunningLog(of: subject) else { return }
        entry.status = failure == nil ? .success : .failed
        entry.errorCode = failure?.code ?? ""
        entry.errorText = failure?.text ?? ""
        entry.ended = now
        save(entry)
    }
}
