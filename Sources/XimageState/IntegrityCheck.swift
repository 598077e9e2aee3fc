import GRDB
package import XimageCore

/// What a full check of a state file found.
package struct IntegrityReport: Sendable {
    package var path: String
    /// `nil` when the file is so damaged that it cannot be told.
    package var lineage: String?
    package var project: String?
    package var serial: Int?
    /// How many records and journal entries were read and found sound.
    package var records = 0
    package var journalEntries = 0
    /// One for each broken invariant and place, in the order of the invariants; `code` is its number.
    package var findings: [Diagnostic] = []

    /// False when the file must not be planned on.
    package var isSound: Bool { !findings.hasErrors }
}

/// The invariants of a state file, checked one by one. Nothing is changed by it.
///
/// Opening a state checks what is cheap: the header, the log, the tables, the head and the lock. Reading
/// records or the journal checks all of what is read. Taking the lock checks all pages. ``verify(path:)``
/// checks everything, goes on after the first finding, and needs no state that opens.
package struct IntegrityCheck {
    private static let findingsPerInvariant = 20

    private let file: StateFile
    private var report: IntegrityReport

    private init(_ file: StateFile) {
        self.file = file
        report = IntegrityReport(path: file.path)
    }

    package static func verify(path: String) throws(StateError) -> IntegrityReport {
        let file = StateFile(path: path)
        guard try file.identity() != nil else { throw .missing(path: path) }
        var check = IntegrityCheck(file)
        check.checkAll()
        return check.report
    }

    // MARK: Parts that others use

    /// What SQLite finds wrong with its pages; `nil` when nothing.
    static func pageComplaint(_ db: Database) throws -> String? {
        let answer = try db.firstRow("PRAGMA integrity_check(1)") { $0.text(0) }
        return answer == "ok" ? nil : answer ?? "no answer"
    }

    /// `nil` when the tables are exactly those of the format.
    static func schemaComplaint(_ db: Database, _ format: Format) throws -> RuleArgument? {
        var found: Set<String> = []
        try db.forEachRow("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL") { found.insert($0.text(0)) }
        let expected = Set(format.schema())
        return found == expected
            ? nil
            : RuleArgument(
                "\(expected.symmetricDifference(found).count) definitions differ",
                zh: "有 \(expected.symmetricDifference(found).count) 处定义不同")
    }

    // MARK: All of it

    private mutating func checkAll() {
        let file = file
        guard let version = attempt({ try file.inspect(supported: Format.all.count) })
        else { return }
        attempt { try LogInspection.check(file) }
        let connection = attempt {
            try file.logBytes() == 0 ? Connection(copyOf: file) : Connection(file, readOnly: true)
        }
        guard let connection else { return }
        // One snapshot for everything, so that a run that is under way is no finding.
        do {
            try connection.read { db in try check(db, Format.all[version - 1]) }
        } catch { add(error) }
        report.findings.sort { $0.code < $1.code }
    }

    private mutating func check(_ db: Database, _ format: Format) throws {
        let file = file
        for line in try Self.pageComplaints(db) { add(.pages, .reported(line)) }
        if let complaint = try Self.schemaComplaint(db, format) { return add(.schema, complaint) }
        guard let head = attempt({ try StateHead.load(db, file) }) else { return }
        report.lineage = head.lineage
        report.project = head.project
        report.serial = head.serial
        if let lock = attempt({ try LockRow.load(db, file) }), lock.isHeld, (try? file.logBytes()) == 0 {
            add(.logLost(path: file.path))
        }
        attempt { check in try check.checkRecords(db, head) }
        attempt { check in try check.checkJournal(db, head) }
        attempt { check in try check.checkRuns(db, head) }
        attempt { try History.forEachChange(db, file, head, after: -1) { _ = try $0.entry?.record() } }
        if head.format >= 2 { attempt { _ = try LearnedDurations.all(db, file) } }
        if head.format >= IdentityRow.sinceFormat {
            attempt { _ = try IdentityRow.load(db, file) }
            attempt { _ = try IdentityRow.operations(db, file) }
        }
    }

    private static func pageComplaints(_ db: Database) throws -> [String] {
        var lines: [String] = []
        try db.forEachRow("PRAGMA integrity_check(\(findingsPerInvariant))") { lines.append($0.text(0)) }
        return lines == ["ok"] ? [] : lines
    }

    // MARK: Records

    private mutating func checkRecords(_ db: Database, _ head: StateHead) throws {
        var records: [ResourceRecord] = []
        var sum: UInt64 = 0
        try db.forEachRow("SELECT number, address, slot, body, checksum FROM records NOT INDEXED") { row in
            sum = sum &+ UInt64(bitPattern: row.integer(4))
            do {
                let record = try RecordReader.verified(row, file).record
                let slot = record.standing == .current ? "" : "~\(record.id)"
                if row.text(2) != slot || row.int(0) >= head.nextRecord {
                    add(
                        .recordChecksum,
                        RuleArgument(
                            "record \(row.int(0)) stands in a wrong place", zh: "记录 \(row.int(0)) 的位置不正确"),
                        record.address)
                }
                records.append(record)
            } catch { add(Connection.stateError(error, file)) }
        }
        report.records = records.count
        if sum != head.recordSum || records.count != head.records {
            add(
                .recordTotal,
                RuleArgument(
                    "\(records.count) sound records were found; \(head.records) were written",
                    zh: "找到 \(records.count) 条完好的记录，写入的是 \(head.records) 条"))
        }
        checkAddresses(records.filter(\.standing.isManaged))
    }

    private mutating func checkAddresses(_ records: [ResourceRecord]) {
        var current: Set<Address> = []
        var made: Set<Address> = []
        var places: [String: Address] = [:]
        let present = Set(records.map(\.address))
        for record in records {
            let address = record.address
            if record.standing == .current, !current.insert(address).inserted {
                add(
                    .oneCurrentPerAddress,
                    RuleArgument("\(address) has two current objects", zh: "\(address) 有两个当前对象"), address)
            }
            let isSeries = address.kind == .image || address.kind == .copy
            if isSeries != (address.generation != nil) {
                add(
                    .generations,
                    RuleArgument(
                        "\(address) \(isSeries ? "names no" : "names a") generation",
                        zh: "\(address) \(isSeries ? "没有" : "带有")代次"), address)
            } else if isSeries, record.standing != .deposed, !made.insert(address).inserted {
                add(.generations, RuleArgument("\(address) was made twice", zh: "\(address) 创建了两次"), address)
            }
            if !record.id.isEmpty,
                let other = places.updateValue(address, forKey: "\(record.region) \(record.id)"),
                other != address
            {
                add(
                    .oneAddressPerObject,
                    RuleArgument(
                        "\(record.id) is recorded at \(other) and \(address)",
                        zh: "\(record.id) 同时记录在 \(other) 和 \(address)"), address)
            }
            for dependency in record.dependencies where !present.contains(dependency) {
                add(
                    Diagnostic(
                        .missingDependency, severity: .warning,
                        ["object": "\(address)", "dependency": "\(dependency)"], address: address))
            }
        }
    }

    // MARK: Journal and history

    private mutating func checkJournal(_ db: Database, _ head: StateHead) throws {
        let runs = Set(try RunRecord.all(db, file, head).map(\.id))
        var strangers = 0
        var entries = 0
        try JournalReader.forEachEntry(db, file, head) { line in
            entries += 1
            if !runs.contains(line.run) { strangers += 1 }
        }
        report.journalEntries = entries
        if strangers > 0 {
            add(
                .events,
                RuleArgument(
                    "\(strangers) entries belong to no run that is known", zh: "有 \(strangers) 条日志不属于任何已知的运行")
            )
        }
    }

    private mutating func checkRuns(_ db: Database, _ head: StateHead) throws {
        let runs = try RunRecord.all(db, file, head).reversed()
        var last = 0
        for run in runs {
            if run.firstSerial < last || run.lastSerial < run.firstSerial || run.lastSerial > head.serial {
                let (first, newest) = (run.firstSerial, run.lastSerial)
                add(
                    .serials,
                    RuleArgument(
                        "run \(run.id) has the serials \(first) to \(newest), the run before ended with \(last)",
                        zh: "运行 \(run.id) 的序号为 \(first) 至 \(newest)，而前一次运行止于 \(last)"))
            }
            last = max(last, run.lastSerial)
        }
        if let newest = runs.last, newest.lastSerial != head.serial {
            add(
                .serials,
                RuleArgument(
                    "the newest run ended with serial \(newest.lastSerial); the state has \(head.serial)",
                    zh: "最新的运行止于序号 \(newest.lastSerial)，而状态的序号为 \(head.serial)"))
        }
        let newest = try db.firstRow("SELECT max(serial), max(number) FROM history") {
            ($0.int(0), $0.int(1))
        }
        if let (serial, number) = newest, serial > head.serial || number >= head.nextRecord {
            add(
                .serials,
                RuleArgument(
                    "the history holds serial \(serial) and record \(number)",
                    zh: "历史中有序号 \(serial) 和记录 \(number)"))
        }
    }

    // MARK: Findings

    @discardableResult
    private mutating func attempt<T>(_ body: () throws -> T) -> T? {
        do { return try body() } catch {
            add(Connection.stateError(error, file))
            return nil
        }
    }

    /// For bodies that gather findings themselves.
    private mutating func attempt(_ body: (inout IntegrityCheck) throws -> Void) {
        do { try body(&self) } catch { add(Connection.stateError(error, file)) }
    }

    private mutating func add(_ invariant: Invariant, _ detail: RuleArgument, _ address: Address? = nil) {
        var finding = StateError.damaged(path: file.path, invariant: invariant, detail: detail).diagnostic
        finding.code = invariant.rawValue
        finding.address = address
        add(finding)
    }

    private mutating func add(_ finding: Diagnostic) {
        let count = report.findings.count { $0.code == finding.code }
        if count < Self.findingsPerInvariant { report.findings.append(finding) }
    }

    private mutating func add(_ error: StateError) {
        if case .damaged(_, let invariant, let detail) = error { return add(invariant, detail) }
        var finding = error.diagnostic
        finding.code = error.invariant?.rawValue ?? error.code
        report.findings.append(finding)
    }
}

extension StateError {
    /// The invariant that a file breaks, where it is the file's fault.
    package var invariant: Invariant? {
        switch self {
        case .foreign, .newer, .empty, .truncated: .fileHeader
        case .otherProject, .otherEnvironment, .unclaimedEnvironment: .head
        case .logLost: .log
        case .damaged(_, let invariant, _): invariant
        default: nil
        }
    }
}
