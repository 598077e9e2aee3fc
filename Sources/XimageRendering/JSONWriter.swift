/// Writes JSON in the order in which it is told, so that equal values give equal bytes.
///
/// What a terminal would obey or hide is escaped, beyond what JSON asks for, so that the text may be shown as it is.
package struct JSONWriter {
    private var bytes: [UInt8] = []
    private var depth = 0
    private var needsComma = false
    private let isPretty: Bool

    private init(isPretty: Bool) { self.isPretty = isPretty }

    /// One object as a document that ends with a line break.
    package static func document(isPretty: Bool = true, _ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter(isPretty: isPretty)
        writer.object(body)
        writer.bytes.append(0x0A)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    // MARK: Fields of an object

    package mutating func field(_ key: String, _ text: String?) {
        name(key)
        if let text { string(text) } else { raw("null") }
    }

    package mutating func field(_ key: String, _ number: Int?) {
        name(key)
        raw(number.map { String($0) } ?? "null")
    }

    package mutating func field(_ key: String, _ flag: Bool) {
        name(key)
        raw(flag ? "true" : "false")
    }

    package mutating func field(_ key: String, object body: (inout JSONWriter) -> Void) {
        name(key)
        object(body)
    }

    package mutating func field<Items: Sequence>(
        _ key: String, array items: Items, _ body: (inout JSONWriter, Items.Element) -> Void
    ) {
        name(key)
        array(items, body)
    }

    package mutating func field(_ key: String, array texts: some Sequence<String>) {
        field(key, array: texts) { $0.element($1) }
    }

    /// A field whose value the body writes by one call of `element`, `array` or `object`.
    package mutating func valueField(_ key: String, _ body: (inout JSONWriter) -> Void) {
        name(key)
        needsComma = false
        isValue = true
        body(&self)
        isValue = false
        needsComma = true
    }

    // MARK: Elements of an array

    package mutating func element(_ text: String) {
        separate()
        string(text)
    }

    package mutating func element(_ number: Int) {
        separate()
        raw(String(number))
    }

    package mutating func element(_ flag: Bool) {
        separate()
        raw(flag ? "true" : "false")
    }

    package mutating func elementNull() {
        separate()
        raw("null")
    }

    package mutating func element(object body: (inout JSONWriter) -> Void) {
        separate()
        object(body)
    }

    package mutating func element<Items: Sequence>(
        array items: Items, _ body: (inout JSONWriter, Items.Element) -> Void
    ) {
        separate()
        array(items, body)
    }

    // MARK: Parts

    /// True while the next element is a field's value and stands where it is.
    private var isValue = false

    private mutating func object(_ body: (inout JSONWriter) -> Void) {
        open(0x7B)
        body(&self)
        close(0x7D)
    }

    private mutating func array<Items: Sequence>(
        _ items: Items, _ body: (inout JSONWriter, Items.Element) -> Void
    ) {
        open(0x5B)
        for item in items { body(&self, item) }
        close(0x5D)
    }

    private mutating func open(_ byte: UInt8) {
        bytes.append(byte)
        depth += 1
        needsComma = false
        isValue = false
    }

    private mutating func close(_ byte: UInt8) {
        depth -= 1
        if needsComma { newLine() }
        bytes.append(byte)
        needsComma = true
    }

    private mutating func name(_ key: String) {
        separate()
        string(key)
        bytes.append(0x3A)
        if isPretty { bytes.append(0x20) }
    }

    private mutating func separate() {
        if isValue {
            isValue = false
            return
        }
        if needsComma { bytes.append(0x2C) }
        newLine()
        needsComma = true
    }

    private mutating func newLine() {
        guard isPretty else { return }
        bytes.append(0x0A)
        for _ in 0..<depth { bytes += [0x20, 0x20] }
    }

    private mutating func raw(_ text: String) {
        bytes += text.utf8
        needsComma = true
    }

    private mutating func string(_ text: String) {
        bytes.append(0x22)
        let holdsCommand = SafeOutput.holdsCommand(text)
        if !holdsCommand, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) {
            bytes += text.utf8
        } else {
            for scalar in text.unicodeScalars {
                if holdsCommand, scalar == "#" { bytes += "\\u0023".utf8 } else { append(scalar) }
            }
        }
        bytes.append(0x22)
        needsComma = true
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": bytes += [0x5C, 0x22]
        case "\\": bytes += [0x5C, 0x5C]
        case "\n": bytes += [0x5C, 0x6E]
        case "\t": bytes += [0x5C, 0x74]
        case "\r": bytes += [0x5C, 0x72]
        case _ where scalar.isHarmless: bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
        default:
            for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
                let hex = String(unit, radix: 16)
                bytes += "\\u".utf8
                bytes += String(repeating: "0", count: 4 - hex.utf8.count).utf8
                bytes += hex.utf8
            }
        }
    }
}
