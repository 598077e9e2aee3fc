/// The form of values in files of ours. What is no plain value is an object with one `$` key; of a secret, it keeps only
/// that there is one.
extension Value: Codable {
    private enum Key: String, CodingKey {
        case map = "$map"
        case reference = "$reference"
        case knownAfterApply = "$knownAfterApply"
        case secret = "$sensitive"
    }

    package init(from decoder: any Decoder) throws {
        if let box = try? decoder.container(keyedBy: Key.self) {
            self = try Self.marked(box)
            return
        }
        let box = try decoder.singleValueContainer()
        if box.decodeNil() {
            self = .null
        } else if let text = try? box.decode(String.self) {
            self = .string(text)
        } else if let number = try? box.decode(Int.self) {
            self = .int(number)
        } else if let flag = try? box.decode(Bool.self) {
            self = .bool(flag)
        } else {
            self = .list(try box.decode([Value].self))
        }
    }

    private static func marked(_ box: KeyedDecodingContainer<Key>) throws -> Value {
        if let values = try box.decodeIfPresent([String: Value].self, forKey: .map) { return .map(values) }
        if let address = try box.decodeIfPresent(Address.self, forKey: .reference) {
            return .reference(address)
        }
        if box.contains(.knownAfterApply) { return .knownAfterApply }
        if box.contains(.secret) { return .secret(Secret("")) }
        throw DecodingError.dataCorrupted(
            .init(codingPath: box.codingPath, debugDescription: "not a value"))
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .null:
            var box = encoder.singleValueContainer()
            try box.encodeNil()
        case .bool(let flag): try flag.encode(to: encoder)
        case .int(let number): try number.encode(to: encoder)
        case .string(let text): try text.encode(to: encoder)
        case .list(let values): try values.encode(to: encoder)
        case .map(let values):
            var box = encoder.container(keyedBy: Key.self)
            try box.encode(values, forKey: .map)
        case .reference(let address):
            var box = encoder.container(keyedBy: Key.self)
            try box.encode(address, forKey: .reference)
        case .knownAfterApply:
            var box = encoder.container(keyedBy: Key.self)
            try box.encode(true, forKey: .knownAfterApply)
        case .secret:
            var box = encoder.container(keyedBy: Key.self)
            try box.encode(true, forKey: .secret)
        }
    }
}

extension Attributes: Codable {
    package init(from decoder: any Decoder) throws {
        let values = try [String: Value](from: decoder)
        self.init()
        for (text, value) in values {
            guard let name = AttributeName(text) else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "not an attribute: \(text)"))
            }
            self[name] = value
        }
    }

    package func encode(to encoder: any Encoder) throws {
        let values = Dictionary(entries.map { ($0.name.description, $0.value) }) { first, _ in first }
        try values.encode(to: encoder)
    }
}
