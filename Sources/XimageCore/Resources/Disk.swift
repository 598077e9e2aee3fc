extension ResourceSchema {
    /// An EVS data disk of a server. Source: EVS API reference, create, extend and update disks.
    static let disk = ResourceSchema(
        kind: .disk, replaceOrder: .deleteBeforeCreate,
        attributes: [
            .plain(.type, .upgrades, .text, required: true, example: "SSD", "Disk type."),
            .plain(
                .size, .grows, .size(Limits.dataDiskSize), rule: .diskSizeOutOfRange, example: "100 GiB",
                "\(Limits.dataDiskSize.lowerBound) to \(Limits.dataDiskSize.upperBound) GiB; may grow, never shrink. "
                    + "Needed unless the disk comes from an image."),
            .plain(
                .iops, .inPlace, .number(Limits.iops, unit: nil), example: "6000",
                "I/O operations a second, for \(DiskPerformance.names.joined(separator: " and ")) alone, which need it; at most "
                    + "500 or 1,000 for each GiB."),
            .plain(
                .throughput, .inPlace, .number(Limits.throughput, unit: "MiB/s"), example: "250",
                "MiB a second, for GPSSD2 alone, which needs it; at most a quarter of `iops`."),
            .plain(
                .name, .inPlace, .name(NameForm(Limits.diskName, others: "-._ ", example: "web-1-data")),
                rule: .diskTexts, example: "web-data", "Name in the cloud; `<server>-<key>` when left out."),
            .plain(
                .description, .inPlace, .description(most: Limits.diskDescription, lines: true),
                rule: .diskTexts, "Up to \(Limits.diskDescription) characters, no `<` or `>`."),
            .plain(.kmsKey, .requiresReplace, .text, "Id of the key that encrypts it."),
            .plain(
                .shared, .requiresReplace, .flag, example: "false", "Whether several servers may attach it."),
            .plain(
                .device, .requiresReplace, .choice(["vbd", "scsi"]), example: "vbd",
                "How the server sees it."),
            .plain(.tags, .inPlace, .tags, rule: .diskTexts, "Tags in the cloud, added to the default ones."),
            .foreignTags,
            .attribute(.region, .requiresReplace, "Region that holds the disk."),
            .attribute(.zone, .requiresReplace, "Zone that holds the disk; that of its server."),
            .attribute(.server, .inPlace, "Server that the disk is attached to."),
            .attribute(.sourceDisk, .atCreation, "Disk of the server's image that it came back from."),
            .attribute(.createdAt, .computed, "When the disk was made."),
        ])
}
