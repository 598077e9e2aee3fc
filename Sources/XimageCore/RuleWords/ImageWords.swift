/// Of whole images.
extension RuleWords {
    package static let wholeImageShared = RuleWords(
        "WI003", title: Bilingual("Sharing of a whole image", zh: "整机镜像的共享"),
        headline: Bilingual("Whole image cannot be shared", zh: "整机镜像不能共享"),
        english: RuleText(
            "{image} lists other tenants, but whole images may not be shared.",
            fix: "Remove the key. Images of single disks can be shared in the console."),
        chinese: RuleText(
            "整机镜像 {image} 声明了其他租户，但整机镜像不允许共享。",
            fix: "请删除该键。系统盘镜像和数据盘镜像可在控制台共享。"))

    /// Where newer documents hold, which allow it.
    package static let wholeImageSharingNotOffered = wholeImageShared.case(
        english: RuleText(
            """
            {image} lists other tenants. Whole images based on a vault's backup can be shared with up to 10 \
            tenants who have a vault (WI004), but ximage does not offer it.
            """,
            fix: "Remove the key, and share the image in the console."),
        chinese: RuleText(
            "整机镜像 {image} 声明了其他租户。基于存储库备份的整机镜像最多可共享给 10 个拥有存储库的租户（WI004），但 ximage 不提供此功能。",
            fix: "请删除该键，并在控制台共享镜像。"))

    package static let wholeImagePublished = RuleWords(
        "WI005", title: Bilingual("Publication of a whole image", zh: "整机镜像的发布"),
        headline: Bilingual("Whole image cannot be published", zh: "整机镜像不能发布为市场镜像"),
        english: RuleText(
            "{image} cannot be published as a marketplace image.",
            fix: "Remove the publish setting, or publish a system-disk image of the same server."),
        chinese: RuleText(
            "整机镜像 {image} 不能发布为市场镜像。",
            fix: "请去掉发布设置，或使用同一云服务器制作系统盘镜像后再发布。"))

    package static let wholeImageExported = RuleWords(
        "WI006", title: Bilingual("Export of a whole image", zh: "整机镜像的导出"),
        headline: Bilingual("Whole image cannot be exported", zh: "整机镜像不能导出"),
        english: RuleText(
            "{image} cannot be exported to a bucket.",
            fix: """
                Remove the export setting; to take the data out, export a system-disk image (below 1 TiB) \
                and data-disk images of the same server.
                """),
        chinese: RuleText(
            "整机镜像 {image} 不允许导出到桶。",
            fix: "请去掉导出设置；如需导出数据，可分别制作该云服务器的系统盘镜像（小于 1 TiB）与数据盘镜像后导出。"))

    package static let memoryBoundsCrossed = RuleWords(
        "WI011", title: Bilingual("Memory bounds", zh: "内存限制"),
        headline: Bilingual("Memory bounds contradict each other", zh: "最大内存小于最小内存"),
        english: RuleText(
            "{image} sets max_ram {max} MB below min_ram {min} MB, so no flavor could ever match.",
            fix: "Raise max_ram or lower min_ram."),
        chinese: RuleText(
            "整机镜像 {image} 的 max_ram（{max} MB）小于 min_ram（{min} MB），不会有任何规格满足要求。",
            fix: "请调大 max_ram 或调小 min_ram。"))

    package static let misfitImageAttribute = RuleWords(
        "WI024", title: Bilingual("Image kind and fields", zh: "镜像类型与字段"),
        headline: Bilingual("Key does not fit the image's kind", zh: "键与镜像类型不匹配"),
        english: RuleText(
            "Key `{field}` does not apply to {image}, an image of kind `{kind}`.",
            fix: "Remove the key, or write `kind: {needed}`."),
        chinese: RuleText(
            "键 `{field}` 不适用于类型为 `{kind}` 的镜像 {image}。",
            fix: "请删除该键，或改为 `kind: {needed}`。"))

    package static let dataImageWithoutDisk = misfitImageAttribute.case(
        Bilingual("Data image names no disk", zh: "数据盘镜像未指定磁盘"),
        english: RuleText(
            "{image} is a data image, created from one disk; `from` does not name the disk.",
            fix: "Add `disk:` with the key of the disk."),
        chinese: RuleText(
            "{image} 是数据盘镜像，由一块磁盘制作，但 `from` 未指定磁盘。",
            fix: "请在 `disk:` 中指定磁盘的键。"))
}
