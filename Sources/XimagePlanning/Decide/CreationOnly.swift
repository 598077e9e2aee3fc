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
            let (have, verb) = live == .null ? (was, "was created with") : (live, "has")
            if Differ.isOtherThanCreated(name, want, have) {
                return have.isEmpty
                    ? differing(resource, record, name, want, "has no `\(name)`")
                    : differing(resource, record, name, want, "\(verb) `\(name)` \(text(have))")
            }
            if attribute.isShownOption {
                if !want.isEmpty, have == .null { return unknown(resource, record, name, want) }
                // What was never declared is left as it is.
                guard want.isEmpty, !was.isEmpty, !have.isEmpty, was != "none", have != defaultProject else {
                    return nil
                }
                return differing(resource, record, name, want, "\(verb) `\(name)` \(text(have))")
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
        _ present: String
    ) -> Diagnostic {
        diagnostic(
            resource, record, name, .warning,
            "\(record.address) (\(record.id)) \(present); the manifest declares "
                + "\(want.isEmpty ? "none" : text(want)). It applies when the object is created, and ximage does not "
                + "change it later.")
    }

    private static func unknown(
        _ resource: DesiredResource, _ record: ResourceRecord, _ name: AttributeName, _ want: Value
    ) -> Diagnostic {
        diagnostic(
            resource, record, name, .warning,
            "Whether \(record.address) (\(record.id)) has `\(name)` \(text(want)), as the manifest declares, is not "
                + "known: neither the service's answer nor state contains it. It applies when the object is created, and "
                + "ximage does not change it later.")
    }

    private static func changed(
        _ resource: DesiredResource, _ record: ResourceRecord, _ name: AttributeName
    ) -> Diagnostic {
        diagnostic(
            resource, record, name, .info,
            "`\(name)` of \(record.address) (\(record.id)) is not declared as it was when the object was created or "
                + "last compared. It applies when the object is created, and ximage does not change it later. The next "
                + "apply records the new declaration, and plans do not report it again.")
    }

    /// Of a rebuilt record: see ``RecreationTrace``.
    static func unknownRecreation(_ resource: DesiredResource, _ object: LiveResource) -> Diagnostic {
        Diagnostic(
            code: "recreate-on-unknown", severity: .warning,
            summary: "It is not known what the server was created for",
            detail:
                "The state was lost, and the mark of \(resource.address) (\(object.id)) does not show whether it was created "
                + "with the declared `recreateOn`. ximage keeps the server and records the declared values. Its content, and "
                + "that of images taken of it, may be of other values.",
            fix: "To replace \(resource.address) by a server as declared, apply, then add a value:\n"
                + "  recreateOn: \(anotherValue(of: resource))",
            address: resource.address, subject: resource.origin)
    }

    private static func diagnostic(
        _ resource: DesiredResource, _ record: ResourceRecord, _ name: AttributeName, _ severity: Severity,
        _ detail: String
    ) -> Diagnostic {
        Diagnostic(
            code: "creation-only", severity: severity, summary: "Attribute applies at creation only",
            detail: detail, fix: fix(resource, record, name), address: record.address,
            subject: resource.place(of: name) ?? resource.origin)
    }

    private static func fix(_ resource: DesiredResource, _ record: ResourceRecord, _ name: AttributeName)
        -> String
    {
        switch record.address.kind {
        case .server:
            let next = anotherValue(of: resource)
            let start = "To replace \(record.address) by a server as declared, "
            // Values that are declared for the first time are recorded, and replace nothing.
            return record.attributes[.recreateOn].isEmpty
                ? start + "apply with `recreateOn`, then with another value of it:\n  recreateOn: \(next)"
                : start + "add a value to `recreateOn`:\n  recreateOn: \(next)"
        case .disk, .vault:
            return "To use the declared value, declare \(record.address.kind.rawValue) with another key."
        case .image, .copy:
            let image = Address(.image, record.address.name, instance: record.address.instance)
            return "The next generation gets the declared value:\n  ximage apply --renew '\(image)'"
        }
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
