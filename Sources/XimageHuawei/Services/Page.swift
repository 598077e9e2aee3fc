import NIOCore
import XimageCore

/// One page of a list.
package struct Page<Element: Sendable>: Sendable {
    package var elements: [Element] = []
    /// Entries on the page, also those that were left out.
    package var entries = 0
    /// Of all pages; `nil` when the service does not say.
    package var total: Int?
    /// Id of the last entry.
    package var lastID: String?
    /// Where the next page starts, when the service says so itself.
    package var nextMarker: String?
    /// Entries that the service says are on the page; `nil` when it does not say.
    package var announced: Int?

    /// - Parameter element: reads one entry; `nil` leaves it out.
    static func read(
        _ body: ByteBuffer, list: StaticString,
        _ element: (inout JSONScanner) throws(JSONFailure) -> Element?
    ) throws(JSONFailure) -> Page {
        var page = Page()
        var hasList = false
        try JSONScanner.read(body) { scanner throws(JSONFailure) in
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                if list ~= key {
                    hasList = scanner.isArray
                    try scanner.array { (scanner: inout JSONScanner) throws(JSONFailure) in
                        page.entries += 1
                        if let value = try element(&scanner) { page.elements.append(value) }
                    }
                } else if "count" ~= key {
                    page.total = try scanner.amount()
                } else if "page_info" ~= key {
                    try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                        switch key {
                        case "next_marker": page.nextMarker = try scanner.text()
                        case "current_count": page.announced = try scanner.amount()
                        default: break
                        }
                    }
                }
            }
        }
        guard hasList else { throw .missing("\(list)") }
        return page
    }

    /// One object inside a member, such as `{"server": {...}}`; an answer without the member is the object itself.
    static func single(
        _ body: ByteBuffer, member: StaticString,
        _ element: (inout JSONScanner) throws(JSONFailure) -> Element?
    ) throws(JSONFailure) -> Element? {
        var result: Element?
        var isWrapped = false
        try JSONScanner.read(body) { scanner throws(JSONFailure) in
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                guard member ~= key, scanner.isObject else { return }
                isWrapped = true
                result = try element(&scanner)
            }
        }
        guard isWrapped else { throw .missing("\(member)") }
        return result
    }
}

/// Tags of a live object, our marks and the vendor's own taken out.
struct LiveTags: Sendable {
    var tags: [String: String] = [:]
    var owner: String?
    var operation: OperationMark?
    /// Whether the answer contained them, each with key and value.
    var isRead = false

    /// `.null` where the answer did not contain them.
    var value: Value {
        guard isRead else { return .null }
        return tags.isEmpty ? .nothing : .strings(tags)
    }

    mutating func add(_ key: String, _ value: String) {
        if key == Mark.ownerKey {
            owner = value
        } else if key == Mark.operationKey {
            operation = OperationMark(value)
        } else if !key.hasPrefix("_sys_") {
            tags[key] = value
        }
    }

    /// All forms: `["k=v", "k"]`, `{"k": "v"}`, `[{"key": "k", "value": "v"}]`. Source: API reference, tags.
    static func read(_ scanner: inout JSONScanner) throws(JSONFailure) -> LiveTags {
        var result = LiveTags(isRead: scanner.isArray || scanner.isObject)
        if scanner.isArray {
            try scanner.array { (scanner: inout JSONScanner) throws(JSONFailure) in
                guard scanner.isObject else {
                    guard let text = try scanner.string() else { return result.isRead = false }
                    let separator = text.utf8.firstIndex(of: UInt8(ascii: "="))
                    let value = separator.map { text[text.utf8.index(after: $0)...] } ?? ""
                    return result.add(String(text[..<(separator ?? text.endIndex)]), String(value))
                }
                var pair: (key: String?, value: String?)
                try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                    switch key {
                    case "key": pair.key = try scanner.text()
                    case "value": pair.value = try scanner.string()
                    default: break
                    }
                }
                guard let key = pair.key, let value = pair.value else { return result.isRead = false }
                result.add(key, value)
            }
        } else {
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                guard let value = try scanner.string() else { return result.isRead = false }
                result.add(key.text, value)
            }
        }
        return result
    }
}

extension Value {
    /// Nothing for an absent or empty text.
    init(text: String?) {
        guard let text, !text.isEmpty else {
            self = .null
            return
        }
        self = .string(text)
    }

    /// Tells a text that is empty from one that the answer does not contain.
    init(read text: String?) {
        self = text.map { $0.isEmpty ? .nothing : .string($0) } ?? .null
    }

    /// In our own form; texts that are no time stay as they are.
    init(time text: String?) {
        self.init(text: text.map { Timestamp($0)?.description ?? $0 })
    }
}
