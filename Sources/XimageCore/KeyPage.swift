/// What is known of one key of the manifest language, from the tables that check manifests.
package struct KeyPage: Sendable {
    /// One key of a block.
    package struct Row: Sendable {
        package let key: String
        package let type: RuleArgument
        package let isRequired: Bool
        package let summary: Bilingual

        package init(key: String, type: RuleArgument, isRequired: Bool, summary: Bilingual) {
            self.key = key
            self.type = type
            self.isRequired = isRequired
            self.summary = summary
        }
    }

    /// Without the keys that people choose: `servers.dataDisks.size`. Empty for a manifest file itself.
    package let path: String
    package let summary: Bilingual
    /// `nil` for a manifest file itself, and for a key that is not offered.
    package var type: RuleArgument?
    /// What a value of the type has to keep to; `nil` where any will do.
    package var limits: RuleArgument?
    package var isRequired = false
    /// The value is never shown.
    package var isSensitive = false
    /// Filled in when the key is left out; `nil` for none.
    package var standard: String?
    /// As YAML.
    package var example: String?
    /// What a plan does when the manifest changes; `nil` when no attribute of an object follows from the key.
    package var effect: RuleArgument?
    /// What `drift` and plans do when someone else changes the object; `nil` as ``effect``.
    package var drift: RuleArgument?
    /// The attribute that follows from the key, or from the block around it.
    package var attribute: AttributeName?
    /// The object that has the attribute.
    package var kind: ResourceKind?
    /// Rules that the table itself names.
    package var rules: [String] = []
    /// Of a block; empty for a plain key.
    package var keys: [Row] = []

    package init(path: String, summary: Bilingual) {
        self.path = path
        self.summary = summary
    }
}
