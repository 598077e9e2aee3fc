/// The bytes of one YAML file, with the table that turns byte offsets into lines and columns.
package struct YAMLText: Sendable {
    /// Without a leading byte order mark.
    package let bytes: [UInt8]
    /// True when every byte is below 128, so that characters and bytes are the same thing.
    package let isASCII: Bool
    private let lines: LineIndex
    /// The first thing that makes these bytes unreadable as YAML; `nil` when there is none.
    let fault: Fault?

    /// Why bytes are not a YAML text.
    enum Fault: Hashable, Sendable {
        case utf16
        case nul(Int)
        case invalidUTF8(Int)
        case controlCharacter(Int, UInt32)
        case byteOrderMark(Int)
        /// libyaml compares each `%TAG` line with all before it.
        case directives(Int)
    }

    package init(_ raw: [UInt8]) {
        if raw.starts(with: [0xFF, 0xFE]) || raw.starts(with: [0xFE, 0xFF])
            || (raw.count >= 2 && (raw[0] == 0) != (raw[1] == 0))
        {
            self.init(
                bytes: raw, isASCII: false, lines: [].withUnsafeBufferPointer { LineIndex($0) }, fault: .utf16
            )
            return
        }
        let bytes = raw.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(raw.dropFirst(3)) : raw
        var scan = TextScan()
        let lines = bytes.withUnsafeBufferPointer { buffer in
            scan.run(buffer)
            return LineIndex(buffer)
        }
        self.init(bytes: bytes, isASCII: scan.isASCII, lines: lines, fault: scan.fault)
    }

    private init(bytes: [UInt8], isASCII: Bool, lines: LineIndex, fault: Fault?) {
        self.bytes = bytes
        self.isASCII = isASCII
        self.lines = lines
        self.fault = fault
    }

    /// Lines that begin with `%`.
    static let mostDirectives = 20

    package var lineCount: Int { lines.count }

    /// Line and column, both from 1, the column in Unicode scalars.
    package func mark(at offset: Int) -> YAMLMark {
        let place = bytes.withUnsafeBufferPointer { lines.place(of: offset, in: $0) }
        return YAMLMark(offset: offset, line: place.line + 1, column: place.column + 1)
    }

    package func range(from start: Int, to end: Int) -> YAMLRange {
        YAMLRange(start: mark(at: start), end: mark(at: max(start, end)))
    }

    /// The text of one line, counted from 1, without its end; `nil` when there is no such line.
    package func line(_ number: Int) -> Substring? {
        bytes(ofLine: number).map { Substring(String(decoding: bytes[$0], as: UTF8.self)) }
    }

    /// The line's stretch around a column, with the number of scalars in front of it. Short lines come whole.
    package func line(_ number: Int, around column: Int) -> (text: Substring, skipped: Int)? {
        guard let line = bytes(ofLine: number) else { return nil }
        let reach = 4096
        guard line.count > 2 * reach else {
            return (Substring(String(decoding: bytes[line], as: UTF8.self)), 0)
        }
        var place = isASCII ? min(line.upperBound, line.lowerBound + max(0, column - 1)) : line.lowerBound
        if !isASCII {
            for _ in 1..<max(1, column) where place < line.upperBound { place = scalarEnd(place, line) }
        }
        var start = max(line.lowerBound, place - reach)
        while start > line.lowerBound, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        var end = min(line.upperBound, place + reach)
        while end < line.upperBound, bytes[end] & 0xC0 == 0x80 { end += 1 }
        let skipped = bytes[line.lowerBound..<start].count { $0 & 0xC0 != 0x80 }
        return (Substring(String(decoding: bytes[start..<end], as: UTF8.self)), skipped)
    }

    private func scalarEnd(_ offset: Int, _ line: Range<Int>) -> Int {
        var end = offset + 1
        while end < line.upperBound, bytes[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }

    private func bytes(ofLine number: Int) -> Range<Int>? {
        guard number >= 1, number <= lines.count else { return nil }
        return bytes.withUnsafeBufferPointer { bytes in
            let start = lines.start(of: number - 1, in: bytes)
            var end = start
            while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
            return start..<end
        }
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

/// One pass over the bytes: valid UTF-8, allowed characters, lines that begin with `%`.
private struct TextScan {
    var isASCII = true
    var fault: YAMLText.Fault?
    private var directives = 0

    /// A line begins at `index`.
    private mutating func begin(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "%") else { return }
        directives += 1
        if directives == YAMLText.mostDirectives + 1 { fault = .directives(index) }
    }

    mutating func run(_ bytes: UnsafeBufferPointer<UInt8>) {
        begin(bytes, 0)
        var index = 0
        let count = bytes.count
        while index < count {
            let byte = bytes[index]
            switch byte {
            case 0x20...0x7E, 0x09:
                index += 1
            case 0x0A:
                index += 1
                begin(bytes, index)
            case 0x0D:
                index += index + 1 < count && bytes[index + 1] == 0x0A ? 2 : 1
                begin(bytes, index)
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
        if value == 0xFEFF {
            fault = .byteOrderMark(index)
            return nil
        }
        if (value < 0xA0 && value != 0x85) || value & 0xFFFE == 0xFFFE && value < 0x10000 {
            fault = .controlCharacter(index, value)
            return nil
        }
        return length
    }
}
