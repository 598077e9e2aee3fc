package import XimageCore

/// The form in which the changes and steps of a saved plan are compared with those of now. It is written key by key: what
/// is not in it does not count. Whoever changes the form raises ``version``; a golden test holds it.
///
/// Secrets leave no trace but that there is one.
package enum CanonicalForm {
    /// Part of every digest of it.
    package static let version = 3

    package static func digest(_ value: Value) -> String {
        Mark.digest("v\(version) \(CanonicalText.of(value))", characters: 16)
    }

    /// Without the keys that have no value.
    static func map(_ pairs: KeyValuePairs<String, Value?>) -> Value {
        var result: [String: Value] = [:]
        for (key, value) in pairs {
            if let value { result[key] = value }
        }
        return .map(result)
    }

    static func of(_ attributes: Attributes) -> Value {
        .map(
            Dictionary(attributes.entries.map { ($0.name.description, $0.value) }) { first, _ in first })
    }

    static func of(_ address: Address) -> Value { .string(address.description) }
    static func of(_ addresses: [Address]) -> Value { .list(addresses.map { of($0) }) }
    static func of(_ duration: Duration) -> Value { .int(Int(duration.milliseconds)) }
    static func of(_ moment: Timestamp) -> Value { .string(moment.description) }
    static func of(_ texts: [String]) -> Value { .list(texts.map { .string($0) }) }
}

extension Optional {
    /// For values that may be missing from a form.
    func canonical(_ form: (Wrapped) -> Value) -> Value? { map(form) }
}
