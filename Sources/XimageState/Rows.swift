import Foundation
import GRDB
import GRDBSQLite

extension [UInt8] {
    /// As GRDB binds it.
    var data: Data { Data(self) }
}

/// One row of a result, read without any assumption: a damaged file may hold anything anywhere, so that every
/// column is read as what is wanted and judged by checksum afterwards.
struct RawRow {
    fileprivate let statement: SQLiteStatement

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

    /// Blob or UTF-8 text, valid until the next row.
    func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(statement, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
    }

    func array(_ column: Int32) -> [UInt8] { [UInt8](bytes(column)) }

    func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }
}

extension Database {
    /// Calls `body` for each row of the result.
    func forEachRow(_ sql: String, _ arguments: StatementArguments = [], _ body: (RawRow) throws -> Void)
        throws
    {
        let statement = try cachedStatement(sql: sql)
        try statement.setArguments(arguments)
        let row = RawRow(statement: statement.sqliteStatement)
        defer { sqlite3_reset(row.statement) }
        while true {
            switch sqlite3_step(row.statement) {
            case SQLITE_ROW: try body(row)
            case SQLITE_DONE: return
            case let code:
                throw DatabaseError(resultCode: ResultCode(rawValue: code), message: lastErrorMessage)
            }
        }
    }

    /// The first row's value; `nil` when there is no row.
    func firstRow<T>(
        _ sql: String, _ arguments: StatementArguments = [], _ body: (RawRow) throws -> T
    ) throws -> T? {
        var result: T?
        try forEachRow(sql, arguments) { row in
            if result == nil { result = try body(row) }
        }
        return result
    }

    func run(_ sql: String, _ arguments: StatementArguments = []) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
