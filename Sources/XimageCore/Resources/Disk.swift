extension ResourceSchema {
    /// An EVS data disk of a server. Source: EVS API reference, create, extend and update disks.
    static let disk = ResourceSchema(
        kind: .disk, replaceOrder: .deleteBeforeCreate,
        attributes: [
            .plain(.type, .upgrades, .text, required: true, example: "SSD", "Disk type.", zh: "磁盘类型。"),
            .plain(
                .size, .grows, .size(Limits.dataDiskSize), rule: .diskSizeOutOfRange, example: "100 GiB",
                "\(Limits.dataDiskSize.lowerBound) to \(Limits.dataDiskSize.upperBound) GiB; may grow, never shrink. "
                    + "Needed unless the disk comes from an image.",
                zh:
                    "\(Limits.dataDiskSize.lowerBound) 到 \(Limits.dataDiskSize.upperBound) GiB；只能扩容，不能缩容。除非磁盘来自镜像，否则必填。"
            ),
            .plain(
                .iops, .inPlace, .number(Limits.iops, unit: nil), example: "6000",
                "I/O operations a second, for \(DiskPerformance.names.joined(separator: " and ")) alone, which need it; at most "
                    + "500 or 1,000 for each GiB.",
                zh:
                    "每秒 I/O 次数，只用于 \(DiskPerformance.names.joined(separator: " 和 "))，且必填；每 GiB 最多 500 或 1,000。"
            ),
            .plain(
                .throughput, .inPlace, .number(Limits.throughput, unit: "MiB/s"), example: "250",
                "MiB a second, for GPSSD2 alone, which needs it; at most a quarter of `iops`.",
                zh: "每秒 MiB 数，只用于 GPSSD2，且必填；最多为 `iops` 的四分之一。"),
            .plain(
                .name, .inPlace, .name(NameForm(Limits.diskName, others: "-._ ", example: "web-1-data")),
                rule: .diskTexts, example: "web-data", "Name in the cloud; `<server>-<key>` when left out.",
                zh: "云端名称；省略时为 `<server>-<key>`。"),
            .plain(
                .description, .inPlace, .description(most: Limits.diskDescription, lines: true),
                rule: .diskTexts, "Up to \(Limits.diskDescription) characters, no `<` or `>`.",
                zh: "最多 \(Limits.diskDescription) 个字符，不含 `<` 和 `>`。"),
            .plain(.kmsKey, .requiresReplace, .text, "Id of the key that encrypts it.", zh: "加密所用密钥的 ID。"),
            .plain(
                .shared, .requiresReplace, .flag, example: "false", "Whether several servers may attach it.",
                zh: "是否可挂载到多台云服务器。"),
            .plain(
                .device, .requiresReplace, .choice(["vbd", "scsi"]), example: "vbd",
                "How the server sees it.", zh: "云服务器识别磁盘的方式。"),
            .plain(
                .tags, .inPlace, .tags, rule: .diskTexts, "Tags in the cloud, added to the default ones.",
                zh: "云端标签，附加在默认标签之上。"),
            .foreignTags,
            .attribute(.region, .requiresReplace, "Region that holds the disk.", zh: "云硬盘所在的区域。"),
            .attribute(
                .zone, .requiresReplace, "Zone that holds the disk; that of its server.",
                zh: "云硬盘所在的可用区，与其云服务器相同。"),
            .attribute(.server, .inPlace, "Server that the disk is attached to.", zh: "云硬盘挂载到的云服务器。"),
            .attribute(
                .sourceDisk, .atCreation, "Disk of the server's image that it came back from.",
                zh: "恢复时所用的云服务器镜像中的磁盘。"),
            .attribute(.createdAt, .computed, "When the disk was made.", zh: "云硬盘的创建时间。"),
        ])
}
