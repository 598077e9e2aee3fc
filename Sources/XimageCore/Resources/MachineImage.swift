extension ResourceSchema {
    /// One generation of an image. What is in it is fixed when it is made.
    /// Source: IMS API reference, create and update images.
    static let image = ResourceSchema(
        kind: .image, replaceOrder: .createBeforeDestroy,
        attributes: [
            .plain(
                .kind, .newGeneration, .choice(["whole", "system", "data"]), standard: "whole",
                example: "whole", "`whole` (default): system disk and data disks; `system`; `data`."),
            .attribute(.name, .inPlace, "Name in the cloud; every generation has its own."),
            .plain(
                .description, .inPlace, .description(most: Limits.imageDescription, lines: false),
                late: ["generation", "source"], rule: .imageDescription,
                "Up to \(Limits.imageDescription) characters on one line, no `<` or `>`."),
            .attribute(.region, .newGeneration, "Region that holds the image."),
            .attribute(.source, .newGeneration, "Server that the image is made from."),
            .attribute(.sourceDisk, .newGeneration, "Disk that a data image is made from."),
            .attribute(.sourceBackup, .newGeneration, "Backup that the image is registered on."),
            .attribute(.vault, .newGeneration, "Vault that keeps the backup behind a whole image."),
            .plain(
                .revision, .newGeneration, .text, example: "\"2026-06\"",
                "Your own mark of the content; bump it for a new generation."),
            .plain(.minimumMemory, .inPlace, .memory, example: "2 GiB", "At least."),
            .plain(.maximumMemory, .inPlace, .memory, example: "64 GiB", "At most."),
            .plain(.tags, .inPlace, .tags, rule: .imageTags, "Tags in the cloud, added to the default ones."),
            .foreignTags,
            .plain(.enterpriseProject, .atCreation, .text, "Enterprise project."),
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
            .plain(
                .targetRegion, .requiresReplace, .region, key: "region", required: true,
                example: "cn-south-1", "Region that receives the copy."),
            .plain(
                .agency, .atCreation, .text, required: true, example: "ims_copy",
                "IAM agency that lets the image service act in that region."),
            .attribute(.name, .inPlace, "Name in the cloud."),
            .plain(
                .description, .inPlace, .description(most: Limits.imageDescription, lines: false),
                late: ["generation", "source"], rule: .imageDescription, "Description in the cloud."),
            .attribute(.region, .requiresReplace, "Region that holds the generation it is copied from."),
            .attribute(.source, .requiresReplace, "Generation that it is copied from."),
            .attribute(.targetVault, .atCreation, "Replication vault that receives the backup."),
            .attribute(.minimumMemory, .inPlace, unit: "MiB", "Least memory of servers made from it."),
            .attribute(.maximumMemory, .inPlace, unit: "MiB", "Most memory of servers made from it."),
            .plain(.tags, .inPlace, .tags, rule: .imageTags, "Tags in the cloud, added to the image's."),
            .foreignTags,
            .attribute(.backup, .computed, "Backup behind a whole image."),
            .attribute(
                .disks, .computed, "Disks in it: original id, size, key, and which is the system disk."),
            .attribute(.scope, .computed, "Where it can be used: `region`, or the one zone for now."),
            .attribute(.createdAt, .computed, "When the copy was made."),
        ])
}
