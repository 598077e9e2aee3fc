internal import CYAML

/// libyaml's event parser over bytes in memory, fed piece by piece so that a scalar without end is noticed early.
struct EventSource: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    private let feed: UnsafeMutablePointer<Feed>
    private var holdsEvent = false

    /// What the read handler works on.
    struct Feed {
        var bytes: UnsafeBufferPointer<UInt8>
        var position = 0
        /// Position at the last event.
        var eventPosition = 0
        /// Most bytes to read for one event, those of comments not counted.
        var allowance: Int
        var isExhausted = false
        var comments = CommentRun()

        /// Whether more may be read: always when nothing but comments and blank lines came since the last event.
        mutating func mayGoOn() -> Bool {
            guard position - eventPosition > allowance else { return true }
            guard comments.reach(to: position, in: bytes) else { return false }
            eventPosition = position
            return true
        }
    }

    /// `bytes` must outlive the source. `nil` when memory is short.
    init?(_ bytes: UnsafeBufferPointer<UInt8>, allowance: Int) {
        parser = .allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            return nil
        }
        event = .allocate(capacity: 1)
        feed = .allocate(capacity: 1)
        feed.initialize(to: Feed(bytes: bytes, allowance: allowance))
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input(
            parser,
            { context, buffer, size, count in
                guard let feed = context?.assumingMemoryBound(to: Feed.self), let buffer, let count else {
                    return 0
                }
                let length = min(size, feed.pointee.bytes.count - feed.pointee.position)
                guard feed.pointee.mayGoOn() else {
                    feed.pointee.isExhausted = true
                    return 0
                }
                if length > 0, let base = feed.pointee.bytes.baseAddress {
                    buffer.update(from: base + feed.pointee.position, count: length)
                }
                feed.pointee.position += length
                count.pointee = length
                return 1
            }, feed)
    }

    deinit {
        if holdsEvent { yaml_event_delete(event) }
        yaml_parser_delete(parser)
        parser.deallocate()
        event.deallocate()
        feed.deallocate()
    }

    /// The next event, valid until the next call; `nil` when the text cannot be read on.
    mutating func next() -> UnsafeMutablePointer<yaml_event_t>? {
        if holdsEvent { yaml_event_delete(event) }
        feed.pointee.eventPosition = feed.pointee.position
        holdsEvent = yaml_parser_parse(parser, event) == 1
        if holdsEvent { feed.pointee.comments.eventEnd = event.pointee.end_mark.index }
        return holdsEvent ? event : nil
    }

    /// True when one event would have needed more than the allowance.
    var isExhausted: Bool { feed.pointee.isExhausted }

    /// What went wrong after `next` gave `nil`.
    var failure: Failure {
        Failure(
            problem: parser.pointee.problem.map { String(cString: $0) } ?? "",
            context: parser.pointee.context.map { String(cString: $0) },
            problemMark: parser.pointee.problem_mark, contextMark: parser.pointee.context_mark,
            isMemory: parser.pointee.error == YAML_MEMORY_ERROR)
    }

    struct Failure {
        var problem: String
        var context: String?
        var problemMark: yaml_mark_t
        var contextMark: yaml_mark_t
        var isMemory: Bool
    }
}

/// Turns libyaml's marks, which count characters, into byte offsets. Marks come nearly in order, so a cursor that walks
/// to and fro costs one pass in all.
struct MarkCursor {
    private let isASCII: Bool
    private var characters = 0
    private var offset = 0

    init(_ text: YAMLText) { isASCII = text.isASCII }

    mutating func locate(_ mark: yaml_mark_t, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        guard !isASCII else { return min(mark.index, bytes.count) }
        while characters < mark.index, offset < bytes.count {
            offset += 1
            while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
            characters += 1
        }
        while characters > mark.index, offset > 0 {
            offset -= 1
            while offset > 0, bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
            characters -= 1
        }
        return offset
    }
}
