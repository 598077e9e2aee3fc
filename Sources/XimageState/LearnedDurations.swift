import GRDB
import XimageCore

/// How long one step took: what the next plan's forecast learns from.
package struct DurationSample: Hashable, Sendable {
    /// Such as `create image`.
    package var work: String
    /// How much data it was about; 0 where that does not matter.
    package var gibibytes: Int
    package var took: Duration

    package init(work: String, gibibytes: Int, took: Duration) {
        self.work = work
        self.gibibytes = gibibytes
        self.took = took
    }
}

/// The newest samples of each kind of work, one row a kind.
enum LearnedDurations {
    static let samplesKept = 64
    private static let form: UInt8 = 1

    static func all(_ db: Database, _ file: StateFile) throws -> [DurationSample] {
        var samples: [DurationSample] = []
        try db.forEachRow("SELECT work, body, checksum FROM durations ORDER BY work") { row in
            let (work, body) = (row.text(0), row.array(1))
            guard checksum(work, body) == row.integer(2) else {
                let detail = RuleArgument(
                    "the durations of \(work) fail their checksum", zh: "\(work) 的耗时数据校验和不符")
                throw StateError.damaged(path: file.path, invariant: .durations, detail: detail)
            }
            samples += try body.withUnsafeBytes { try decode($0, work) }
        }
        return samples
    }

    /// Puts new samples in front of the old ones of their kind.
    static func add(_ samples: [DurationSample], _ db: Database, _ file: StateFile) throws {
        guard !samples.isEmpty else { return }
        var known = Dictionary(grouping: try all(db, file), by: \.work)
        for (work, new) in Dictionary(grouping: samples, by: \.work) {
            let kept = (new.reversed() + (known.removeValue(forKey: work) ?? [])).prefix(samplesKept)
            let body = encode(Array(kept))
            try db.run(
                "INSERT OR REPLACE INTO durations (work, body, checksum) VALUES (?, ?, ?)",
                [work, body.data, checksum(work, body)])
        }
    }

    private static func encode(_ samples: [DurationSample]) -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(form)
        writer.number(samples.count)
        for sample in samples {
            writer.number(sample.gibibytes)
            writer.signed(sample.took.milliseconds)
        }
        return writer.bytes
    }

    private static func decode(
        _ bytes: UnsafeRawBufferPointer, _ work: String
    ) throws(MalformedBytes) -> [DurationSample] {
        var reader = ByteReader(bytes)
        guard try reader.byte() == form else { throw MalformedBytes(what: "unknown form of durations") }
        var samples: [DurationSample] = []
        for _ in 0..<(try reader.count()) {
            samples.append(
                DurationSample(
                    work: work, gibibytes: try reader.int(), took: .milliseconds(try reader.signed())))
        }
        return samples
    }

    private static func checksum(_ work: String, _ body: [UInt8]) -> Int64 {
        var sum = Checksum()
        sum.add(work)
        sum.add(body)
        return sum.stored
    }
}

extension StateStore {
    /// Newest first within each kind of work.
    package func learnedDurations() throws(StateError) -> [DurationSample] {
        let file = connection.file
        return try connection.read { db in try LearnedDurations.all(db, file) }
    }
}
