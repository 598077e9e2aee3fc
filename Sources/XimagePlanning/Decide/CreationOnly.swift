import XimageCore

/// What applies when an object is created, and is not changed later: a difference is reported.
enum CreationOnly {
    /// What manifests say of it, for the record: of what no service shows, a trace.
    static func declared(_ resource: DesiredResource) -> Attributes {
        var result: Attributes = [:]
        for name in names(resource.address.kind) {
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
        names(resource.address.kind).compactMap { name in
            let (want, live) = (wanted[name], object.attributes[name])
            if Differ.isOtherThanCreated(name, want, live) {
                return differing(resource, record, name, want, live, "has")
            }
            if live.isEmpty, Differ.isOtherThanCreated(name, want, record.attributes[name]) {
                return differing(resource, record, name, want, record.attributes[name], "was created with")
            }
            guard let declared, !want.matches(live) || want.isEmpty, declared[name] != record.declared[name],
                SecretTrace.names.contains(name) || !record.declared[name].isEmpty
            else { return nil }
            return changed(resource, record, name)
        }
    }

    private static func names(_ kind: ResourceKind) -> [AttributeName] { namesByKind[kind] ?? [] }

    private static let namesByKind = Dictionary(
        uniqueKeysWithValues: ResourceKind.allCases.map { kind in
            (kind, ResourceSchema.of(kind).attributes.filter { $0.effect == .atCreation }.map(\.name))
        })

    // MARK: Words

    private static func differing(
        _ resource: DesiredResource, _ record: ResourceRecord, _ name: AttributeName, _ want: Value,
        _ have: Value, _ verb: String
    ) -> Diagnostic {
        diagnostic(
            resource, record, name, .warning,
            "\(record.address) (\(record.id)) \(verb) `\(name)` \(text(have)); the manifest declares \(text(want)). "
                + "It applies when the object is created, and ximage does not change it later.")
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
            let given = resource.serverOptions?.recreateOn ?? []
            let next = list(given, adding: "\(given.count + 1)")
            let start = "To replace \(record.address) by a server with the declared value, "
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

    private static func list(_ values: [String], adding value: String) -> String {
        "[" + (values + [value]).map { "\"\($0)\"" }.joined(separator: ", ") + "]"
    }

    private static func text(_ value: Value) -> String {
        value.string.map { "`\($0)`" } ?? CanonicalText.of(value)
    }
}
