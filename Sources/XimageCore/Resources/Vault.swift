extension ResourceSchema {
    /// A CBR vault that holds server backups. Source: CBR API reference, create and modify a vault.
    static let vault = ResourceSchema(
        kind: .vault, replaceOrder: .createBeforeDestroy,
        attributes: [
            .plain(
                .name, .inPlace, .name(NameForm(Limits.vaultName, others: "-_", example: "shop-main")),
                rule: .vaultTexts, example: "shop-main",
                "Name in the cloud; `<project>-<key>` when left out.", zh: "云端名称；省略时为 `<project>-<key>`。"
            ),
            .plain(
                .region, .requiresReplace, .region, example: "cn-south-1", "Region that holds the vault.",
                zh: "存储库所在的区域。"),
            .plain(
                .size, .inPlace, .size(Limits.vaultSize), rule: .vaultSizeOutOfRange, example: "500 GiB",
                "Capacity. Needed unless the vault exists.", zh: "容量。除非存储库已存在，否则必填。"),
            .plain(
                .autoExpand, .inPlace, .flag, standard: false, example: "true",
                "Whether the vault grows by itself when it is full.", zh: "存储库已满时是否自动扩容。"),
            .plain(
                .consistency, .inPlace, .choice(["crash", "app"]), standard: "crash", example: "crash",
                "How backups of running servers are taken.", zh: "运行中的云服务器的备份方式。"),
            .plain(
                .purpose, .requiresReplace, .choice(["backup", "replication"]), standard: "backup",
                example: "backup", "`backup` (default), or `replication` for copies that arrive.",
                zh: "`backup`（默认），或 `replication`，用于接收副本。"),
            .plain(
                .tags, .inPlace, .tags, rule: .vaultTexts, "Tags in the cloud, added to the default ones.",
                zh: "云端标签，附加在默认标签之上。"),
            .foreignTags,
            .plain(.enterpriseProject, .atCreation, .text, "Enterprise project.", zh: "企业项目。"),
            .attribute(.createdAt, .computed, "When the vault was made.", zh: "存储库的创建时间。"),
        ])
}
