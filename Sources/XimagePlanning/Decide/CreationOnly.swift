import XimageCore

/// What applies when an object is created, and is not changed later: a difference is reported.
enum CreationOnly {
    /// What manifests say of it, for the record: of what no service shows, a trace.
    static func declared(_ resource: DesiredResource) -> Attributes {
        var result: Attributes = [:]
        for name in attributes(resource.address.kind).map(\.name) {
            let value = resource.attributes[name]
            result[name] =
                SecretTrace.names.contains(name) ? SecretTrace.of(value, name, at: resource.address) : value
        }
        switch resource.diskDetails?.source {
        case .blank: result[.sourceDisk] = "blank"
        case .imageDisk(let key): result[.sourceDisk] = .string("imageDisk: \(key)")
        case .automatic, nil: break
        }
        return result
    }

    /// - Parameter declared: `nil` where the record keeps no declared texts.
    static func findings(
        _ resource: DesiredResource, _ record: ResourceRecord, _ object: LiveResource, wanted: Attributes,
        declared: Attributes? = nil
    ) -> [Diagnostic] {
        attributes(resource.address.kind).compactMap { attribute in
            let name = attribute.name
            let (want, live, was) = (wanted[name], object.attributes[name], record.attributes[name])
            // What no answer contains, state may know.
            let have = live == .null ? was : live
            let isRecorded = live == .null
            if Differ.isOtherThanCreated(name, want, have) {
                return have.isEmpty
                    ? differing(
                        resource, record, name, want, RuleArgument("has no `\(name)`", zh: "没有 `\(name)`"))
                    : differing(resource, record, name, want, present(name, have, isRecorded))
            }
            if attribute.isShownOption {
                if !want.isEmpty, have == .null { return unknown(resource, record, name, want) }
                // What was never declared is left as it is.
                guard want.isEmpty, !was.isEmpty, !have.isEmpty, was != "none", have != defaultProject else {
                    return nil
                }
                return differing(resource, record, name, want, present(name, have, isRecorded))
            }
            guard let declared, declared[name] != record.declared[name], want.isEmpty || !want.matches(live)
            else { return nil }
            return changed(resource, record, name)
        }
    }

    /// The enterprise project of what names none.
    private static let defaultProject: Value = "0"

    /// What a record takes over of a declaration that the object meets, so that its end is noticed.
    static func met(_ name: AttributeName, wanted: Value, live: Value, recorded: Value) -> Bool {
        recorded.isEmpty && !wanted.isEmpty && live != .null
            && !Differ.isOtherThanCreated(name, wanted, live)
    }

    static func attributes(_ kind: ResourceKind) -> [AttributeSchema] { byKind[kind] ?? [] }

    /// Those of them that an answer shows and that may be left out.
    static func shownOptions(_ kind: ResourceKind) -> [AttributeName] { shownByKind[kind] ?? [] }

    private static let shownByKind = byKind.mapValues { $0.filter(\.isShownOption).map(\.name) }

    private static let byKind = Dictionary(
        uniqueKeysWithValues: ResourceKind.allCases.map { kind in
            (kind, ResourceSchema.of(kind).attributes.filter { $0.effect == .atCreation })
        })

    // MARK: Words

    private static func differing(
        _ resource: DesiredResource, _ record: ResourceRecord, _ name: AttributeName, _ want: Value,
        _ present: RuleArgument
    ) -> Diagnostic {
        diagnostic(.createdOtherwise, .warning, resource, record, name, want, present)
    }

    private static func unknown(
        _ resource: DesiredResource, _ record: ResourceRecord, _ name: AttributeName, _ want: Value
    ) -> Diagnostic {
        diagnostic(.creationUnknown, .warning, resource, record, name, want)
    }

    private static func changed(
        _ resource: DesiredResource, _ record: ResourceRecord, _ name: AttributeName
    ) -> Diagnostic {
        diagnostic(.creationChanged, .info, resource, record, name, .null)
    }

    /// Of a rebuilt record: see ``RecreationTrace``.
    static func unknownRecreation(_ resource: DesiredResource, _ object: LiveResource) -> Diagnostic {
        Diagnostic(
            .recreationUnknown, severity: .warning,
            [
                "object": "\(resource.address)", "id": "\(object.id)",
                "values": RuleArgument(anotherValue(of: resource)),
            ], address: resource.address, subject: resource.origin)
    }

    private static func diagnostic(
        _ notice: Notice, _ severity: Severity, _ resource: DesiredResource, _ record: ResourceRecord,
        _ name: AttributeName, _ want: Value, _ present: RuleArgument = ""
    ) -> Diagnostic {
        Diagnostic(
            notice, severity: severity,
            [
                "object": "\(record.address)", "id": "\(record.id)", "attribute": "\(name)",
                "present": present,
                "wanted": want.isEmpty
                    ? RuleArgument("none", zh: "无") : RuleArgument(text(want), zh: " \(text(want))"),
                "fix": fix(resource, record, name),
            ], address: record.address, subject: resource.place(of: name) ?? resource.origin)
    }

    private static func fix(_ resource: DesiredResource, _ record: ResourceRecord, _ name: AttributeName)
        -> RuleArgument
    {
        switch record.address.kind {
        case .server:
            let next = anotherValue(of: resource)
            let (start, zh) = (
                "To replace \(record.address) by a server as declared, ",
                "如需将 \(record.address) 替换为与声明一致的云服务器，"
            )
            // Values that are declared for the first time are recorded, and replace nothing.
            return record.attributes[.recreateOn].isEmpty
                ? RuleArgument(
                    start + "apply with `recreateOn`, then with another value of it:\n  recreateOn: \(next)",
                    zh: zh + "请先带 `recreateOn` 应用，再换一个值应用：\n  recreateOn: \(next)")
                : RuleArgument(
                    start + "add a value to `recreateOn`:\n  recreateOn: \(next)",
                    zh: zh + "请为 `recreateOn` 添加一个值：\n  recreateOn: \(next)")
        case .disk, .vault:
            let noun = record.address.kind.noun
            return RuleArgument(
                "To use the declared value, declare \(noun.english) with another key.",
                zh: "如需使用声明的值，请用另一个键声明\(noun.chinese)。")
        case .image, .copy:
            let command =
                "ximage apply --renew '\(Address(.image, record.address.name, instance: record.address.instance))'"
            return RuleArgument(
                "The next generation gets the declared value:\n  \(command)", zh: "下一代将使用声明的值：\n  \(command)")
        }
    }

    /// - Parameter isRecorded: the service did not report it, and state has it.
    private static func present(_ name: AttributeName, _ have: Value, _ isRecorded: Bool) -> RuleArgument {
        isRecorded
            ? RuleArgument(
                "was created with `\(name)` \(text(have))", zh: "创建时的 `\(name)` 为 \(text(have))")
            : RuleArgument("has `\(name)` \(text(have))", zh: "的 `\(name)` 为 \(text(have))")
    }

    /// `recreateOn` with one value more.
    static func anotherValue(of server: DesiredResource) -> String {
        let given = server.serverOptions?.recreateOn ?? []
        return "[" + (given + ["\(given.count + 1)"]).map { "\"\($0)\"" }.joined(separator: ", ") + "]"
    }

    private static func text(_ value: Value) -> String {
        value.string.map { "`\($0)`" } ?? CanonicalText.of(value)
    }
}
