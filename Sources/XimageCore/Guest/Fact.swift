/// Something that may not be known. What is not known never counts as being in order.
package enum Fact<Value: Hashable & Sendable & Codable>: Hashable, Sendable {
    case known(Value)
    /// Why, in a few words that end a sentence: `lvs is not installed`.
    case unknown(String)

    package var value: Value? {
        if case .known(let value) = self { value } else { nil }
    }

    /// Why it is not known; `nil` when it is.
    package var gap: String? {
        if case .unknown(let reason) = self { reason } else { nil }
    }

    /// This fact, or the other one where this one is not known.
    package func or(_ other: Fact) -> Fact { value == nil && other.value != nil ? other : self }

    package func map<Other>(_ transform: (Value) -> Other) -> Fact<Other> {
        switch self {
        case .known(let value): .known(transform(value))
        case .unknown(let reason): .unknown(reason)
        }
    }
}

/// Common reasons for not knowing.
package enum FactGap {
    package static let notAsked = "nobody looked"
    /// There is no report at all.
    package static let notCollected = "no guest facts were collected"
    package static let notInReport = "the report does not say"
}

/// A known fact reads as its value, an unknown one as `{"unknown": "why"}`, an absent one as unknown.
extension Fact: Codable {
    private struct Gap: Codable { var unknown: String }

    package init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: FactKey.self),
            container.allKeys.map(\.stringValue) == ["unknown"], let gap = try? Gap(from: decoder)
        {
            self = .unknown(gap.unknown)
        } else {
            self = .known(try Value(from: decoder))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .known(let value): try value.encode(to: encoder)
        case .unknown(let reason): try Gap(unknown: reason).encode(to: encoder)
        }
    }
}

private struct FactKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer {
    /// Called by synthesised code for every fact: one that is absent is not known.
    package func decode<Value>(_ type: Fact<Value>.Type, forKey key: Key) throws -> Fact<Value> {
        try decodeIfPresent(type, forKey: key) ?? .unknown(FactGap.notInReport)
    }
}
