import GRDB
package import XimageCore

/// One state file: what was recorded of a project's objects, by whom, and what is still under way.
///
/// A store reads without a lock. Everything that writes asks for a ``Lease``, which ``StateLock`` gives.
package final class StateStore: Sendable {
    package let path: String
    package let project: String
    /// Identity of the state; never changes.
    package let lineage: String
    /// True when this call made the file.
    package let isNew: Bool
    let connection: Connection
    let time: TimeSource

    init(_ connection: Connection, head: StateHead, isNew: Bool, time: TimeSource) {
        self.connection = connection
        self.time = time
        self.isNew = isNew
        path = connection.file.path
        project = head.project
        lineage = head.lineage
    }

    package var isReadOnly: Bool { connection.isReadOnly }

    /// Durable transactions since this store was opened, those of the lock included.
    package var commits: Int { connection.commits }

    // MARK: Opening

    /// Opens a state to write to, making folder and file when there are none.
    ///
    /// Refuses, without changing it, a file that is damaged, of another program, another project or a newer
    /// ximage. A file of an older format is migrated; a copy of it is kept beside it.
    /// - Parameter environment: of the run, empty where the set has none; `nil` is not compared.
    package static func open(
        path: String, project: String, environment: String? = nil, time: TimeSource,
        random: inout some RandomNumberGenerator, createIfMissing: Bool = true
    ) throws(StateError) -> StateStore {
        let lineage = OperationID(using: &random).text
        return try open(
            path: path, project: project, environment: environment, time: time, lineage: lineage,
            createIfMissing: createIfMissing, formats: Format.all)
    }

    /// Opens a state to read from; `nil` when there is none. Never makes, migrates or locks anything.
    package static func openReadOnly(
        path: String, project: String, environment: String? = nil, time: TimeSource
    ) throws(StateError) -> StateStore? {
        try openReadOnly(
            path: path, project: project, environment: environment, time: time, formats: Format.all)
    }

    /// Ends the connection. A state whose lock is free is left as one file without a log beside it.
    package func close() throws(StateError) {
        let isHeld = (try? lock())?.isHeld ?? true
        try connection.close(keepingLog: isHeld)
    }

    /// Writes a whole copy of what is known to a new file, even when the state's own name is gone.
    package func saveCopy(to path: String) throws(StateError) { try connection.copy(to: path) }

    // MARK: Reading

    /// All records, in the order of addresses, each verified, and together exactly those that were written
    /// last.
    package func prior() throws(StateError) -> PriorState {
        let file = connection.file
        return try connection.read { db in
            let head = try StateHead.load(db, file)
            let all = try RecordReader.all(db, file, head)
            var prior = PriorState(
                lineage: head.lineage, serial: head.serial, records: all.filter(\.standing.isManaged))
            if prior.records.count < all.count {
                let managed = Set(prior.records.map(\.id))
                prior.setAside = all.filter { !$0.standing.isManaged && !managed.contains($0.id) }
            }
            guard head.format >= IdentityRow.sinceFormat else { return prior }
            prior.identity = try IdentityRow.load(db, file)
            prior.operations = try IdentityRow.operations(db, file)
            let fold = try JournalReader.fold(db, file, head)
            for step in fold.openSteps + fold.abandoned {
                if let operation = step.intent.operation { prior.operations.insert(operation) }
            }
            prior.abandoned = fold.abandoned.compactMap(AbandonedCreate.init)
            return prior
        }
    }

    /// What the journal holds: steps without an end, failures of the last run, obligations.
    package func journalSummary() throws(StateError) -> JournalSummary {
        let fold = try journalFold()
        return JournalSummary(
            openSteps: fold.openSteps, abandoned: fold.abandoned, failures: fold.failed,
            obligations: fold.owed)
    }

    /// Steps without an end that runs wait for, in the order in which they were begun.
    package func openSteps() throws(StateError) -> [OpenStep] { try journalFold().openSteps }

    package func serial() throws(StateError) -> Int { try head().serial }

    func journalFold() throws(StateError) -> JournalFold {
        let file = connection.file
        return try connection.read { db in try JournalReader.fold(db, file, StateHead.load(db, file)) }
    }

    func head() throws(StateError) -> StateHead {
        let file = connection.file
        return try connection.read { db in try StateHead.load(db, file) }
    }

    func lock() throws(StateError) -> LockRow {
        let file = connection.file
        return try connection.read { db in try LockRow.load(db, file) }
    }
}

/// What an interrupted or running apply left in the journal.
package struct JournalSummary: Hashable, Sendable {
    /// In the order in which they were begun.
    package var openSteps: [OpenStep]
    /// Those that a person gave up, in the same order.
    package var abandoned: [OpenStep] = []
    /// Of the newest run, in the order in which they failed; at most a few hundred.
    package var failures: [FailedStep]
    /// Standing ones, by key.
    package var obligations: [Obligation]
}

extension AbandonedCreate {
    /// `nil` for steps that create nothing.
    init?(_ step: OpenStep) {
        guard let operation = step.intent.operation else { return nil }
        self.init(
            step: step.intent.step, address: step.intent.address, region: step.intent.region,
            operation: operation, job: step.pending?.job, disks: step.intent.disks.map(\.address))
    }
}
