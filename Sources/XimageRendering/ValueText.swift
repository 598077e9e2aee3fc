import XimageCore

/// Attribute values for people, on one line each and safe to print.
enum ValueText {
    /// - Parameter unit: of the attribute, such as `GiB`.
    static func of(_ value: Value, unit: String? = nil) -> String {
        switch value {
        case .null: "(not set)"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): unit.map { "\(number) \($0)" } ?? String(number)
        case .string(let text): needsQuotes(text) ? "\"\(text.visible)\"" : text.visible
        case .list(let values): values.isEmpty ? "(none)" : values.map { of($0) }.joined(separator: ", ")
        case .map(let values):
            values.isEmpty ? "(none)" : pairs(values).map { "\($0) = \(of($1))" }.joined(separator: ", ")
        case .reference(let address): address.shown
        case .knownAfterApply: "(known after apply)"
        case .secret: "(sensitive)"
        }
    }

    static func of(_ name: AttributeName, in attributes: Attributes, of kind: ResourceKind) -> String {
        of(plain(attributes[name], name), unit: ResourceSchema.of(kind)[name]?.unit)
    }

    /// A look-up by name is shown as that name alone.
    static func plain(_ value: Value, _ name: AttributeName) -> Value {
        guard name == .image, case .map(let lookup) = value, lookup.count == 1, let wanted = lookup["name"]
        else {
            return value
        }
        return wanted
    }

    /// Entries of a map, by the bytes of their keys, keys safe to print.
    static func pairs(_ map: [String: Value]) -> [(key: String, value: Value)] {
        map.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key.visible, $0.value) }
    }

    /// How one value becomes another: `100 GiB -> 200 GiB`; maps entry by entry: `+ a = 1, ~ b = 2 -> 3, - c = 4`.
    static func difference(from old: Value, to new: Value, unit: String? = nil) -> String {
        guard case .map(let before) = old.isEmpty ? .map([:]) : old,
            case .map(let after) = new.isEmpty ? .map([:]) : new, !(before.isEmpty && after.isEmpty)
        else { return "\(of(old, unit: unit)) -> \(of(new, unit: unit))" }
        let keys = Set(before.keys).union(after.keys).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return keys.compactMap { key -> String? in
            switch (before[key], after[key]) {
            case (nil, let value?): "+ \(key.visible) = \(of(value))"
            case (let value?, nil): "- \(key.visible) = \(of(value))"
            case (let a?, let b?) where a != b: "~ \(key.visible) = \(of(a)) -> \(of(b))"
            default: nil
            }
        }.joined(separator: ", ")
    }

    private static func needsQuotes(_ text: String) -> Bool {
        text.isEmpty || text.first == " " || text.last == " " || text.contains("\n")
    }
}
