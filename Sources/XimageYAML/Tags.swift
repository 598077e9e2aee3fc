/// Explicit tags: which are known, and whether they fit what they stand on.
enum Tags {
    private static let prefix = "tag:yaml.org,2002:"

    static func scalar(
        _ tag: String, content: UnsafeBufferPointer<UInt8>, style: YAMLStyle,
        report: (YAMLProblem.Kind, String) -> Void
    ) -> YAMLTag {
        let known: YAMLTag =
            switch tag {
            case "!": .nonSpecific
            case prefix + "str": .string
            case prefix + "null": .null
            case prefix + "bool": .bool
            case prefix + "int": .int
            case prefix + "float": .float
            default: .other
            }
        guard known != .other else {
            report(kind(of: tag), shown(tag))
            return .other
        }
        let fits =
            switch (known, YAMLScalar.plain(content)) {
            case (.nonSpecific, _), (.string, _), (.null, .null), (.bool, .bool), (.int, .int),
                (.int, .hugeInt),
                (.float, .float), (.float, .int), (.float, .hugeInt):
                true
            default: false
            }
        if !fits { report(.wrongTag, shown(tag)) }
        return fits ? known : .other
    }

    static func collection(_ tag: String, isMapping: Bool, report: (YAMLProblem.Kind, String) -> Void)
        -> YAMLTag
    {
        switch tag {
        case prefix + "map" where isMapping: return .mapping
        case prefix + "seq" where !isMapping: return .sequence
        case "!": return .none
        case prefix + "map", prefix + "seq", prefix + "str", prefix + "null", prefix + "bool", prefix + "int",
            prefix + "float":
            report(.wrongTag, shown(tag))
            return .other
        default:
            report(kind(of: tag), shown(tag))
            return .other
        }
    }

    /// Tags of YAML 1.1's repository exist, though not here; other `!!x` do not exist at all.
    private static func kind(of tag: String) -> YAMLProblem.Kind {
        guard tag.hasPrefix(prefix) else { return .foreignTag }
        let dropped: Set<Substring> = [
            "set", "omap", "pairs", "binary", "timestamp", "merge", "value", "yaml",
        ]
        return dropped.contains(tag.dropFirst(prefix.count)) ? .foreignTag : .wrongTag
    }

    private static func shown(_ tag: String) -> String {
        tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
    }
}
