package import XimageCore

/// Addresses by pattern (`server.web*`, `image.golden`), or resources by label (`tier=web`).
package enum AddressPattern: Hashable, Sendable, CustomStringConvertible {
    case glob(String)
    case label(String, String)

    /// `kind.pattern` or `key=value`; `nil` when it is neither.
    package init?(_ text: String) {
        if let equals = text.firstIndex(of: "="), !text.contains("[") {
            let (key, value) = (text[..<equals], text[text.index(after: equals)...])
            guard !key.isEmpty, !value.isEmpty else { return nil }
            self = .label(String(key), String(value))
            return
        }
        guard let dot = text.firstIndex(of: "."), dot != text.startIndex,
            text.index(after: dot) != text.endIndex
        else { return nil }
        let kind = String(text[..<dot])
        guard kind == "*" || ResourceKind(rawValue: kind) != nil else { return nil }
        self = .glob(text)
    }

    package var description: String {
        switch self {
        case .glob(let pattern): pattern
        case .label(let key, let value): "\(key)=\(value)"
        }
    }

    /// A pattern for a block fits its instances and generations, one for a server its disks as well.
    package func fits(_ address: Address, labels labelsOf: (Address) -> [String: String]) -> Bool {
        switch self {
        case .label(let key, let value):
            return labelsOf(address.owner ?? address.series)[key] == value
        case .glob(let pattern):
            var names = [address, address.series, address.series.block]
            if let owner = address.owner { names += [owner, owner.block] }
            return names.contains { NamePattern.matches($0.description, pattern) }
        }
    }
}
