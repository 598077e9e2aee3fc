import GRDB
import XimageCore

/// Reads records, believing nothing that its checksum does not vouch for.
enum RecordReader {
    /// All records in the order of addresses, exactly those the head speaks of.
    static func all(_ db: Database, _ file: StateFile, _ head: StateHead) throws -> [ResourceRecord] {
        var rows: [(key: [UInt8], record: ResourceRecord)] = []
        rows.reserveCapacity(max(0, min(head.records, 1_000_000)))
        var sum: UInt64 = 0
        var isSorted = true
        try db.forEachRow("SELECT number, address, slot, body, checksum FROM records NOT INDEXED") { row in
            let (record, checksum) = try verified(row, file)
            sum = sum &+ checksum
            let key = row.array(1)
            if isSorted, let last = rows.last, !last.key.lexicographicallyPrecedes(key) { isSorted = false }
            rows.append((key, record))
        }
        guard rows.count == head.records, sum == head.recordSum else {
            throw StateError.damaged(
                path: file.path, invariant: .recordTotal,
                detail: rows.count == head.records
                    ? RuleArgument("a record is not the one written last", zh: "有记录不是最后写入的")
                    : RuleArgument(
                        "\(rows.count) records were found, \(head.records) were written",
                        zh: "找到 \(rows.count) 条记录，写入的是 \(head.records) 条"))
        }
        if !isSorted {
            rows.sort { a, b in
                if a.key != b.key { return a.key.lexicographicallyPrecedes(b.key) }
                return Self.rank(a.record) < Self.rank(b.record)
            }
        }
        return rows.map(\.record)
    }

    /// Columns: number, address, slot, body, checksum.
    static func verified(_ row: RawRow, _ file: StateFile) throws -> (
        record: ResourceRecord, checksum: UInt64
    ) {
        let checksum = StoredRecord.checksum(
            number: row.integer(0), address: row.bytes(1), slot: row.bytes(2), body: row.bytes(3))
        guard checksum == UInt64(bitPattern: row.integer(4)) else {
            throw StateError.damaged(
                path: file.path, invariant: .recordChecksum,
                detail: RuleArgument(
                    "record \(row.integer(0)) fails its checksum", zh: "记录 \(row.integer(0)) 的校验和不符"))
        }
        let address = try AddressKey.decode(row.bytes(1))
        return (try RecordCodec.record(at: address, body: row.bytes(3)), checksum)
    }

    /// At one address the current object comes first, then the others by id.
    private static func rank(_ record: ResourceRecord) -> String {
        record.standing == .current ? "" : "~\(record.id)"
    }
}

/// Reads the journal, following its chain.
enum JournalReader {
    static func fold(_ db: Database, _ file: StateFile, _ head: StateHead) throws -> JournalFold {
        var fold = JournalFold()
        try forEachEntry(db, file, head) { fold.apply($0.entry, of: $0.run, at: $0.at) }
        return fold
    }

    static func forEachEntry(
        _ db: Database, _ file: StateFile, _ head: StateHead, _ body: (EventCodec.Line) throws -> Void
    ) throws {
        func damaged(_ invariant: Invariant, _ detail: RuleArgument) -> StateError {
            .damaged(path: file.path, invariant: invariant, detail: detail)
        }
        var last = head.journalBase
        var hash = head.journalBaseHash
        try db.forEachRow("SELECT entry, body, hash FROM journal ORDER BY entry") { row in
            guard row.int(0) == last + 1 else {
                throw damaged(.chain, RuleArgument("entry \(last + 1) is missing", zh: "缺少日志 \(last + 1)"))
            }
            last += 1
            hash = JournalChain.next(after: hash, entry: last, body: row.bytes(1))
            guard hash.elementsEqual(row.bytes(2)) else {
                throw damaged(
                    .chain, RuleArgument("entry \(last) has another digest", zh: "日志 \(last) 的摘要不同"))
            }
            do {
                try body(try EventCodec.entry(row.bytes(1)))
            } catch let error as MalformedBytes {
                throw damaged(
                    .events, RuleArgument("entry \(last): \(error.what)", zh: "日志 \(last)：“\(error.what)”"))
            }
        }
        guard last == head.journalLast, hash == head.journalHash else {
            throw damaged(
                .chain,
                RuleArgument(
                    "the chain ends at entry \(last), not at \(head.journalLast)",
                    zh: "日志链止于 \(last)，而不是 \(head.journalLast)"))
        }
    }
}
