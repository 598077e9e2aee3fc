extension ResourceSchema {
    /// One generation of an image. What is in it is fixed when it is made.
    /// Source: IMS API reference, create and update images.
    static let image = ResourceSchema(
        kind: .image, replaceOrder: .createBeforeDestroy,
        attributes: [
            .attribute(.name, .inPlace, "Name in the cloud; every generation has its own."),
            .attribute(.description, .inPlace, "Up to 1,024 characters, no line break, no `<` or `>`."),
            .attribute(.region, .newGeneration, "Region that holds the image."),
            .attribute(.kind, .newGeneration, "`whole`, `system` or `data`."),
            .attribute(.source, .newGeneration, "Server that the image is made from."),
            .attribute(.sourceDisk, .newGeneration, "Disk that a data image is made from."),
            .attribute(.sourceBackup, .newGeneration, "Backup that the image is registered on."),
            .attribute(.vault, .newGeneration, "Vault that keeps the backup behind a whole image."),
            .attribute(
                .revision, .newGeneration, "Your own mark of the content; bump it for a new generation."),
            .attribute(.minimumMemory, .inPlace, unit: "MiB", "Least memory of servers made from it."),
            .attribute(.maximumMemory, .inPlace, unit: "MiB", "Most memory of servers made from it."),
            .attribute(.tags, .inPlace, "Tags of the image in the cloud."),
            .attribute(.enterpriseProject, .atCreation, "Enterprise project."),
            .attribute(.backup, .computed, "Backup behind a whole image."),
            .attribute(
                .disks, .computed, "Disks in it: original id, size, key, and which is the system disk."),
            .attribute(.scope, .computed, "Where it can be used: `region`, or the one zone for now."),
            .attribute(.createdAt, .computed, "When the image was made."),
        ])

    /// A copy of one generation in another region. Source: IMS API reference, copy an image across regions.
    static let copy = ResourceSchema(
        kind: .copy, replaceOrder: .createBeforeDestroy,
        attributes: [
            .attribute(.name, .inPlace, "Name in the cloud."),
            .attribute(.description, .inPlace, "Description in the cloud."),
            .attribute(.region, .requiresReplace, "Region that holds the generation it is copied from."),
            .attribute(
                .agency, .atCreation, "IAM agency that lets the image service act in the target region."),
            .attribute(.source, .requiresReplace, "Generation that it is copied from."),
            .attribute(.targetRegion, .requiresReplace, "Region that receives the copy."),
            .attribute(.targetVault, .requiresReplace, "Replication vault that receives the backup."),
            .attribute(.minimumMemory, .inPlace, unit: "MiB", "Least memory of servers made from it."),
            .attribute(.maximumMemory, .inPlace, unit: "MiB", "Most memory of servers made from it."),
            .attribute(.tags, .inPlace, "Tags of the copy in the cloud."),
            .attribute(.backup, .computed, "Backup behind a whole image."),
            .attribute(
                .disks, .computed, "Disks in it: original id, size, key, and which is the system disk."),
            .attribute(.scope, .computed, "Where it can be used: `region`, or the one zone for now."),
            .attribute(.createdAt, .computed, "When the copy was made."),
        ])
}
