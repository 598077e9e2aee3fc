import XimageCore

/// What an answer of the service does not contain is unknown, and said so.
enum Unread {
    /// One finding for the attributes of an object, none for none.
    static func findings(
        _ resource: DesiredResource, _ object: LiveResource, _ attributes: [AttributeName], in world: World
    ) -> [Diagnostic] {
        // A backup says where an image's bytes are; that backups cannot be read has a finding of its own.
        let told = world.unreadable.contains { $0.region == object.region && $0.fact == "backups" }
        let ofBackup: Set<AttributeName> = [.vault, .targetVault, .source, .region]
        let left =
            object.kind.hasGenerations && told ? attributes.filter { !ofBackup.contains($0) } : attributes
        return left.isEmpty || !world.isRefreshed ? [] : [diagnostic(resource, object, left)]
    }

    private static func diagnostic(
        _ resource: DesiredResource, _ object: LiveResource, _ attributes: [AttributeName]
    ) -> Diagnostic {
        Diagnostic(
            .attributeNotRead, severity: .warning,
            [
                "object": "\(resource.address)", "id": "\(object.id)",
                "attributes": .series(attributes.map { "`\($0)`" }),
            ],
            address: resource.address,
            subject: attributes.first.flatMap { resource.place(of: $0) } ?? resource.origin)
    }
}
