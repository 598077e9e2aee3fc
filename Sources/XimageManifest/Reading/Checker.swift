internal import XimageCore
internal import XimageYAML

/// Checks values against the tables. Reports all that is wrong and answers what is right.
extension ManifestSession {
    /// The checked entries of a block. Wrong entries are left out; `nil` when it is no block at all.
    func checkBlock(_ input: Input, _ schema: BlockSchema, in scope: Scope) -> Fields? {
        guard shape(input) == .map else {
            reportType(input, .block(schema), isSensitive: false)
            return nil
        }
        var result = Fields(schema: schema, place: input.place)
        let entries = entries(input)
        result.entries.reserveCapacity(entries.count)
        let keys = entries.map(\.key)
        result.given = given(keys, in: schema)
        let absent = schema.absent(from: keys)
        for (key, keyPlace, value) in entries {
            guard let field = knownField(key, at: keyPlace, in: schema, absent: absent) else { continue }
            path.append(key)
            if let datum = check(value, field.type, field, in: scope) {
                result.entries.append(
                    .init(key: field.key, keyPlace: keyPlace, item: Item(datum: datum, place: value.place)))
            }
            path.removeLast()
        }
        checkPresence(of: result.given, schema, at: input.place)
        return result
    }

    /// Keys as written, and those that mistyped ones were probably meant to be: what is mistyped is not missing as well.
    func given(_ keys: [String], in schema: BlockSchema) -> [String] {
        let unknown = keys.filter { schema[$0] == nil }.prefix(Self.mostMeant)
        guard !unknown.isEmpty else { return keys }
        let absent = schema.absent(from: keys)
        return keys + unknown.compactMap { suggestion(for: $0, in: schema, absent: absent) }
    }

    /// Unknown keys of a block of which the meaning is looked for. More are no typing mistakes.
    private static let mostMeant = 1000

    private func suggestion(for key: String, in schema: BlockSchema, absent: [String]) -> String? {
        Nearest.word(to: key, in: absent) ?? Nearest.word(to: key, in: schema.fields.lazy.map(\.key))
    }

    /// The field of a key, if it may be used; reports why not.
    ///
    /// - Parameter absent: Keys of the schema that the block does not have: a mistyped key is probably one of them.
    func knownField(_ key: String, at place: Place, in schema: BlockSchema, absent: [String]) -> Field? {
        guard let field = schema[key] else {
            if isFull {
                countOnly()
                return nil
            }
            let block = RuleArgument(Self.capitalized(schema.name.english), zh: schema.name.chinese)
            if let nearest = suggestion(for: key, in: schema, absent: absent) {
                report(
                    .unknownKey,
                    ["block": block, "key": RuleArgument(Shown.text(key)), "nearest": RuleArgument(nearest)],
                    at: place, remark: .perhaps(nearest))
            } else {
                report(
                    .strangeKey,
                    [
                        "block": block, "key": RuleArgument(Shown.text(key)),
                        "keys": .listed(schema.fields.filter(\.isOffered).map(\.key)),
                    ],
                    at: place, remark: Bilingual("not known here", zh: "此处没有该键"))
            }
            return nil
        }
        switch field.status {
        case .supported: return field
        case .refused(let words):
            let isNew = words == .wholeImageShared && policy[.sharing] == "current"
            report(
                isNew ? .wholeImageSharingNotOffered : words, ["image": RuleArgument("`\(pathText)`")],
                at: place)
        }
        return nil
    }

    func checkPresence(of keys: [String], _ schema: BlockSchema, at place: Place) {
        let block = Bilingual(Self.capitalized(schema.name.english), zh: schema.name.chinese)
        for key in schema.required where !keys.contains(key) {
            report(
                .missingKey,
                [
                    "block": subject(block), "key": RuleArgument(key),
                    "purpose": Self.purpose(key, in: schema),
                    "example": RuleArgument(schema[key]?.example ?? "..."),
                ],
                at: place, remark: .missing(key))
        }
        guard !schema.exactlyOne.isEmpty else { return }
        let given = schema.exactlyOne.filter(keys.contains)
        if given.count != 1 {
            report(
                given.isEmpty ? .noneOfKeys : .severalKeys,
                [
                    "block": RuleArgument(block), "keys": .listed(schema.exactlyOne), "given": .listed(given),
                ],
                at: place)
        }
    }

    /// What a missing key is for, as the end of the sentence that names it. Only English has such words.
    static func purpose(_ key: String, in schema: BlockSchema) -> RuleArgument {
        RuleArgument(
            ": \(lowered(schema[key]?.summary.english ?? ""))", zh: "：\(schema[key]?.summary.chinese ?? "")")
    }

    /// The checked value; `nil` when it is wrong, which was reported.
    func check(_ input: Input, _ type: FieldType, _ field: Field, in scope: Scope) -> Datum? {
        if hasExpression(input), shape(input) == .scalar {
            guard let value = evaluate(input, for: field, in: scope) else { return nil }
            if value.isSecret, !field.isSensitive {
                report(.shownSecret, ["path": RuleArgument(pathText)], at: input.place)
                return nil
            }
            return checkValue(.value(value, input.place), type, field, in: scope)
        }
        return checkValue(input, type, field, in: scope)
    }

    private func checkValue(_ input: Input, _ type: FieldType, _ field: Field, in scope: Scope) -> Datum? {
        switch type {
        case .text(let form): return checkText(input, form, field)
        case .flag:
            if case .flag(let flag) = scalar(input), shape(input) == .scalar { return .flag(flag) }
        case .number(let range):
            if case .number(let number) = scalar(input), shape(input) == .scalar {
                return inRange(number, range, input, field) { String($0) }
            }
        case .size(let range):
            if let size = quantity(input, Units.gibibytes, bare: 1) {
                return inRange(size, range, input, field) { Units.text(gibibytes: $0) }
            }
        case .memory:
            if let size = quantity(input, Units.mebibytes, bare: 1024) {
                return inRange(size, 0...1_073_741_824, input, field) { Units.text(mebibytes: $0) }
            }
        case .duration(let range):
            if case .text(let text) = scalar(input), shape(input) == .scalar,
                let seconds = Units.seconds(text)
            {
                return inRange(seconds, range, input, field) { Units.text(seconds: $0) }
            }
        case .choice(let words): return checkChoice(input, words, field)
        case .list(let inner):
            guard shape(input) == .list else { break }
            return .list(checkItems(input, inner, field, in: scope))
        case .map(let form, let inner):
            if isNothing(input) { return .map([]) }
            guard shape(input) == .map else { break }
            return .map(checkEntries(input, form, inner, field, in: scope))
        case .block(let schema): return checkBlock(input, schema, in: scope).map { .fields($0) }
        case .either(let types): return checkEither(input, types, field, in: scope)
        case .anything: return scopeValue(input, field, in: scope).map { .anything($0) }
        }
        reportType(input, type, isSensitive: field.isSensitive)
        return nil
    }

    private func isNothing(_ input: Input) -> Bool {
        shape(input) == .scalar && scalar(input) == .null
    }

    private func checkText(_ input: Input, _ form: TextForm, _ field: Field) -> Datum? {
        guard shape(input) == .scalar else {
            reportType(input, .text(form), isSensitive: field.isSensitive)
            return nil
        }
        switch scalar(input) {
        case .text(let text):
            if let fault = form.fault(text) {
                reportForm(text, form, fault, at: input.place, of: field)
                return nil
            }
            return field.isSensitive ? .secret(text) : .text(text)
        case .secret(let text): return .secret(text)
        default:
            reportType(input, .text(form), isSensitive: field.isSensitive)
            return nil
        }
    }

    /// - Parameter field: whose value or key the text is; `nil` for names of blocks.
    func reportForm(
        _ text: String, _ form: TextForm, _ fault: RuleArgument, at place: Place, of field: Field? = nil
    ) {
        let isSensitive = field?.isSensitive == true
        if let words = form.rule, let field, !isSensitive {
            let (object, key) = owner(of: field)
            let shown = RuleArgument(Shown.text(text))
            return report(
                words, ["name": shown, "key": shown, "object": object, "field": key, "reason": fault],
                at: place)
        }
        let nearest = isSensitive ? [] : form.nearest(text)
        report(
            nearest.isEmpty ? .wrongForm : .misspeltForm,
            [
                "path": RuleArgument(pathText), "form": RuleArgument(form.name),
                "value": isSensitive
                    ? RuleArgument("the value", zh: "该值")
                    : RuleArgument("`\(Shown.text(text))`", zh: " `\(Shown.text(text))` "),
                "fault": fault, "example": RuleArgument(form.example), "nearest": .listed(nearest, .or),
            ], at: place)
    }

    /// The block that has a field, and the path of what is checked inside it.
    private func owner(of field: Field) -> (object: RuleArgument, key: RuleArgument) {
        let split = path.lastIndex(of: field.key) ?? path.endIndex
        return (
            RuleArgument("`\(path[..<split].joined(separator: "."))`"),
            RuleArgument("`\(path[split...].joined(separator: "."))`")
        )
    }

    private func checkChoice(_ input: Input, _ words: [String], _ field: Field) -> Datum? {
        guard shape(input) == .scalar, case .text(let text) = scalar(input) else {
            reportType(input, .choice(words), isSensitive: field.isSensitive)
            return nil
        }
        if words.contains(text) { return .text(text) }
        let nearest = Nearest.word(to: text, in: words)
        report(
            nearest == nil ? .noChoice : .misspeltChoice,
            [
                "path": RuleArgument(pathText), "value": RuleArgument(Shown.text(text)),
                "choices": .listed(words, .or), "nearest": RuleArgument(nearest ?? ""),
            ], at: input.place)
        return nil
    }

    private func quantity(_ input: Input, _ read: (String) -> Int?, bare: Int) -> Int? {
        guard shape(input) == .scalar else { return nil }
        switch scalar(input) {
        case .number(let number):
            return number.multipliedReportingOverflow(by: bare).overflow ? nil : number * bare
        case .text(let text): return read(text)
        default: return nil
        }
    }

    private func inRange(
        _ number: Int, _ range: ClosedRange<Int>, _ input: Input, _ field: Field, _ text: (Int) -> String
    ) -> Datum? {
        if range.contains(number) { return .number(number) }
        let remark =
            number < range.lowerBound ? Bilingual("too small", zh: "过小") : Bilingual("too large", zh: "过大")
        if let words = field.rule {
            report(
                words,
                [
                    "object": owner(of: field).object, "size": "\(number)", "reason": .outOfRange,
                    "min": "\(range.lowerBound)", "max": "\(range.upperBound)",
                ],
                at: input.place, remark: RuleArgument(remark))
            return nil
        }
        report(
            .outOfRange,
            [
                "path": RuleArgument(pathText), "value": RuleArgument(text(number)),
                "min": RuleArgument(text(range.lowerBound)), "max": RuleArgument(text(range.upperBound)),
            ], at: input.place, remark: remark)
        return nil
    }

    private func checkItems(_ input: Input, _ type: FieldType, _ field: Field, in scope: Scope) -> [Item] {
        var result: [Item] = []
        for (index, item) in items(input).enumerated() {
            path.append(String(index))
            if let datum = check(item, type, field, in: scope) {
                result.append(Item(datum: datum, place: item.place))
            }
            path.removeLast()
        }
        return result
    }

    private func checkEntries(
        _ input: Input, _ form: TextForm, _ type: FieldType, _ field: Field, in scope: Scope
    ) -> [MapEntry] {
        var result: [MapEntry] = []
        for (key, keyPlace, value) in entries(input) {
            if let fault = form.fault(key) {
                path.append(Shown.text(key))
                reportForm(key, form, fault, at: keyPlace, of: field)
                path.removeLast()
                continue
            }
            path.append(key)
            if let datum = check(value, type, field, in: scope) {
                result.append(
                    MapEntry(key: key, keyPlace: keyPlace, item: Item(datum: datum, place: value.place)))
            }
            path.removeLast()
        }
        return result
    }

    private func checkEither(_ input: Input, _ types: [FieldType], _ field: Field, in scope: Scope) -> Datum?
    {
        let shape = shape(input)
        let fitting = types.filter { $0.shape == nil || $0.shape == shape }
        guard let first = fitting.first else {
            reportType(input, .either(types), isSensitive: field.isSensitive)
            return nil
        }
        if fitting.count > 1, let fit = fitting.first(where: { accepts(input, $0) }) {
            return checkValue(input, fit, field, in: scope)
        }
        return checkValue(input, first, field, in: scope)
    }

    /// Whether a scalar has the YAML type that a type asks for.
    private func accepts(_ input: Input, _ type: FieldType) -> Bool {
        switch (type, scalar(input)) {
        case (.number, .number), (.flag, .flag), (.text, .text), (.text, .secret), (.choice, .text): true
        default: false
        }
    }

    /// Any value as expressions see it, with the expressions in it carried out.
    func scopeValue(_ input: Input, _ field: Field, in scope: Scope) -> ScopeValue? {
        switch shape(input) {
        case .scalar: return evaluate(input, for: field, in: scope)
        case .list:
            var values: [ScopeValue] = []
            for item in items(input) {
                guard let value = scopeValue(item, field, in: scope) else { return nil }
                values.append(value)
            }
            return .list(values)
        case .map:
            var values: [ScopeEntry] = []
            for (key, _, value) in entries(input) {
                guard let value = scopeValue(value, field, in: scope) else { return nil }
                values.append(ScopeEntry(key: key, value: value))
            }
            return .map(values)
        }
    }
}
