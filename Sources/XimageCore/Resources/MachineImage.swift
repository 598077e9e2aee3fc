extension ResourceSchema {
    /// One generation of an image. What is in it is fixed when it is made.
    /// Source: IMS API reference, create and update images.
    static let image = ResourceSchema(
        kind: .image, replaceOrder: .createBeforeDestroy,
        attributes: [
            .plain(
                .kind, .newGeneration, .choice(["whole", "system", "data"]), standard: "whole",
                example: "whole", "`whole` (default): system disk and data disks; `system`; `data`.",
                zh: "`whole`（默认）：系统盘和数据盘；`system`：系统盘；`data`：数据盘。"),
            .attribute(
                .name, .inPlace, "Name in the cloud; every generation has its own.", zh: "云端名称；每一代各不相同。"),
            .plain(
                .description, .inPlace, .description(most: Limits.imageDescription, lines: false),
                late: ["generation", "source"], rule: .imageDescription,
                "Up to \(Limits.imageDescription) characters on one line, no `<` or `>`.",
                zh: "一行，最多 \(Limits.imageDescription) 个字符，不含 `<` 和 `>`。"),
            .attribute(.region, .newGeneration, "Region that holds the image.", zh: "镜像所在的区域。"),
            .attribute(.source, .newGeneration, "Server that the image is made from.", zh: "镜像的源云服务器。"),
            .attribute(.sourceDisk, .newGeneration, "Disk that a data image is made from.", zh: "数据盘镜像的源磁盘。"),
            .attribute(
                .sourceBackup, .newGeneration, "Backup that the image is registered on.", zh: "镜像注册所用的备份。"),
            .attribute(
                .vault, .newGeneration, "Vault that keeps the backup behind a whole image.",
                zh: "保存整机镜像背后备份的存储库。"),
            .plain(
                .revision, .newGeneration, .text, example: "\"2026-06\"",
                "Your own mark of the content; bump it for a new generation.", zh: "自定义的内容版本；修改它即创建新的一代。"),
            .plain(.minimumMemory, .inPlace, .memory, example: "2 GiB", "At least.", zh: "最小值。"),
            .plain(.maximumMemory, .inPlace, .memory, example: "64 GiB", "At most.", zh: "最大值。"),
            .plain(
                .tags, .inPlace, .tags, rule: .imageTags, "Tags in the cloud, added to the default ones.",
                zh: "云端标签，附加在默认标签之上。"),
            .foreignTags,
            .plain(.enterpriseProject, .atCreation, .text, "Enterprise project.", zh: "企业项目。"),
            .attribute(.backup, .computed, "Backup behind a whole image.", zh: "整机镜像背后的备份。"),
            .attribute(
                .disks, .computed, "Disks in it: original id, size, key, and which is the system disk.",
                zh: "其中的磁盘：原 ID、大小、键及哪块是系统盘。"),
            .attribute(
                .scope, .computed, "Where it can be used: `region`, or the one zone for now.",
                zh: "可用范围：`region`，或暂时为某个可用区。"),
            .attribute(.createdAt, .computed, "When the image was made.", zh: "镜像的创建时间。"),
        ])

    /// A copy of one generation in another region. Source: IMS API reference, copy an image across regions.
    static let copy = ResourceSchema(
        kind: .copy, replaceOrder: .createBeforeDestroy,
        attributes: [
            .plain(
                .targetRegion, .requiresReplace, .region, key: "region", required: true,
                example: "cn-south-1", "Region that receives the copy.", zh: "接收副本的区域。"),
            .plain(
                .agency, .atCreation, .text, required: true, example: "ims_copy",
                "IAM agency that lets the image service act in that region.", zh: "允许镜像服务在该区域操作的 IAM 委托。"),
            .attribute(.name, .inPlace, "Name in the cloud.", zh: "云端名称。"),
            .plain(
                .description, .inPlace, .description(most: Limits.imageDescription, lines: false),
                late: ["generation", "source"], rule: .imageDescription, "Description in the cloud.",
                zh: "云端描述。"),
            .attribute(
                .region, .requiresReplace, "Region that holds the generation it is copied from.",
                zh: "源代所在的区域。"),
            .attribute(.source, .requiresReplace, "Generation that it is copied from.", zh: "副本的源代。"),
            .attribute(
                .targetVault, .atCreation, "Replication vault that receives the backup.", zh: "接收备份的复制存储库。"),
            .attribute(
                .minimumMemory, .inPlace, unit: "MiB", "Least memory of servers made from it.",
                zh: "用其创建的云服务器的最小内存。"),
            .attribute(
                .maximumMemory, .inPlace, unit: "MiB", "Most memory of servers made from it.",
                zh: "用其创建的云服务器的最大内存。"),
            .plain(
                .tags, .inPlace, .tags, rule: .imageTags, "Tags in the cloud, added to the image's.",
                zh: "云端标签，附加在镜像标签之上。"),
            .foreignTags,
            .attribute(.backup, .computed, "Backup behind a whole image.", zh: "整机镜像背后的备份。"),
            .attribute(
                .disks, .computed, "Disks in it: original id, size, key, and which is the system disk.",
                zh: "其中的磁盘：原 ID、大小、键及哪块是系统盘。"),
            .attribute(
                .scope, .computed, "Where it can be used: `region`, or the one zone for now.",
                zh: "可用范围：`region`，或暂时为某个可用区。"),
            .attribute(.createdAt, .computed, "When the copy was made.", zh: "副本的创建时间。"),
        ])
}
