import XimageCore

/// What an answer of the service does not contain is unknown, and said so.
enum Unread {
    static func diagnostic(
        _ resource: DesiredResource, _ object: LiveResource, _ attributes: [AttributeName]
    ) -> Diagnostic {
        let shown = attributes.map { "`\($0)`" }.joined(separator: ", ")
        return Diagnostic(
            code: "attribute-not-read", severity: .warning, summary: "Attribute was not read",
            detail:
                "The service's answer about \(resource.address) (\(object.id)) does not contain \(shown). ximage "
                + "cannot compare what it did not read, and leaves the object as it is.",
            fix: "Plan again. If the attribute is still missing, compare it in the console.",
            address: resource.address,
            subject: attributes.first.flatMap { resource.place(of: $0) } ?? resource.origin)
    }
}
