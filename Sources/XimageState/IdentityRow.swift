import GRDB
package import XimageCore

/// The one row that says whose state it is, and the operations of which nothing is recorded. Since format 3.
enum IdentityRow {
    static let sinceFormat = 3
    private static let form: UInt8 = 1

    static let tables = [
        """
        CREATE TABLE identity (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            body BLOB NOT NULL,
            checksum INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE operations (
            operation TEXT NOT NULL PRIMARY KEY,
            checksum INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
    ]

    /// Gives a state without an identity one. Its marks come from its lineage, which is random.
    static func ensure(_ db: Database, lineage: String, environment: String? = nil) throws {
        guard try db.firstRow("SELECT id FROM identity", [], { $0.int(0) }) == nil else { return }
        // A lineage of an earlier form may be no operation id.
        let marks = MarkLineage(String(lineage.prefix(5))) ?? MarkLineage(Mark.digest(lineage, characters: 5))
        try save(StateIdentity(marks: marks, environment: environment), db)
    }

    static func load(_ db: Database, _ file: StateFile) throws -> StateIdentity {
        func damaged(_ detail: RuleArgument) -> StateError {
            .damaged(path: file.path, invariant: .head, detail: detail)
        }
        let found = try db.firstRow("SELECT body, checksum FROM identity") { ($0.array(0), $0.integer(1)) }
        guard let (body, sum) = found else {
            throw damaged(RuleArgument("its identity is missing", zh: "缺少身份信息"))
        }
        guard checksum(body) == sum else {
            throw damaged(RuleArgument("its identity fails its checksum", zh: "身份信息的校验和不符"))
        }
        do { return try body.withUnsafeBytes { try decode($0) } } catch let error as MalformedBytes {
            throw damaged(RuleArgument("its identity: \(error.what)", zh: "身份信息：“\(error.what)”"))
        }
    }

    static func save(_ identity: StateIdentity, _ db: Database) throws {
        let body = encode(identity)
        try db.run(
            "INSERT OR REPLACE INTO identity (id, body, checksum) VALUES (1, ?, ?)",
            [body.data, checksum(body)])
    }

    // MARK: Operations

    static func operations(_ db: Database, _ file: StateFile) throws -> Set<OperationID> {
        var result: Set<OperationID> = []
        try db.forEachRow("SELECT operation, checksum FROM operations") { row in
            let text = row.text(0)
            guard checksum(Array(text.utf8)) == row.integer(1), let operation = OperationID(text) else {
                throw StateError.damaged(
                    path: file.path, invariant: .head,
                    detail: RuleArgument("the operation \(text) fails its checksum", zh: "操作 \(text) 的校验和不符"))
            }
            result.insert(operation)
        }
        return result
    }

    static func add(_ operation: OperationID, _ db: Database) throws {
        try db.run(
            "INSERT OR IGNORE INTO operations (operation, checksum) VALUES (?, ?)",
            [operation.text, checksum(Array(operation.text.utf8))])
    }

    // MARK: Form

    private static func encode(_ identity: StateIdentity) -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(form)
        writer.optionalText(identity.marks?.text)
        writer.optionalText(identity.environment)
        writer.optionalText(identity.account)
        writer.number(identity.projects.count)
        for (region, project) in identity.projects.sorted(by: { $0.key < $1.key }) {
            writer.text(region)
            writer.text(project)
        }
        return writer.bytes
    }

    private static func decode(_ bytes: UnsafeRawBufferPointer) throws(MalformedBytes) -> StateIdentity {
        var reader = ByteReader(bytes)
        guard try reader.byte() == form else { throw MalformedBytes(what: "unknown form") }
        var identity = StateIdentity(
            marks: try reader.optionalText().flatMap { MarkLineage($0) },
            environment: try reader.optionalText(), account: try reader.optionalText())
        for _ in 0..<(try reader.count()) { identity.projects[try reader.text()] = try reader.text() }
        return identity
    }

    private static func checksum(_ bytes: [UInt8]) -> Int64 {
        var sum = Checksum()
        sum.add(bytes)
        return sum.stored
    }
}

extension StateStore {
    package func identity() throws(StateError) -> StateIdentity {
        let file = connection.file
        return try connection.read { db in try IdentityRow.load(db, file) }
    }

    /// Writes who the state belongs to, as far as that was not known.
    package func remember(_ identity: StateIdentity, under lease: Lease) throws(StateError) {
        let file = connection.file
        do {
            try connection.write { db in
                try lease.verify(db)
                guard try IdentityRow.load(db, file) != identity else { return }
                try IdentityRow.save(identity, db)
            }
        } catch { throw lease.note(error) }
    }
}
