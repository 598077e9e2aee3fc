internal import XimageCore
internal import XimageYAML

/// A value that is still to be checked: a node of a file, or what an expression gave, with the node it stands on.
enum Input {
    case node(Place)
    case value(ScopeValue, Place)

    var place: Place {
        switch self {
        case .node(let place), .value(_, let place): place
        }
    }

    enum Shape { case scalar, list, map }
}

extension ManifestSession {
    func shape(_ input: Input) -> Input.Shape {
        switch input {
        case .node(let place):
            switch files[Int(place.file)].tree.kind(Int(place.node)) {
            case .scalar: .scalar
            case .sequence: .list
            case .mapping: .map
            }
        case .value(.list, _): .list
        case .value(.map, _): .map
        case .value: .scalar
        }
    }

    /// The value of a scalar; expressions are not yet carried out.
    func scalar(_ input: Input) -> ScopeValue {
        switch input {
        case .value(let value, _): return value
        case .node(let place):
            return switch files[Int(place.file)].tree.scalar(Int(place.node)) {
            case .null: .null
            case .bool(let flag): .flag(flag)
            case .int(let number): .number(number)
            case .hugeInt(let text): .float(Double(text) ?? .infinity)
            case .float(let number): .float(number)
            case .string(let text): .text(text)
            }
        }
    }

    func items(_ input: Input) -> [Input] {
        switch input {
        case .node(let place):
            let tree = tree(place)
            return tree.children(Int(place.node)).map {
                .node(Place(file: place.file, node: Int32(tree.resolve($0))))
            }
        case .value(.list(let values), let place): return values.map { .value($0, place) }
        case .value: return []
        }
    }

    /// Whether a variable is marked as sensitive, also where the mark has a typo or stands beside another.
    func isMeantSensitive(_ variable: Input) -> Bool {
        guard case .node(let place) = variable else { return false }
        return SensitiveText.isSensitive(Int(place.node), in: tree(place))
    }

    /// Keys with their places, and values. Keys that are no scalars are reported and left out.
    func entries(_ input: Input) -> [(key: String, keyPlace: Place, value: Input)] {
        switch input {
        case .node(let place):
            let tree = tree(place)
            var result: [(key: String, keyPlace: Place, value: Input)] = []
            result.reserveCapacity(tree.childCount(Int(place.node)) / 2)
            tree.forEachEntry(Int(place.node)) { entry in
                let keyPlace = Place(file: place.file, node: Int32(entry.key))
                guard isUsableKey(entry.key, in: tree) else { return reportKey(at: keyPlace) }
                let value = Place(file: place.file, node: Int32(entry.value))
                result.append((tree.string(entry.key), keyPlace, .node(value)))
            }
            return result
        case .value(.map(let entries), let place):
            return entries.map { ($0.key, place, .value($0.value, place)) }
        case .value: return []
        }
    }

    private func reportKey(at place: Place) {
        report(.wrongKey, ["block": subject(Bilingual("the file", zh: "文件"))], at: place)
    }

    private func isUsableKey(_ key: Int, in tree: YAMLTree) -> Bool {
        guard tree.kind(key) == .scalar else { return false }
        if case .null = tree.scalar(key) { return false }
        return true
    }

    func hasExpression(_ input: Input) -> Bool {
        guard case .node(let place) = input else { return false }
        return files[Int(place.file)].tree.hasExpression(Int(place.node))
    }

    /// Carries out the expressions of a scalar. `nil` when that failed, which was reported.
    func evaluate(_ input: Input, for field: Field, in scope: Scope) -> ScopeValue? {
        let value = scalar(input)
        guard case .text(let text) = value, hasExpression(input) else { return value }
        switch parts(of: text) {
        case .failure(let fault):
            reportFault(fault, at: input.place)
            return nil
        case .success(let parts):
            if parts.count == 1, case .name(let name) = parts[0] {
                return look(up: name, for: field, in: scope, at: input.place)
                    .flatMap { isAllowed($0, at: input.place) ? $0 : nil }
            }
            return interpolate(parts, for: field, in: scope, at: input.place)
        }
    }

    /// Texts of late fields keep their placeholders, so nothing else in them may look like one.
    private func isLiteral(_ text: String, in field: Field, at place: Place) -> Bool {
        guard !field.late.isEmpty, text.contains("${") else { return true }
        report(.strayLiteral, ["path": RuleArgument(pathText)], at: place)
        return false
    }

    private func interpolate(
        _ parts: [Expression.Part], for field: Field, in scope: Scope, at place: Place
    ) -> ScopeValue? {
        var result = ""
        var isSecret = false
        var isComplete = true
        for part in parts {
            switch part {
            case .text(let literal):
                if !isLiteral(literal, in: field, at: place) { isComplete = false }
                result += literal
            case .name(let name):
                guard let value = look(up: name, for: field, in: scope, at: place) else {
                    isComplete = false
                    continue
                }
                guard let text = value.inline else {
                    report(
                        .listInText,
                        [
                            "name": RuleArgument(Shown.text(name.text)),
                            "kind": RuleArgument(value.kindName),
                        ],
                        at: place)
                    isComplete = false
                    continue
                }
                isSecret = isSecret || value.isSecret
                result += text
                guard result.utf8.count <= Self.longestText else { return reportTooLong(at: place) }
            }
        }
        guard isComplete else { return nil }
        if result.utf8.count > 1 << 10 {
            expressionAllowance -= result.utf8.count
            guard expressionAllowance >= 0 else { return reportTooLong(at: place) }
        }
        return isSecret ? .secret(result) : .text(result)
    }

    /// Whether the set may hold the items of one more list or map: a few bytes of a block repeat all of a variable.
    private func isAllowed(_ value: ScopeValue, at place: Place) -> Bool {
        switch value {
        case .list, .map: break
        default: return true
        }
        if itemAllowance > 0 { itemAllowance -= value.itemCount }
        if itemAllowance > 0 { return true }
        guard !isFull else {
            countOnly()
            return false
        }
        report(
            .tooManyValues, ["path": RuleArgument(pathText), "most": "\(Self.mostItems)"], at: place)
        return false
    }

    static let mostItems = 2_000_000

    private static let longestText = YAMLLimits().scalarBytes

    private func reportTooLong(at place: Place) -> ScopeValue? {
        report(
            .tooLongText, ["path": RuleArgument(pathText), "size": "\(Self.longestText >> 20)"], at: place)
        return nil
    }

    private func look(up name: Expression.Name, for field: Field, in scope: Scope, at place: Place)
        -> ScopeValue?
    {
        switch scope.look(up: name) {
        case .value(.null) where name.words.first == "var" && scope.brokenVariables.contains(name.words[1]):
            return nil
        case .value(let value):
            guard let text = value.inline, !isLiteral(text, in: field, at: place) else { return value }
            return nil
        case .late:
            if field.late.contains(name.words[0]) { return .text("${\(name.text)}") }
            report(
                .lateName, ["name": RuleArgument(name.text), "path": RuleArgument(pathText)], at: place)
            return nil
        case .missing where session(hides: name): return nil
        case .missing(let nearest):
            let isEachOutside = name.words.first == "each" && scope.each == nil
            report(
                isEachOutside ? .eachOutsideLoop : nearest == nil ? .unknownName : .misspeltName,
                ["name": RuleArgument(Shown.text(name.text)), "nearest": RuleArgument(nearest ?? "")],
                at: place)
            return nil
        }
    }

    /// Whether a name may be declared in a part of the set that could not be read.
    private func session(hides name: Expression.Name) -> Bool { isIncomplete && name.words[0] == "var" }

    private func reportFault(_ fault: ExpressionFault, at place: Place) {
        switch fault {
        case .unclosed: report(.openExpression, at: place)
        case .malformed(let text):
            report(.malformedExpression, ["text": RuleArgument(Shown.text(text))], at: place)
        }
    }
}
