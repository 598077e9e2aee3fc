/// Something that makes a text no YAML, or no YAML that may be read here.
package struct YAMLProblem: Hashable, Sendable {
    /// What sort of problem, for codes and for those who tolerate some.
    package enum Kind: String, Hashable, Sendable {
        /// The text breaks the grammar of YAML; nothing behind it was read.
        case syntax
        /// No UTF-8, or a character that YAML does not allow; nothing was read.
        case encoding
        /// Larger or deeper than allowed; nothing behind it was read.
        case limit
        case duplicateKey
        /// A tag outside YAML's own repository, or one that YAML 1.2 dropped.
        case foreignTag
        /// A tag of YAML's own repository that does not exist, or that does not fit its value.
        case wrongTag
        case unknownAnchor
        case cyclicAnchor
        case wrongMerge
    }

    package let message: YAMLMessage
    /// Values of the message's placeholders, the same in each language.
    package let values: [String: String]
    package var range: YAMLRange
    /// A place that explains it, such as the first of two equal keys.
    package var related: YAMLRemark?

    init(
        _ message: YAMLMessage, _ values: [String: String] = [:], at range: YAMLRange,
        related: YAMLRemark? = nil
    ) {
        self.message = message
        self.values = values
        self.range = range
        self.related = related
    }

    package var kind: Kind { message.kind }

    /// In both languages, with the values.
    package var words: YAMLMessage { message.filled(values) }

    /// In English.
    package var summary: String { message.summary.english }

    /// In English.
    package var detail: String { message.detail.filled(values).english }

    /// In English.
    package var fix: String? { message.fix?.filled(values).english }

    /// True when the tree behind it is not to be used.
    package var isFatal: Bool { kind == .syntax || kind == .encoding || kind == .limit }
}

/// A place with a few words.
package struct YAMLRemark: Hashable, Sendable {
    package var range: YAMLRange
    package var words: YAMLWords

    init(_ range: YAMLRange, _ words: YAMLWords) {
        self.range = range
        self.words = words
    }
}

/// What a text may cost. The defaults are those of the manifest language.
package struct YAMLLimits: Hashable, Sendable {
    package var fileBytes = 64 << 20
    package var scalarBytes = 1 << 20
    package var depth = 100
    /// Nodes that aliases stand for, all documents of a file together.
    package var aliasNodes = 1_000_000
    /// Bytes of text that aliases stand for, all documents of a file together.
    package var aliasBytes = 16 << 20
    /// Nodes of a file: so many, and one more for every five bytes, which bounds memory by the size of the file.
    package var nodes = 1_000_000
    /// Problems after which the rest of a file is not read.
    package var problems = 10_000

    package init() {}
}
