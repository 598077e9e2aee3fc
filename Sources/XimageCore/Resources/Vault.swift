extension ResourceSchema {
    /// A CBR vault that holds server backups. Source: CBR API reference, create and modify a vault.
    static let vault = ResourceSchema(
        kind: .vault, replaceOrder: .createBeforeDestroy,
        attributes: [
            .plain(
                .name, .inPlace, .name(NameForm(Limits.vaultName, others: "-_", example: "shop-main")),
                rule: .vaultTexts, example: "shop-main", "Name in the cloud; `<project>-<key>` when left out."
            ),
            .plain(.region, .requiresReplace, .region, example: "cn-south-1", "Region that holds the vault."),
            .plain(
                .size, .inPlace, .size(Limits.vaultSize), rule: .vaultSizeOutOfRange, example: "500 GiB",
                "Capacity. Needed unless the vault exists."),
            .plain(
                .autoExpand, .inPlace, .flag, standard: false, example: "true",
                "Whether the vault grows by itself when it is full."),
            .plain(
                .consistency, .inPlace, .choice(["crash", "app"]), standard: "crash", example: "crash",
                "How backups of running servers are taken."),
            .plain(
                .purpose, .requiresReplace, .choice(["backup", "replication"]), standard: "backup",
                example: "backup", "`backup` (default), or `replication` for copies that arrive."),
            .plain(
                .tags, .inPlace, .tags, rule: .vaultTexts, "Tags in the cloud, added to the default ones."),
            .foreignTags,
            .plain(.enterpriseProject, .atCreation, .text, "Enterprise project."),
            .attribute(.createdAt, .computed, "When the vault was made."),
        ])
}
