internal import XimageCore
internal import XimageYAML

extension ManifestSession {
    func reportType(_ input: Input, _ type: FieldType, isSensitive: Bool) {
        let found: String
        var fix = "Write \(type.description)\(type.example.map { " such as `\($0)`" } ?? "")."
        switch shape(input) {
        case .list:
            found = "a list"
            if type.shape == .map, let entry = keyed(input) {
                fix = "Write a map with a key for each:\n\(entry)"
            }
        case .map: found = "a map"
        case .scalar:
            switch scalar(input) {
            case .null: found = "empty"
            case .text(let text): found = isSensitive ? "a text" : "the text `\(Shown.text(text))`"
            case .secret: found = "a text"
            case .flag(let flag): found = "`\(flag)`, a truth value"
            case .number(let number): found = "the number \(number)"
            case .float(let number): found = "the number \(number)"
            case .list, .map: found = "a value of another form"
            }
            if case .text(let text) = scalar(input), !isSensitive, let near = type.nearest(to: text) {
                fix = "Write `\(near)`: sizes are in powers of 1024."
            }
            if type.takesText, case .node(let place) = input, scalar(input) != .null, !isSensitive {
                fix = "Put it in quotes: `\"\(Shown.text(tree(place).string(Int(place.node))))\"`."
            }
        }
        report(
            "wrong-type", "Value has the wrong type",
            detail:
                "\(path.isEmpty ? "The file" : "`\(pathText)`") is \(found); it takes \(type.description).",
            fix: fix, at: input.place, remark: "not \(type.description)")
    }

    /// The first entries of a list as a map, where each of them has a name.
    private func keyed(_ list: Input) -> String? {
        let rows = items(list).prefix(3).compactMap { item -> String? in
            guard shape(item) == .map else { return nil }
            let entries = entries(item)
            guard let named = entries.first(where: { $0.key == "name" || $0.key == "key" }),
                case .text(let name) = scalar(named.value), TextForm.key.fault(name) == nil
            else { return nil }
            return "    \(name): {...}"
        }
        guard !rows.isEmpty else { return nil }
        return "  \(path.last ?? "map"):\n" + rows.joined(separator: "\n")
    }

    static func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

    /// To go on within a sentence; what starts with an abbreviation stays.
    static func lowered(_ text: String) -> String {
        guard text.dropFirst().first?.isUppercase != true else { return text }
        return text.prefix(1).lowercased() + text.dropFirst()
    }

    /// "`a`, `b` and `c`"
    static func listed(_ words: [String], last: String = "and") -> String {
        let quoted = words.map { "`\($0)`" }
        guard quoted.count > 1 else { return quoted.first ?? "" }
        return quoted.dropLast().joined(separator: ", ") + " \(last) " + (quoted.last ?? "")
    }
}

extension Field {
    var isOffered: Bool { if case .refused = status { false } else { true } }
}

extension FieldType {
    /// The one shape such values have; `nil` when they have several.
    var shape: Input.Shape? {
        switch self {
        case .text, .flag, .number, .size, .memory, .duration, .choice: .scalar
        case .list: .list
        case .map, .block: .map
        case .either, .anything: nil
        }
    }

    /// The same amount in a unit that counts; `nil` where the text is none.
    func nearest(to text: String) -> String? {
        guard case .size = self else {
            guard case .memory = self else { return nil }
            return Units.nearest(to: text, units: ["MiB", "GiB", "TiB"])
        }
        return Units.nearest(to: text, units: ["GiB", "TiB"])
    }

    /// What people call such a value.
    var description: String {
        switch self {
        case .text(let form): form.name
        case .flag: "`true` or `false`"
        case .number: "a whole number"
        case .size: "a size in whole GiB"
        case .memory: "an amount of memory"
        case .duration: "a span of time"
        case .choice(let words): ManifestSession.listed(words, last: "or")
        case .list: "a list"
        case .map: "a map"
        case .block(let schema): "a map with the keys of \(schema.name)"
        case .either(let types): types.map(\.description).joined(separator: ", or ")
        case .anything: "any value"
        }
    }

    var example: String? {
        switch self {
        case .text(let form): form.example
        case .flag: "true"
        case .number(let range): String(range.lowerBound)
        case .size: "40 GiB"
        case .memory: "2 GiB"
        case .duration: "30m"
        case .list: "[...]"
        case .map, .block: "{...}"
        case .choice, .either, .anything: nil
        }
    }

    var takesText: Bool {
        switch self {
        case .text: true
        case .either(let types): types.contains(where: \.takesText)
        default: false
        }
    }
}
