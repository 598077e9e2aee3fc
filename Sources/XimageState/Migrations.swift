import GRDB

/// The formats of state files, oldest first. A format is frozen once released: a change is a new one at the
/// end.
struct Format: Sendable {
    /// What brings a file of the format before to this one; for the first, what makes a new file.
    let upgrade: @Sendable (Database) throws -> Void
    /// All of the format's tables, as SQLite keeps their text, to recognise damage and other hands.
    let schema: @Sendable () -> [String]

    static let all: [Format] = [
        Format(upgrade: FirstFormat.create, schema: { FirstFormat.statements }),
        Format(
            upgrade: { db in try db.execute(sql: SecondFormat.durations) },
            schema: { FirstFormat.statements + [SecondFormat.durations] }),
        Format(
            upgrade: { db in for table in IdentityRow.tables { try db.execute(sql: table) } },
            schema: { FirstFormat.statements + [SecondFormat.durations] + IdentityRow.tables }),
        // The tables of format 3. Intents list the disks that a server brings along, which earlier versions cannot read.
        Format(
            upgrade: { _ in },
            schema: { FirstFormat.statements + [SecondFormat.durations] + IdentityRow.tables }),
    ]
}

/// Tables of format 1. All numbers called `checksum` are ``Checksum`` over the other columns of their row.
private enum FirstFormat {
    @Sendable static func create(_ db: Database) throws {
        for statement in statements { try db.execute(sql: statement) }
    }

    static let statements = [state, serialRule, lineageRule, records, slots, lock, runs, history, journal]

    /// One row. `records`: how many there are. `*_sum`: sums of the checksums of all rows of a table, which
    /// tell when a row is missing, doubled or an old one. `journal_*`: where the chain of the kept entries
    /// starts and ends. `next_record`: records' numbers are never used twice.
    private static let state = """
        CREATE TABLE state (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            format INTEGER NOT NULL,
            lineage TEXT NOT NULL,
            project TEXT NOT NULL,
            serial INTEGER NOT NULL,
            records INTEGER NOT NULL CHECK (records >= 0),
            record_sum INTEGER NOT NULL,
            run_sum INTEGER NOT NULL,
            history_sum INTEGER NOT NULL,
            lock_sum INTEGER NOT NULL,
            next_record INTEGER NOT NULL,
            journal_base INTEGER NOT NULL,
            journal_base_hash BLOB NOT NULL,
            journal_last INTEGER NOT NULL,
            journal_hash BLOB NOT NULL,
            checksum INTEGER NOT NULL
        ) STRICT
        """
    private static let serialRule = """
        CREATE TRIGGER serial_grows_by_one BEFORE UPDATE OF serial ON state
        WHEN NEW.serial NOT IN (OLD.serial, OLD.serial + 1)
        BEGIN SELECT RAISE(ABORT, 'serial grows by one'); END
        """
    private static let lineageRule = """
        CREATE TRIGGER lineage_is_fixed BEFORE UPDATE OF lineage, project ON state
        WHEN NEW.lineage <> OLD.lineage OR NEW.project <> OLD.project
        BEGIN SELECT RAISE(ABORT, 'lineage never changes'); END
        """
    /// `address` in the form of ``AddressKey``. `slot` is empty for the current object of an address and the
    /// remote id for all others, so that an address has at most one current object.
    private static let records = """
        CREATE TABLE records (
            number INTEGER PRIMARY KEY,
            address BLOB NOT NULL,
            slot TEXT NOT NULL,
            body BLOB NOT NULL,
            checksum INTEGER NOT NULL
        ) STRICT
        """
    private static let slots = "CREATE UNIQUE INDEX one_current_per_address ON records (address, slot)"
    /// One row, `lock_id` empty while nobody holds it; `fence` grows by one with each holder.
    private static let lock = """
        CREATE TABLE lock (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            fence INTEGER NOT NULL,
            lock_id TEXT NOT NULL,
            who TEXT NOT NULL,
            host TEXT NOT NULL,
            boot TEXT NOT NULL,
            process_space TEXT NOT NULL,
            pid INTEGER NOT NULL,
            process_start INTEGER NOT NULL,
            command TEXT NOT NULL,
            since INTEGER NOT NULL,
            lease INTEGER NOT NULL,
            beat INTEGER NOT NULL,
            beat_at INTEGER NOT NULL,
            beat_uptime INTEGER NOT NULL,
            checksum INTEGER NOT NULL
        ) STRICT
        """
    /// `body`: who, where, what and how it ended. Serials of a run: after `first_serial` up to `last_serial`.
    private static let runs = """
        CREATE TABLE runs (
            run INTEGER PRIMARY KEY,
            first_serial INTEGER NOT NULL,
            last_serial INTEGER NOT NULL CHECK (last_serial >= first_serial),
            body BLOB NOT NULL,
            checksum INTEGER NOT NULL
        ) STRICT
        """
    /// A record as it was before the batch of that serial; without address where there was none.
    private static let history = """
        CREATE TABLE history (
            serial INTEGER NOT NULL,
            number INTEGER NOT NULL,
            address BLOB,
            body BLOB,
            checksum INTEGER NOT NULL,
            PRIMARY KEY (serial, number)
        ) STRICT, WITHOUT ROWID
        """
    /// `hash`: of the entry before and of this one's body.
    private static let journal = """
        CREATE TABLE journal (
            entry INTEGER PRIMARY KEY,
            body BLOB NOT NULL,
            hash BLOB NOT NULL
        ) STRICT
        """
}

/// Format 2: durations that were learned.
private enum SecondFormat {
    /// `body`: the newest samples of one kind of work.
    static let durations = """
        CREATE TABLE durations (
            work TEXT NOT NULL PRIMARY KEY,
            body BLOB NOT NULL,
            checksum INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """
}
