/// The form of an attribute in manifests, with the limits of the service.
package enum AttributeType: Hashable, Sendable {
    /// Any text that is not empty.
    case text
    case region
    case ipAddress
    case name(NameForm)
    /// - Parameter lines: whether it may have several.
    case description(most: Int, lines: Bool)
    case flag
    /// Whole GiB.
    case size(ClosedRange<Int>)
    /// Whole MiB.
    case memory
    /// A whole number.
    case number(ClosedRange<Int>, unit: String?)
    case choice([String])
    /// A list of texts that are not empty.
    case texts
    /// A map of texts.
    case pairs
    case tags

    /// Of the number; `nil` for anything that is no quantity.
    package var unit: String? {
        switch self {
        case .size: "GiB"
        case .memory: "MiB"
        case .number(_, let unit): unit
        default: nil
        }
    }
}

/// What the names of one resource type look like: letters, digits, Chinese characters and `others`.
package struct NameForm: Hashable, Sendable {
    /// Characters.
    package let length: ClosedRange<Int>
    package let others: String
    package let example: String

    package init(_ length: ClosedRange<Int>, others: String, example: String) {
        self.length = length
        self.others = others
        self.example = example
    }
}

/// A plain key of manifests: its value becomes the attribute as it is.
package struct ManifestKey: Hashable, Sendable {
    /// The block inside the resource's block, such as `systemDisk`; `nil` for a key of the resource itself.
    package let block: String?
    package let name: String
    package let type: AttributeType
    package let isRequired: Bool
    /// The value is never shown.
    package let isSensitive: Bool
    /// Names whose expressions stay in the text, because their values are known later.
    package let late: [String]
    /// The rule that a value outside the limits violates; `nil` when the limit is our own.
    package let rule: RuleWords?
    /// Filled in for objects of ours that do not give it; `.null` for none.
    package let standard: Value
    package let example: String?

    /// With a dot inside a block: `systemDisk.size`.
    package var path: String { block.map { "\($0).\(name)" } ?? name }
}
