package import XimageCore

/// What may stand under one key of a manifest. Tables of these drive the checks, the JSON Schema and the reference
/// page, so the three cannot differ.
package struct Field: Sendable {
    package enum Status: Sendable {
        case supported
        /// Known only to say that it is not offered.
        case refused(RuleWords)
    }

    package let key: String
    package let type: FieldType
    package let isRequired: Bool
    package let summary: Bilingual
    package let example: String?
    package let status: Status
    /// The value is never shown.
    package let isSensitive: Bool
    /// Names whose expressions stay in the text, because their values are known later.
    package let late: [String]
    /// The rule that a number out of range violates; `nil` when the range is our own.
    package let rule: RuleWords?

    package init(
        _ key: String, _ type: FieldType, required: Bool = false, status: Status = .supported,
        sensitive: Bool = false,
        late: [String] = [], rule: RuleWords? = nil, example: String? = nil, _ summary: String,
        zh chinese: String
    ) {
        self.key = key
        self.type = type
        self.isRequired = required
        self.summary = Bilingual(summary, zh: chinese)
        self.example = example
        self.status = status
        self.isSensitive = sensitive
        self.late = late
        self.rule = rule
    }
}

/// The form of a value.
package indirect enum FieldType: Sendable {
    case text(TextForm)
    case flag
    case number(ClosedRange<Int>)
    /// A disk or vault size; whole GiB.
    case size(ClosedRange<Int>)
    /// An amount of memory; whole MiB.
    case memory
    /// A span of time; whole seconds.
    case duration(ClosedRange<Int>)
    case choice([String])
    case list(FieldType)
    /// A map whose keys people choose.
    case map(TextForm, FieldType)
    case block(BlockSchema)
    /// The first alternative whose shape (scalar, list, map) fits.
    case either([FieldType])
    /// Whatever YAML can say: values of variables and loops.
    case anything
}

/// The keys of one kind of block.
package final class BlockSchema: Sendable {
    /// What people call it: "a server".
    package let name: Bilingual
    package let summary: Bilingual
    package let fields: [Field]
    /// Keys of which exactly one must be given; empty when there is no such choice.
    package let exactlyOne: [String]
    /// Keys that a block needs when it has no `existing`.
    package let neededUnlessExisting: [String]
    /// Keys that may stand beside `existing`; empty for blocks that have no such key.
    package let allowedWithExisting: [String]
    /// Keys that have to be given.
    let required: [String]
    private let positions: [String: Int]

    /// Keys of the block that are not among those that are written.
    func absent(from written: [String]) -> [String] {
        let present = Set(written)
        return fields.map(\.key).filter { !present.contains($0) }
    }

    package init(
        _ name: Bilingual, _ summary: String, zh chinese: String, exactlyOne: [String] = [],
        neededUnlessExisting: [String] = [],
        allowedWithExisting: [String] = [], _ fields: [Field]
    ) {
        self.name = name
        self.summary = Bilingual(summary, zh: chinese)
        self.fields = fields
        self.exactlyOne = exactlyOne
        self.neededUnlessExisting = neededUnlessExisting
        self.allowedWithExisting = allowedWithExisting
        required = fields.filter(\.isRequired).map(\.key)
        positions = Dictionary(uniqueKeysWithValues: fields.enumerated().map { ($1.key, $0) })
    }

    package func position(of key: String) -> Int? { positions[key] }

    package subscript(key: String) -> Field? { positions[key].map { fields[$0] } }
}
