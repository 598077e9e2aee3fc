extension ResourceSchema {
    /// A CBR vault that holds server backups. Source: CBR API reference, create and modify a vault.
    static let vault = ResourceSchema(
        kind: .vault, replaceOrder: .createBeforeDestroy,
        attributes: [
            .attribute(.name, .inPlace, "Name in the cloud: up to 64 letters, digits, `-` and `_`."),
            .attribute(.region, .requiresReplace, "Region that holds the vault."),
            .attribute(.size, .inPlace, unit: "GiB", "Capacity; never below what is used."),
            .attribute(.autoExpand, .inPlace, "Whether the vault grows by itself when it is full."),
            .attribute(.consistency, .inPlace, "`crash` or `app`: how backups of running servers are taken."),
            .attribute(.purpose, .requiresReplace, "`backup`, or `replication` for copies that arrive."),
            .attribute(.tags, .inPlace, "Tags of the vault in the cloud."),
            .attribute(.enterpriseProject, .atCreation, "Enterprise project."),
            .attribute(.createdAt, .computed, "When the vault was made."),
        ])
}
