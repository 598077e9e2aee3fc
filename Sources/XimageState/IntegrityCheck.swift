import GRDB
import XimageCore

/// The invariants of a state file, checked one by one.
enum IntegrityCheck {
    /// What SQLite finds wrong with its pages; `nil` when nothing.
    static func pageComplaint(_ db: Database) throws -> String? {
        let answer = try db.firstRow("PRAGMA integrity_check(1)") { $0.text(0) }
        return answer == "ok" ? nil : answer ?? "no answer"
    }

    /// `nil` when the tables are exactly those of the format.
    static func schemaComplaint(_ db: Database, _ format: Format) throws -> String? {
        var found: Set<String> = []
        try db.forEachRow("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL") { found.insert($0.text(0)) }
        let expected = Set(format.schema())
        return found == expected ? nil : "\(expected.symmetricDifference(found).count) definitions differ"
    }
}
