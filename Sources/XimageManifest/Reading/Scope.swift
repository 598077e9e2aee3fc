internal import XimageCore
internal import XimageYAML

/// A value that expressions work on.
indirect enum ScopeValue: Hashable, Sendable {
    case null
    case flag(Bool)
    case number(Int)
    case float(Double)
    case text(String)
    case secret(String)
    case list([ScopeValue])
    case map([ScopeEntry])

    /// As it stands inside a longer text; `nil` for what has no place there.
    var inline: String? {
        switch self {
        case .null: ""
        case .flag(let flag): flag ? "true" : "false"
        case .number(let number): String(number)
        case .float(let number): String(number)
        case .text(let text), .secret(let text): text
        case .list, .map: nil
        }
    }

    /// Everything in a list or map; 0 for other values.
    var itemCount: Int {
        switch self {
        case .list(let items): items.reduce(items.count) { $0 + $1.itemCount }
        case .map(let entries): entries.reduce(entries.count) { $0 + $1.value.itemCount }
        default: 0
        }
    }

    var kindName: Bilingual {
        switch self {
        case .null: Bilingual("nothing", zh: "空值")
        case .flag: Bilingual("true or false", zh: "布尔值")
        case .number: Bilingual("a whole number", zh: "整数")
        case .float: Bilingual("a number with a fraction", zh: "小数")
        case .text, .secret: Bilingual("a text", zh: "文本")
        case .list: Bilingual("a list", zh: "列表")
        case .map: Bilingual("a map", zh: "映射")
        }
    }

    subscript(field: String) -> ScopeValue? {
        if case .map(let entries) = self { entries.first { $0.key == field }?.value } else { nil }
    }

    var isSecret: Bool {
        switch self {
        case .secret: true
        case .list(let values): values.contains(where: \.isSecret)
        case .map(let entries): entries.contains { $0.value.isSecret }
        default: false
        }
    }

    /// Every text in it.
    var texts: [String] {
        switch self {
        case .text(let text), .secret(let text): [text]
        case .list(let values): values.flatMap(\.texts)
        case .map(let entries): entries.flatMap(\.value.texts)
        case .null, .flag, .number, .float: []
        }
    }

    /// The same value with every text in it secret.
    var asSecret: ScopeValue {
        switch self {
        case .null, .secret: self
        case .list(let values): .list(values.map(\.asSecret))
        case .map(let entries): .map(entries.map { ScopeEntry(key: $0.key, value: $0.value.asSecret) })
        default: .secret(inline ?? "")
        }
    }
}

extension ScopeValue {
    /// A YAML value; recursion is bounded by the parser's depth.
    init(_ tree: YAMLTree, _ node: Int) {
        switch tree.kind(node) {
        case .sequence: self = .list(tree.children(node).map { ScopeValue(tree, $0) })
        case .mapping:
            self = .map(
                tree.entries(node).map {
                    ScopeEntry(key: tree.string($0.key), value: ScopeValue(tree, $0.value))
                })
        case .scalar:
            self =
                switch tree.scalar(node) {
                case .null: .null
                case .bool(let flag): .flag(flag)
                case .int(let number): .number(number)
                case .hugeInt(let text): .float(Double(text) ?? .infinity)
                case .float(let number): .float(number)
                case .string(let text): .text(text)
                }
        }
    }
}

struct ScopeEntry: Hashable, Sendable {
    var key: String
    var value: ScopeValue
}

/// What expressions may name at one place.
struct Scope {
    struct Each {
        var key: ScopeValue
        var value: ScopeValue
        var index: Int
    }

    enum Lookup {
        case value(ScopeValue)
        /// Known only later, or not at this place.
        case late
        /// There is no such name; perhaps one near it.
        case missing(nearest: String?)
    }

    var project: String
    var environment: String?
    var variables: [String: ScopeValue] = [:]
    /// Variables that were declared but whose value is wrong or missing; that was reported.
    var brokenVariables: Set<String> = []
    var each: Each?
    var region: String?
    var zone: String?
    /// The cloud name of the server whose block this is.
    var serverName: String?

    /// Values of variables that are one secret text.
    var secrets: [String: Secret] {
        variables.compactMapValues { if case .secret(let text) = $0 { Secret(text) } else { nil } }
    }

    static let roots = ["var", "each", "project", "env", "region", "zone", "server", "source", "generation"]

    func look(up name: Expression.Name) -> Lookup {
        let words = name.words
        switch words[0] {
        case "var": return variable(words)
        case "each": return each(words)
        case "project": return words.count == 1 ? .value(.text(project)) : .missing(nearest: "project")
        case "env": return words.count == 1 ? .value(.text(environment ?? "")) : .missing(nearest: "env")
        case "region":
            return words.count == 1 ? region.map { .value(.text($0)) } ?? .late : .missing(nearest: "region")
        case "zone":
            return words.count == 1 ? zone.map { .value(.text($0)) } ?? .late : .missing(nearest: "zone")
        case "server":
            if words == ["server", "name"], let serverName { return .value(.text(serverName)) }
            return known(words, ["ip", "id", "name"])
        case "generation": return known(words, ["number", "date"])
        case "source":
            if words.count == 3, words[1] == "tags" { return .late }
            return known(words, ["id", "name", "zone"])
        default: return .missing(nearest: Nearest.word(to: words[0], in: Self.roots))
        }
    }

    private func known(_ words: [String], _ names: [String]) -> Lookup {
        guard words.count == 2 else { return .missing(nearest: words[0] + "." + (names.first ?? "")) }
        if names.contains(words[1]) { return .late }
        return .missing(nearest: Nearest.word(to: words[1], in: names).map { "\(words[0]).\($0)" })
    }

    private func variable(_ words: [String]) -> Lookup {
        guard words.count >= 2 else { return .missing(nearest: nil) }
        guard let value = variables[words[1]] else {
            if brokenVariables.contains(words[1]) { return .value(.null) }
            return .missing(
                nearest: Nearest.word(to: words[1], in: variables.keys.sorted()).map { "var.\($0)" })
        }
        return descend(value, words.dropFirst(2), shown: "var.\(words[1])")
    }

    private func each(_ words: [String]) -> Lookup {
        guard let each, words.count >= 2 else { return .missing(nearest: each == nil ? nil : "each.key") }
        switch words[1] {
        case "key" where words.count == 2: return .value(each.key)
        case "index" where words.count == 2: return .value(.number(each.index))
        case "value": return descend(each.value, words.dropFirst(2), shown: "each.value")
        default:
            return .missing(
                nearest: Nearest.word(to: words[1], in: ["key", "value", "index"]).map { "each.\($0)" })
        }
    }

    private func descend(_ value: ScopeValue, _ words: ArraySlice<String>, shown: String) -> Lookup {
        var (value, shown) = (value, shown)
        for word in words {
            guard let inner = value[word] else {
                guard case .map(let entries) = value else { return .missing(nearest: shown) }
                return .missing(
                    nearest: Nearest.word(to: word, in: entries.map(\.key)).map { "\(shown).\($0)" })
            }
            value = inner
            shown += "." + word
        }
        return .value(value)
    }
}
