internal import XimageCore

/// A block whose plain entries are checked once; those with expressions are checked for each instance.
struct BlockTemplate {
    var block: Named
    var address: Address
    /// Entries without expressions.
    var fixed: Fields
    /// Entries with expressions.
    var varying: [(field: Field, keyPlace: Place, value: Input)] = []
    var loops: [String: Input] = [:]
    /// Blocks with loops of their own, read for each instance.
    var nested: [String: Input] = [:]
    /// Keys of the block, all of them; for mistyped ones also what was probably meant.
    var keys: [String]

    func has(_ key: String) -> Bool { keys.contains(key) }
}

/// One instance of a block.
struct Instance {
    var key: InstanceKey?
    var scope: Scope
}

extension ManifestSession {
    static let loopKeys: Set<String> = ["forEach", "count", "when"]

    /// Takes a block apart; `nil` when it is none, which was reported.
    func blockTemplate(_ block: Named, _ schema: BlockSchema, kind: ResourceKind, in scope: Scope)
        -> BlockTemplate?
    {
        let address = Self.address(of: block, kind)
        let form = kind == .copy ? TextForm.key : .block
        if let fault = form.fault(block.name) {
            reportForm(block.name, form, fault, at: block.keyPlace)
            return nil
        }
        path.append(block.name)
        defer { path.removeLast() }
        guard shape(block.value) == .map else {
            reportType(block.value, .block(schema), isSensitive: false)
            return nil
        }
        let entries = entries(block.value)
        let keys = entries.map(\.key)
        var template = BlockTemplate(
            block: block, address: address,
            fixed: Fields(schema: schema, place: block.value.place),
            keys: given(keys, in: schema))
        template.fixed.entries.reserveCapacity(entries.count)
        let absent = schema.absent(from: keys)
        for (key, keyPlace, value) in entries {
            guard let field = knownField(key, at: keyPlace, in: schema, absent: absent) else { continue }
            if Self.loopKeys.contains(key) {
                template.loops[key] = value
            } else if schema === ManifestTables.image, key == "copies" {
                template.nested[key] = value
            } else if hasExpression(value) {
                template.varying.append((field, keyPlace, value))
            } else {
                path.append(key)
                if let datum = check(value, field.type, field, in: scope) {
                    template.fixed.entries.append(
                        .init(key: key, keyPlace: keyPlace, item: Item(datum: datum, place: value.place)))
                }
                path.removeLast()
            }
        }
        checkPresence(of: template.keys, schema, at: block.keyPlace)
        return template
    }

    /// The address that a block declares: `web`, or one instance of it, `web["blue"]`.
    static func address(of block: Named, _ kind: ResourceKind) -> Address {
        guard kind != .copy, block.name.utf8.contains(0x5B),
            let address = Address("\(kind.rawValue).\(block.name)")
        else { return Address(kind, block.name) }
        return address
    }

    /// The entries with expressions, as one instance has them.
    func varyingFields(
        _ template: BlockTemplate, where isMeant: (String) -> Bool = { _ in true }, in scope: Scope
    ) -> Fields {
        var fields = Fields(schema: template.fixed.schema, place: template.fixed.place)
        for (field, keyPlace, value) in template.varying where isMeant(field.key) {
            path.append(field.key)
            if let datum = check(value, field.type, field, in: scope) {
                fields.entries.append(
                    .init(key: field.key, keyPlace: keyPlace, item: Item(datum: datum, place: value.place)))
            }
            path.removeLast()
        }
        return fields
    }

    /// Calls `body` for each instance. After an instance with errors the others are left out: theirs would be the same.
    ///
    /// - Parameter weight: Resources that one instance makes, for the limit of a set.
    func forEachInstance(
        of template: BlockTemplate, weight: Int = 1, in scope: Scope, _ body: (Instance) -> Void
    ) {
        path.append(template.block.name)
        defer { path.removeLast() }
        if template.loops["forEach"] != nil, let count = template.loops["count"] {
            report(.twoLoops, at: count.place)
            return
        }
        if template.address.instance != nil, let loop = template.loops["forEach"] ?? template.loops["count"] {
            report(.loopInInstance, ["object": "\(template.address)"], at: loop.place)
            return
        }
        // The limit was reported; a loop would be read for nothing.
        guard resourceCount <= Self.mostResources, isWanted(template, in: scope) else { return }
        if let count = template.loops["count"] {
            countInstances(count, template, weight, in: scope, body)
        } else if let forEach = template.loops["forEach"] {
            keyedInstances(forEach, template, weight, in: scope, body)
        } else if takeResources(weight, at: template.block.keyPlace) {
            body(Instance(key: template.address.instance, scope: scope))
        }
    }

    private func loopValue(_ key: String, _ input: Input, in scope: Scope) -> Datum? {
        guard let field = ManifestTables.loops.first(where: { $0.key == key }) else { return nil }
        path.append(key)
        defer { path.removeLast() }
        return check(input, field.type, field, in: scope)
    }

    /// `when` without `each` is about the whole block, with `each` about one instance.
    private func isWanted(_ template: BlockTemplate, _ key: InstanceKey? = nil, in scope: Scope) -> Bool {
        guard let when = template.loops["when"], usesEach(when) == (key != nil) else { return true }
        guard case .flag(let flag)? = loopValue("when", when, in: scope) else { return false }
        if !flag {
            var address = template.address
            address.instance = key ?? address.instance
            leftOut.insert(address)
        }
        return flag
    }

    /// Whether `when` left out a block, or the instance of it that an address names.
    func isLeftOut(_ address: Address) -> Bool {
        leftOut.contains(address) || leftOut.contains(Address(address.kind, address.name))
    }

    private func usesEach(_ input: Input) -> Bool {
        guard case .text(let text) = scalar(input), hasExpression(input),
            case .success(let parts) = parts(of: text)
        else {
            return false
        }
        return parts.contains { if case .name(let name) = $0 { name.words.first == "each" } else { false } }
    }

    private func countInstances(
        _ input: Input, _ template: BlockTemplate, _ weight: Int, in scope: Scope, _ body: (Instance) -> Void
    ) {
        guard case .number(let count)? = loopValue("count", input, in: scope) else { return }
        guard takeResources(count, weight, at: input.place) else { return }
        let before = errorCount
        var scope = scope
        for index in 0..<count {
            scope.each = Scope.Each(key: .number(index), value: .number(index), index: index)
            guard isWanted(template, .index(index), in: scope) else { continue }
            body(Instance(key: .index(index), scope: scope))
            guard errorCount == before else {
                return explain(from: before, .instance("\(index)"), at: input.place)
            }
        }
    }

    private func keyedInstances(
        _ input: Input, _ template: BlockTemplate, _ weight: Int, in scope: Scope, _ body: (Instance) -> Void
    ) {
        guard let items = loopItems(input, in: scope),
            takeResources(items.count, weight, at: input.place)
        else { return }
        var seen: [String: Place] = [:]
        let before = errorCount
        for (index, item) in items.enumerated() {
            if let fault = instanceKeyFault(item.key) {
                report(
                    .wrongInstanceKey, ["key": RuleArgument(Shown.text(item.key)), "fault": fault],
                    at: item.place)
                continue
            }
            if let first = seen.updateValue(item.place, forKey: item.key) {
                report(
                    .instanceTwice,
                    ["object": "\(template.address)", "key": RuleArgument(Shown.text(item.key))],
                    at: item.place, remark: .againHere, related: [Label(range(first), .firstGiven)])
                continue
            }
            var scope = scope
            scope.each = Scope.Each(key: .text(item.key), value: item.value, index: index)
            guard isWanted(template, .key(item.key), in: scope) else { continue }
            body(Instance(key: .key(item.key), scope: scope))
            guard errorCount == before else {
                return explain(from: before, .instance("`\(Shown.text(item.key))`"), at: item.place)
            }
        }
    }

    /// Adds to what was found since where the instance comes from.
    private func explain(from first: Int, _ text: Bilingual, at place: Place) {
        let label = Label(range(place), text)
        for index in first..<diagnostics.count where diagnostics[index].subject != label.range {
            diagnostics[index].related.append(label)
        }
    }

    /// Keys and values of a `forEach`, sorted by key.
    private func loopItems(_ input: Input, in scope: Scope) -> [(
        key: String, value: ScopeValue, place: Place
    )]? {
        guard let datum = loopValue("forEach", input, in: scope) else { return nil }
        switch datum {
        case .list(let items):
            var result: [(key: String, value: ScopeValue, place: Place)] = []
            for item in items {
                guard let value = item.scopeValue else { return nil }
                guard let key = loopKey(value) else {
                    report(.wrongLoopItem, ["kind": RuleArgument(value.kindName)], at: item.place)
                    return nil
                }
                result.append((key, value, item.place))
            }
            return result
        case .map(let entries):
            return entries.compactMap { entry in entry.item.scopeValue.map { (entry.key, $0, entry.keyPlace) }
            }
        default: return nil
        }
    }

    private func loopKey(_ value: ScopeValue) -> String? {
        switch value {
        case .text(let text): text
        case .number(let number): String(number)
        default: nil
        }
    }

    private func instanceKeyFault(_ key: String) -> RuleArgument? {
        if key.utf8.count > 63 {
            return RuleArgument("it has more than 63 characters", zh: "超过 63 个字符")
        }
        return InstanceKey.fault(key)
    }

    /// Counts resources against the limit of a set. Reports the first time that it is passed.
    ///
    /// - Parameter weight: Resources that each of `count` instances makes.
    func takeResources(_ count: Int, _ weight: Int = 1, at place: Place) -> Bool {
        let before = resourceCount
        let (more, overflows) = count.multipliedReportingOverflow(by: weight)
        let (sum, overflowsToo) = before.addingReportingOverflow(more)
        resourceCount = overflows || overflowsToo ? .max : sum
        guard resourceCount > Self.mostResources else { return true }
        guard before <= Self.mostResources else { return false }
        report(.tooManyResources, ["most": "\(Self.mostResources)"], at: place)
        return false
    }

    /// Counts images of servers that labels select: a few lines select all servers again and again, and an image is
    /// several KiB in memory.
    func takeImages(_ count: Int, at place: Place) -> Bool {
        guard takeResources(count, at: place) else { return false }
        let before = selectedImages
        selectedImages += count
        guard selectedImages > Self.mostSelectedImages else { return true }
        guard before <= Self.mostSelectedImages else { return false }
        report(.tooManyImages, ["most": "\(Self.mostSelectedImages)"], at: place)
        return false
    }

    static let mostResources = 1_000_000
    static let mostSelectedImages = 100_000
}

extension InstanceKey {
    /// Why a text cannot be an instance's key; `nil` when it can.
    static func fault(_ key: String) -> RuleArgument? {
        if key.isEmpty { return .empty }
        if key == "." || key == ".." { return RuleArgument("it stands for a folder", zh: "表示目录") }
        return key.utf8.allSatisfy { Characters.isKeyByte($0) || $0 == 0x2E }
            ? nil
            : RuleArgument(
                "it holds other characters than letters, digits, `.`, `_` and `-`",
                zh: "含有字母、数字、`.`、`_` 和 `-` 以外的字符")
    }
}
