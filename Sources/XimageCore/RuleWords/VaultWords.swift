/// Of vaults.
extension RuleWords {
    package static let imageWithoutVault = RuleWords(
        "VA001", title: Bilingual("Vault of a whole image", zh: "整机镜像的存储库"),
        headline: Bilingual("Whole image has no vault", zh: "整机镜像没有可用的存储库"),
        english: RuleText(
            "{image} {problem}.",
            fix: "Declare a server-backup vault in {region} and refer to it in `vault`."),
        chinese: RuleText(
            "整机镜像 {image} {problem}。",
            fix: "请在 {region} 声明云服务器备份存储库，并在 `vault` 中引用。"))

    package static let replicationVaultForImage = RuleWords(
        "VA003", title: Bilingual("Vault protection type", zh: "存储库的保护类型"),
        headline: Bilingual("Vault is for replication", zh: "存储库为复制存储库"),
        english: RuleText(
            "{vault} is a replication vault and cannot take backups of servers.",
            fix: "Use a vault with `purpose: backup` for {image}."),
        chinese: RuleText(
            "存储库 {vault} 为复制存储库，不能备份云服务器。",
            fix: "请为 {image} 选择 `purpose: backup` 的存储库。"))

    package static let vaultWithTooManyServers = RuleWords(
        "VA009", title: Bilingual("Servers per vault", zh: "存储库的云服务器数量"),
        headline: Bilingual("Vault has too many servers", zh: "存储库绑定的云服务器过多"),
        english: RuleText(
            "{vault} would have {count} bound servers; the limit is 256.",
            fix: "Use a second vault."),
        chinese: RuleText(
            "存储库 {vault} 将绑定 {count} 台云服务器，上限为 256。",
            fix: "请再声明一个存储库。"))

    /// Of vaults that one declaration or one region has.
    package static let fullVaults = vaultWithTooManyServers.case(
        Bilingual("Vaults are full", zh: "存储库均已满"),
        english: RuleText(
            "A vault binds at most 256 servers; none of the {count} vaults of {pool} can take {object}.",
            fix: "Raise the `count` of the vault."),
        chinese: RuleText(
            "一个存储库最多绑定 256 台云服务器；{pool} 的 {count} 个存储库均无法容纳 {object}。",
            fix: "请增大存储库的 `count`。"))

    package static let vaultDeletionDeletesBackups = RuleWords(
        "VA016", title: Bilingual("Vault deletion", zh: "存储库删除"),
        headline: Bilingual("Deleting the vault deletes its backups", zh: "删除存储库会删除其中的备份"),
        english: RuleText(
            "Deleting {vault} deletes {backups}{images}.",
            fix: "Delete the images that use them first, or acknowledge `destroy-backups`."),
        chinese: RuleText(
            "删除存储库 {vault} 会同时删除{backups}{images}。",
            fix: "请先删除使用这些备份的镜像，或确认 `destroy-backups`。"))

    /// `destroy` keeps such a vault.
    package static let keptVault = vaultDeletionDeletesBackups.case(
        Bilingual("Vault with backups is kept", zh: "保留仍有备份的存储库"),
        english: RuleText(
            """
            {vault} ({id}) holds {backups}, and deleting it would delete all of them. `destroy` alone deletes no \
            backup.
            """,
            fix: "To delete the vault and every backup in it:\n  ximage destroy --with-backups"),
        chinese: RuleText(
            "存储库 {vault}（{id}）中有{backups}，删除存储库会删除全部备份。`destroy` 本身不删除备份。",
            fix: "如需删除存储库及其中全部备份：\n  ximage destroy --with-backups"))

    /// No acknowledgement covers this.
    package static let vaultUnderImages = vaultDeletionDeletesBackups.case(
        Bilingual("Vault holds backups of images that stay", zh: "存储库中有保留镜像所依赖的备份"),
        english: RuleText(
            """
            Deleting {vault} ({id}) deletes the backups behind {images}. The plan deletes no such image, and the service \
            refuses to delete the backup of an image.
            """,
            fix: "Delete those images first, or keep the vault."),
        chinese: RuleText(
            "删除存储库 {vault}（{id}）会删除以下镜像所依赖的备份：{images}。本计划不删除这些镜像，而服务拒绝删除镜像正在使用的备份。",
            fix: "请先删除这些镜像，或保留该存储库。"))

    package static let vaultSizeOutOfRange = RuleWords(
        "VA018", title: Bilingual("Vault size", zh: "存储库容量范围"),
        headline: Bilingual("Vault size is not allowed", zh: "存储库容量不合法"),
        english: RuleText(
            "{object} size {size} GiB is not allowed: {reason}.",
            fix: "Choose {min}-{max} GiB."),
        chinese: RuleText(
            "存储库 {object} 容量 {size} GiB 不合法：{reason}。",
            fix: "请在 {min}–{max} GiB 之间取值。"))
}
