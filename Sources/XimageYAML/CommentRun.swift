/// Tells long comments between two events from a scalar without end.
struct CommentRun {
    /// Where the last event ended, in characters.
    var eventEnd = 0
    /// A place whose characters were counted.
    private var counted = (characters: 0, bytes: 0)
    /// Up to here, the start of a line, there are only comments.
    private var verified = 0
    /// Longest rest of a line behind an event that is no comment.
    private static let longestRest = 256

    /// Whether every whole line from the last event to `position` is blank or a comment.
    mutating func reach(to position: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        count(upTo: position, in: bytes)
        let start = max(counted.bytes, verified)
        var isBehindEvent = start > verified
        var (line, isComment) = (start, false)
        for index in start..<position {
            switch bytes[index] {
            case 0x0A, 0x0D: (line, isComment, isBehindEvent) = (index + 1, false, false)
            case 0x20, 0x09: continue
            case _ where isComment: continue
            case UInt8(ascii: "#"): isComment = true
            // What stands between a key or an item and its value.
            case UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: ","), UInt8(ascii: "?"):
                if isBehindEvent, index - start < Self.longestRest { continue }
                return accept(line, before: position, from: start, in: bytes)
            default: return accept(line, before: position, from: start, in: bytes)
            }
        }
        verified = line
        return true
    }

    /// A line with content is no fault when it is the one being read, and begins behind what was looked at.
    private mutating func accept(
        _ line: Int, before position: Int, from start: Int, in bytes: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        guard line > start, !bytes[line..<position].contains(where: { $0 == 0x0A || $0 == 0x0D }) else {
            return false
        }
        verified = line
        return true
    }

    private mutating func count(upTo position: Int, in bytes: UnsafeBufferPointer<UInt8>) {
        while counted.characters < eventEnd, counted.bytes < position {
            counted.bytes += 1
            while counted.bytes < position, bytes[counted.bytes] & 0xC0 == 0x80 { counted.bytes += 1 }
            counted.characters += 1
        }
    }
}
