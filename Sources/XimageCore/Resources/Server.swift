extension ResourceSchema {
    /// An ECS server with its system disk. Source: ECS API reference, create servers; section 11.1 of the planner guide.
    static let server = ResourceSchema(
        kind: .server, replaceOrder: .createBeforeDestroy,
        attributes: [
            .attribute(.name, .inPlace, "Name in the cloud."),
            .attribute(.description, .inPlace, "Up to 85 characters, no `<` or `>`."),
            .attribute(.region, .requiresReplace, "Region that runs the server."),
            .attribute(.zone, .requiresReplace, "Availability zone that runs the server."),
            .attribute(.flavor, .inPlace, "Size of the server; changing it stops the server."),
            .attribute(.image, .requiresReplace, "Image that the system disk is made from."),
            .attribute(.power, .inPlace, "`running`, `stopped` or `as-is`."),
            .attribute(
                .systemDiskType, .upgrades, "Disk type of the system disk; may change to a faster one."),
            .attribute(
                .systemDiskSize, .grows, unit: "GiB", "Size of the system disk; may grow, never shrink."),
            .attribute(.vpc, .requiresReplace, "VPC of the first network card."),
            .attribute(.subnet, .requiresReplace, "Subnet of the first network card."),
            .attribute(.securityGroups, .atCreation, "Security groups of the first network card."),
            .attribute(.ip, .requiresReplace, "Fixed private address."),
            .attribute(.publicIP, .atCreation, "Public address; `none` for none."),
            .attribute(.keyPair, .requiresReplace, "SSH key pair."),
            .attribute(.adminPassword, .atCreation, "First password of the administrator; sensitive."),
            .attribute(.userData, .atCreation, "Cloud-init user data; sensitive."),
            .attribute(.metadata, .atCreation, "User metadata."),
            .attribute(.agency, .atCreation, "IAM agency of the server."),
            .attribute(.serverGroup, .atCreation, "Server group."),
            .attribute(.recreateOn, .requiresReplace, "Values of yours; another one makes the server anew."),
            .attribute(.tags, .inPlace, "Tags of the server in the cloud."),
            .attribute(.enterpriseProject, .atCreation, "Enterprise project."),
            .attribute(.createdAt, .computed, "When the server was made."),
        ])
}
