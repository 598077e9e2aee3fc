import XimageCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Looks for damage in a write-ahead log that SQLite would take for its end.
///
/// SQLite reads a log up to the first frame whose checksum fails and ignores the rest without a word; that is
/// right for a torn last write and hides damage anywhere else. Every transaction of a state is synchronised
/// before the next one begins, so a frame that fails while a later transaction stands behind it is damage.
/// Source: SQLite file format, section 4 (the write-ahead log).
struct LogInspection {
    /// `nil` when nothing is wrong.
    private(set) var complaint: RuleArgument?

    private static let headerBytes = 32
    private static let frameHeaderBytes = 24

    /// - Parameter attempts: a log that is being written by another process may look torn for a moment.
    static func check(_ file: StateFile, attempts: Int = 5) throws(StateError) {
        var last: RuleArgument?
        for _ in 0..<attempts {
            let log = try StateFile.contents(of: file.logPath) ?? []
            last = LogInspection(log).complaint
            if last == nil { return }
            if log.withUnsafeBytes({ Self.isCopied($0, to: (try? file.contents()) ?? []) }) { return }
            usleep(20_000)
        }
        if let last { throw .damaged(path: file.path, invariant: .log, detail: last) }
    }

    init(_ log: [UInt8]) {
        guard log.count > Self.headerBytes else { return }
        log.withUnsafeBytes { complaint = Self.judge($0) }
    }

    private static func judge(_ log: UnsafeRawBufferPointer) -> RuleArgument? {
        let frameBytes = frameHeaderBytes + StateFile.pageSize
        let frames = (log.count - headerBytes) / frameBytes
        func word(_ offset: Int) -> UInt32 {
            UInt32(bigEndian: log.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        }
        let magic = word(0)
        guard magic & ~1 == 0x377F_0682, word(4) == 3_007_000, word(8) == UInt32(StateFile.pageSize),
            sum(log, 0, 24, (0, 0), bigEndian: magic & 1 == 1) == (word(24), word(28))
        else { return frames > 0 ? RuleArgument("the log's header is not sound", zh: "日志的头部不完好") : nil }
        let salt = (word(16), word(20))
        var running = (word(24), word(28))
        var firstBad: Int?
        var endedBeforeBad = false
        for frame in 0..<frames {
            let start = headerBytes + frame * frameBytes
            let stored = (word(start + 16), word(start + 20))
            var computed = sum(log, start, 8, running, bigEndian: magic & 1 == 1)
            computed = sum(
                log, start + frameHeaderBytes, StateFile.pageSize, computed, bigEndian: magic & 1 == 1)
            // Behind the end stand frames of an earlier round; they have other salts and do not continue the
            // sums.
            let hasSalt = (word(start + 8), word(start + 12)) == salt
            let isOurs = hasSalt || computed == stored
            let isSound = hasSalt && word(start) > 0 && computed == stored
            if let bad = firstBad {
                // A later frame of this log, sound in itself, behind the end of the transaction that failed.
                if isSound, endedBeforeBad {
                    return RuleArgument(
                        "frame \(bad + 1) of the log fails its checksum", zh: "日志第 \(bad + 1) 帧的校验和不符")
                }
                if isOurs, word(start + 4) != 0 { endedBeforeBad = true }
            } else if !isSound {
                firstBad = frame
                endedBeforeBad = isOurs && word(start + 4) != 0
            }
            running = isOurs ? stored : computed
        }
        return nil
    }

    /// Whether the file holds everything that the log's first transactions in a row held: a log that is begun
    /// anew was copied before, so nothing is lost when writing its new header fails half-way.
    private static func isCopied(_ log: UnsafeRawBufferPointer, to file: [UInt8]) -> Bool {
        let frameBytes = frameHeaderBytes + StateFile.pageSize
        func word(_ offset: Int) -> UInt32 {
            UInt32(bigEndian: log.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        }
        var newest: [Int: Int] = [:]
        var pending: [Int: Int] = [:]
        for frame in 0..<(log.count - headerBytes) / frameBytes {
            let start = headerBytes + frame * frameBytes
            guard (word(start + 8), word(start + 12)) == (word(headerBytes + 8), word(headerBytes + 12))
            else { break }
            pending[Int(word(start))] = start + frameHeaderBytes
            if word(start + 4) != 0 {
                newest.merge(pending) { $1 }
                pending = [:]
            }
        }
        return file.withUnsafeBytes { file in
            newest.allSatisfy { page, start in
                let place = (page - 1) * StateFile.pageSize
                guard page > 0, place + StateFile.pageSize <= file.count else { return false }
                return file[place..<place + StateFile.pageSize].elementsEqual(
                    log[start..<start + StateFile.pageSize])
            }
        }
    }

    /// SQLite's checksum over pairs of words.
    private static func sum(
        _ log: UnsafeRawBufferPointer, _ start: Int, _ count: Int, _ seed: (UInt32, UInt32), bigEndian: Bool
    ) -> (UInt32, UInt32) {
        var (a, b) = seed
        var offset = start
        while offset < start + count {
            let x = log.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
            let y = log.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
            a = a &+ (bigEndian ? UInt32(bigEndian: x) : UInt32(littleEndian: x)) &+ b
            b = b &+ (bigEndian ? UInt32(bigEndian: y) : UInt32(littleEndian: y)) &+ a
            offset += 8
        }
        return (a, b)
    }
}
