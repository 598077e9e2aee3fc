internal import XimageCore
internal import XimageYAML

extension ManifestSession {
    func reportType(_ input: Input, _ type: FieldType, isSensitive: Bool) {
        let subject = subject(Bilingual("The file", zh: "文件"))
        func tell(_ notice: Notice, _ argument: RuleArgument = "") {
            report(
                notice,
                [
                    "subject": subject, "found": found(input, isSensitive), "type": type.name,
                    "example": argument, "entry": argument, "nearest": argument, "text": argument,
                ],
                at: input.place, remark: Bilingual("not \(type.name)", zh: "应为\(type.name[.chinese])"))
        }
        let kind = shape(input)
        if kind == .scalar, type.takesText, case .node(let place) = input, scalar(input) != .null,
            !isSensitive
        {
            tell(.unquoted, RuleArgument(Shown.text(tree(place).string(Int(place.node)))))
        } else if kind == .scalar, case .text(let text) = scalar(input), !isSensitive,
            let near = type.nearest(to: text)
        {
            tell(.wrongUnit, RuleArgument(near))
        } else if kind == .list, type.shape == .map, let entry = keyed(input) {
            tell(.listForMap, RuleArgument(entry))
        } else if let example = type.example {
            tell(.wrongType, RuleArgument(example))
        } else {
            tell(.wrongKind)
        }
    }

    /// What a value is.
    private func found(_ input: Input, _ isSensitive: Bool) -> RuleArgument {
        switch shape(input) {
        case .list: return RuleArgument("a list", zh: "列表")
        case .map: return RuleArgument("a map", zh: "映射")
        case .scalar: break
        }
        switch scalar(input) {
        case .null: return RuleArgument("empty", zh: "空值")
        case .text(let text) where !isSensitive:
            return RuleArgument("the text `\(Shown.text(text))`", zh: "文本 `\(Shown.text(text))`")
        case .text, .secret: return RuleArgument("a text", zh: "文本")
        case .flag(let flag): return RuleArgument("`\(flag)`, a truth value", zh: "布尔值 `\(flag)`")
        case .number(let number): return RuleArgument("the number \(number)", zh: "数字 \(number)")
        case .float(let number): return RuleArgument("the number \(number)", zh: "数字 \(number)")
        case .list, .map: return RuleArgument("a value of another form", zh: "其他形式的值")
        }
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
    var name: RuleArgument {
        switch self {
        case .text(let form): RuleArgument(form.name)
        case .flag: RuleArgument("`true` or `false`", zh: "布尔值 `true` 或 `false`")
        case .number: RuleArgument("a whole number", zh: "整数")
        case .size: RuleArgument("a size in whole GiB", zh: "容量（整数 GiB）")
        case .memory: RuleArgument("an amount of memory", zh: "内存容量")
        case .duration: RuleArgument("a span of time", zh: "时长")
        case .choice(let words):
            RuleArgument(
                RuleArgument.listed(words, .or).english,
                zh: "以下之一：\(RuleArgument.listed(words, .or)[.chinese])")
        case .list: RuleArgument("a list", zh: "列表")
        case .map: RuleArgument("a map", zh: "映射")
        case .block(let schema):
            RuleArgument(
                "a map with the keys of \(schema.name.english)", zh: "含有“\(schema.name.chinese)”各键的映射")
        case .either(let types): RuleArgument(types.map(\.name), english: ", or ", chinese: "，或")
        case .anything: RuleArgument("any value", zh: "任意值")
        }
    }

    /// The same in English.
    var description: String { name.english }

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
