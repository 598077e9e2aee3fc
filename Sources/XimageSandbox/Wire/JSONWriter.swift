/// Appends JSON to a byte buffer. Lists of thousands of objects are written with it, so it does no more than it must:
/// no intermediate values, no key sorting, no indentation.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    init(capacity: Int = 512) {
        bytes.reserveCapacity(capacity)
    }

    // MARK: Structure

    mutating func beginObject() { open(UInt8(ascii: "{")) }
    mutating func endObject() { close(UInt8(ascii: "}")) }
    mutating func beginArray() { open(UInt8(ascii: "[")) }
    mutating func endArray() { close(UInt8(ascii: "]")) }

    /// A key that needs no escaping; its value must follow.
    mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        append(name)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    mutating func key(_ name: String) {
        separate()
        append(quoted: name)
        bytes.append(UInt8(ascii: ":"))
    }

    mutating func object(_ name: StaticString, _ body: (inout JSONWriter) -> Void) {
        key(name)
        beginObject()
        body(&self)
        endObject()
    }

    mutating func array(_ name: StaticString, _ body: (inout JSONWriter) -> Void) {
        key(name)
        beginArray()
        body(&self)
        endArray()
    }

    // MARK: Values

    mutating func value(_ text: String) {
        separate()
        append(quoted: text)
        needsComma = true
    }

    mutating func value(_ number: Int) {
        separate()
        append(decimal: number)
        needsComma = true
    }

    mutating func value(_ flag: Bool) {
        raw(flag ? "true" : "false")
    }

    mutating func value(_ id: ObjectID) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        id.appendDashed(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    mutating func value(plain id: ObjectID) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        id.appendPlain(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    mutating func value(_ time: Timestamp, _ style: Timestamp.Style) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        time.append(to: &bytes, style)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Any value that is already JSON.
    mutating func raw(_ text: StaticString) {
        separate()
        append(text)
        needsComma = true
    }

    mutating func raw(_ json: [UInt8]) {
        separate()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    mutating func null() { raw("null") }

    mutating func value(_ json: JSON) {
        switch json {
        case .null: null()
        case .bool(let flag): value(flag)
        case .int(let number): value(number)
        case .double(let number): raw(Array("\(number)".utf8))
        case .string(let text): value(text)
        case .array(let items):
            beginArray()
            for item in items { value(item) }
            endArray()
        case .object(let members):
            beginObject()
            for (name, member) in members {
                key(name)
                value(member)
            }
            endObject()
        }
    }

    // MARK: Members

    mutating func field(_ name: StaticString, _ text: String) {
        key(name)
        value(text)
    }

    mutating func field(_ name: StaticString, _ text: String?) {
        key(name)
        if let text { value(text) } else { null() }
    }

    mutating func field(_ name: StaticString, _ number: Int) {
        key(name)
        value(number)
    }

    mutating func field(_ name: StaticString, _ flag: Bool) {
        key(name)
        value(flag)
    }

    mutating func field(_ name: StaticString, _ id: ObjectID) {
        key(name)
        value(id)
    }

    mutating func field(_ name: StaticString, _ id: ObjectID?) {
        key(name)
        if let id { value(id) } else { null() }
    }

    mutating func field(_ name: StaticString, plain id: ObjectID) {
        key(name)
        value(plain: id)
    }

    mutating func field(_ name: StaticString, _ time: Timestamp, _ style: Timestamp.Style) {
        key(name)
        value(time, style)
    }

    /// A number that the service sends as a string.
    mutating func field(_ name: StaticString, quoted number: Int) {
        key(name)
        separate()
        bytes.append(UInt8(ascii: "\""))
        append(decimal: number)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    mutating func nullField(_ name: StaticString) {
        key(name)
        null()
    }

    mutating func rawField(_ name: StaticString, _ json: StaticString) {
        key(name)
        raw(json)
    }

    // MARK: Bytes

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    /// Writes the comma that the previous value owes. A key owes none, so its value follows directly.
    private mutating func separate() {
        if needsComma {
            bytes.append(UInt8(ascii: ","))
            needsComma = false
        }
    }

    private mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func append(decimal number: Int) {
        var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
        withUnsafeMutableBytes(of: &digits) { buffer in
            var index = buffer.count
            var rest = number.magnitude
            repeat {
                index -= 1
                buffer[index] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            } while rest > 0
            if number < 0 {
                index -= 1
                buffer[index] = UInt8(ascii: "-")
            }
            bytes.append(contentsOf: buffer[index...])
        }
    }

    private mutating func append(quoted text: String) {
        bytes.append(UInt8(ascii: "\""))
        let done: Void? = text.utf8.withContiguousStorageIfAvailable { append(escaping: $0) }
        if done == nil {
            Array(text.utf8).withUnsafeBufferPointer { append(escaping: $0) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func append(escaping text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for index in text.indices {
            let byte = text[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            bytes.append(contentsOf: text[start..<index])
            appendEscape(of: byte)
            start = index + 1
        }
        bytes.append(contentsOf: text[start...])
    }

    private mutating func appendEscape(of byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\n"): bytes.append(UInt8(ascii: "n"))
        case UInt8(ascii: "\r"): bytes.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\t"): bytes.append(UInt8(ascii: "t"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        default:
            append("u00")
            bytes.append(hexDigits[Int(byte >> 4)])
            bytes.append(hexDigits[Int(byte & 15)])
        }
    }
}

/// Lower-case hexadecimal digits as bytes.
let hexDigits = Array("0123456789abcdef".utf8)
