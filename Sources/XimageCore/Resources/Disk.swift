extension ResourceSchema {
    /// An EVS data disk of a server. Source: EVS API reference, create, extend and update disks.
    static let disk = ResourceSchema(
        kind: .disk, replaceOrder: .deleteBeforeCreate,
        attributes: [
            .attribute(.name, .inPlace, "Name in the cloud."),
            .attribute(.description, .inPlace, "Description in the cloud."),
            .attribute(.region, .requiresReplace, "Region that holds the disk."),
            .attribute(.zone, .requiresReplace, "Zone that holds the disk; that of its server."),
            .attribute(.size, .grows, unit: "GiB", "May grow, never shrink."),
            .attribute(.server, .inPlace, "Server that the disk is attached to."),
            .attribute(.type, .upgrades, "Disk type, such as `SSD`; may change to a faster one."),
            .attribute(.shared, .requiresReplace, "Whether several servers may attach it."),
            .attribute(.kmsKey, .requiresReplace, "Key that encrypts the disk."),
            .attribute(.device, .requiresReplace, "`vbd` or `scsi`."),
            .attribute(.sourceDisk, .atCreation, "Disk of the server's image that it came back from."),
            .attribute(.tags, .inPlace, "Tags of the disk in the cloud."),
            .attribute(.createdAt, .computed, "When the disk was made."),
        ])
}
