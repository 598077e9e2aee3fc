/// A question on which documents of different years disagree. The manifest's `policy:` says whose word counts.
package enum PolicyTopic: String, Hashable, Sendable, CaseIterable {
    /// Whether whole images count as impossible to share.
    case sharing
    /// Whether a running database should be stopped for its image.
    case databases
    /// How large a whole image may be to be copied to another region.
    case copySize
    /// Between which regions whole images can be copied.
    case copyRegions
    /// Whether Windows whole images count as offered.
    case windows

    /// The first one counts when the manifest says nothing.
    package var choices: [String] {
        switch self {
        case .sharing: ["seed", "current"]
        case .databases: ["current", "seed"]
        case .copySize: ["current", "international", "seed"]
        case .copyRegions: ["live", "guide2022", "seed"]
        case .windows: ["site", "seed"]
        }
    }
}

/// What a manifest set chose.
package struct Policy: Hashable, Sendable {
    private var chosen: [PolicyTopic: String] = [:]

    package init() {}

    package subscript(topic: PolicyTopic) -> String {
        get { chosen[topic] ?? topic.choices[0] }
        set { chosen[topic] = newValue == topic.choices[0] ? nil : newValue }
    }
}
