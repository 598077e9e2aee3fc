/// The bytes of one YAML file, with the table that turns byte offsets into lines and columns.
package struct YAMLText: Sendable {
    /// Without a leading byte order mark.
    package let bytes: [UInt8]
    /// True when every byte is below 128, so that characters and bytes are the same thing.
    package let isASCII: Bool
    /// Byte offset at which each line begins. A line ends with LF, CR LF or CR.
    let lineStarts: [UInt32]
    /// The first thing that makes these bytes unreadable as YAML; `nil` when there is none.
    let fault: Fault?

    /// Why bytes are not a YAML text.
    enum Fault: Hashable, Sendable {
        case utf16
        case nul(Int)
        case invalidUTF8(Int)
        case controlCharacter(Int, UInt32)
    }

    package init(_ raw: [UInt8]) {
        if raw.starts(with: [0xFF, 0xFE]) || raw.starts(with: [0xFE, 0xFF])
            || (raw.count >= 2 && (raw[0] == 0) != (raw[1] == 0))
        {
            self.init(bytes: raw, isASCII: false, lineStarts: [0], fault: .utf16)
            return
        }
        let bytes = raw.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(raw.dropFirst(3)) : raw
        var scan = TextScan(expectedLines: bytes.count / 24)
        bytes.withUnsafeBufferPointer { scan.run($0) }
        self.init(bytes: bytes, isASCII: scan.isASCII, lineStarts: scan.lineStarts, fault: scan.fault)
    }

    private init(bytes: [UInt8], isASCII: Bool, lineStarts: [UInt32], fault: Fault?) {
        self.bytes = bytes
        self.isASCII = isASCII
        self.lineStarts = lineStarts
        self.fault = fault
    }

    package var lineCount: Int { lineStarts.count }

    /// The index, from 0, of the line that holds a byte.
    func lineIndex(of offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(lineStarts[middle]) <= offset { low = middle } else { high = middle }
        }
        return low
    }

    /// Line and column, both from 1, the column in Unicode scalars. `hint` is a line, from 0, that may hold it.
    package func mark(at offset: Int, hint: Int = -1) -> YAMLMark {
        var line = hint
        if line < 0 || line >= lineStarts.count || Int(lineStarts[line]) > offset
            || (line + 1 < lineStarts.count && Int(lineStarts[line + 1]) <= offset)
        {
            line = lineIndex(of: offset)
        }
        let start = Int(lineStarts[line])
        guard !isASCII else { return YAMLMark(offset: offset, line: line + 1, column: offset - start + 1) }
        var column = 1
        for index in start..<min(offset, bytes.count) where bytes[index] & 0xC0 != 0x80 { column += 1 }
        return YAMLMark(offset: offset, line: line + 1, column: column)
    }

    package func range(from start: Int, to end: Int) -> YAMLRange {
        let first = mark(at: start)
        return YAMLRange(start: first, end: mark(at: max(start, end), hint: first.line - 1))
    }

    /// The text of one line, counted from 1, without its end; `nil` when there is no such line.
    package func line(_ number: Int) -> Substring? {
        guard number >= 1, number <= lineStarts.count else { return nil }
        let start = Int(lineStarts[number - 1])
        var end = number < lineStarts.count ? Int(lineStarts[number]) : bytes.count
        while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        return Substring(String(decoding: bytes[start..<end], as: UTF8.self))
    }
}

/// A place in a text.
package struct YAMLMark: Hashable, Sendable {
    /// In bytes from 0, a leading byte order mark not counted.
    package var offset: Int
    /// From 1.
    package var line: Int
    /// From 1, in Unicode scalars.
    package var column: Int

    package init(offset: Int, line: Int, column: Int) {
        self.offset = offset
        self.line = line
        self.column = column
    }
}

/// A stretch of text; `end` is just behind the last character.
package struct YAMLRange: Hashable, Sendable {
    package var start: YAMLMark
    package var end: YAMLMark

    package init(start: YAMLMark, end: YAMLMark) {
        self.start = start
        self.end = end
    }
}

/// One pass over the bytes: valid UTF-8, allowed characters, where lines begin.
private struct TextScan {
    var isASCII = true
    var lineStarts: [UInt32]
    var fault: YAMLText.Fault?

    init(expectedLines: Int) {
        lineStarts = []
        lineStarts.reserveCapacity(expectedLines + 1)
        lineStarts.append(0)
    }

    mutating func run(_ bytes: UnsafeBufferPointer<UInt8>) {
        var index = 0
        let count = bytes.count
        while index < count {
            let byte = bytes[index]
            switch byte {
            case 0x20...0x7E, 0x09:
                index += 1
            case 0x0A:
                index += 1
                lineStarts.append(UInt32(index))
            case 0x0D:
                index += index + 1 < count && bytes[index + 1] == 0x0A ? 2 : 1
                lineStarts.append(UInt32(index))
            case 0x80...:
                isASCII = false
                guard let length = checkScalar(bytes, index) else { return }
                index += length
            default:
                fault = byte == 0 ? .nul(index) : .controlCharacter(index, UInt32(byte))
                return
            }
        }
    }

    /// The length of the scalar at `index`; `nil`, with the fault noted, when it is none that YAML allows.
    private mutating func checkScalar(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int? {
        let lead = bytes[index]
        let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
        guard lead >= 0xC2, lead <= 0xF4, index + length <= bytes.count else {
            fault = .invalidUTF8(index)
            return nil
        }
        var value = UInt32(lead) & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
        for position in index + 1..<index + length {
            guard bytes[position] & 0xC0 == 0x80 else {
                fault = .invalidUTF8(index)
                return nil
            }
            value = value << 6 | UInt32(bytes[position] & 0x3F)
        }
        guard Unicode.Scalar(value) != nil, length < 3 || value >= 0x800, length < 4 || value >= 0x10000
        else {
            fault = .invalidUTF8(index)
            return nil
        }
        if (value < 0xA0 && value != 0x85) || value & 0xFFFE == 0xFFFE && value < 0x10000 {
            fault = .controlCharacter(index, value)
            return nil
        }
        return length
    }
}
