/// Line and column of every 256th byte, so that any place is found by a look at a few bytes, however long lines are. A
/// line ends with LF, CR LF or CR.
struct LineIndex: Sendable {
    private struct Checkpoint {
        /// Both from 0.
        var line: UInt32 = 0
        /// In Unicode scalars.
        var column: UInt32 = 0

        /// Goes past the byte at `index`.
        @inline(__always)
        mutating func pass(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) {
            let byte = bytes[index]
            if byte == 0x0A || (byte == 0x0D && (index + 1 == bytes.count || bytes[index + 1] != 0x0A)) {
                line += 1
                column = 0
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
    }

    private static let step = 256
    private var checkpoints: [Checkpoint] = []
    /// A text has at least one line.
    let count: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        checkpoints.reserveCapacity(bytes.count / Self.step + 1)
        var place = Checkpoint()
        for index in 0..<bytes.count {
            if index & (Self.step - 1) == 0 { checkpoints.append(place) }
            place.pass(bytes, index)
        }
        if bytes.count & (Self.step - 1) == 0 { checkpoints.append(place) }
        count = Int(place.line) + 1
    }

    /// Line and column of a byte, both from 0.
    func place(of offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> (line: Int, column: Int) {
        let offset = min(offset, bytes.count)
        let index = min(offset / Self.step, checkpoints.count - 1)
        var place = checkpoints[index]
        for index in index * Self.step..<offset { place.pass(bytes, index) }
        return (Int(place.line), Int(place.column))
    }

    /// Where a line, from 0, begins.
    func start(of line: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        guard line > 0 else { return 0 }
        // The last checkpoint before the line.
        var low = 0
        var high = checkpoints.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(checkpoints[middle].line) < line { low = middle } else { high = middle }
        }
        var place = checkpoints[low]
        for index in low * Self.step..<bytes.count {
            place.pass(bytes, index)
            if Int(place.line) == line { return index + 1 }
        }
        return bytes.count
    }
}
