extension ResourceSchema {
    /// An ECS server with its system disk. Source: ECS API reference, create servers; section 11.1 of the planner guide.
    static let server = ResourceSchema(
        kind: .server, replaceOrder: .createBeforeDestroy,
        attributes: [
            .plain(
                .name, .inPlace, .name(NameForm(Limits.serverName, others: "-._", example: "web-1")),
                rule: .serverName, example: "\"web-${each.key}\"",
                "Name in the cloud; `<project>-<key>` when left out."),
            .plain(
                .description, .inPlace, .description(most: Limits.serverDescription, lines: true),
                rule: .serverTexts, "Up to \(Limits.serverDescription) characters, no `<` or `>`."),
            .plain(.region, .requiresReplace, .region, example: "cn-north-4", "Region that runs the server."),
            .attribute(.zone, .requiresReplace, "Availability zone that runs the server."),
            .plain(
                .flavor, .inPlace, .text, example: "s6.large.2",
                "Size of the server. Needed unless it exists."),
            .attribute(.image, .requiresReplace, "Image that the system disk is made from."),
            .plain(
                .power, .inPlace, .choice(["running", "stopped", "as-is"]), standard: "as-is",
                example: "running", "`as-is` (default) leaves it alone."),
            .plain(.systemDiskType, .upgrades, .text, required: true, example: "SSD", "Disk type."),
            .plain(
                .systemDiskSize, .grows, .size(Limits.systemDiskSize), required: true,
                rule: .diskSizeOutOfRange,
                example: "40 GiB",
                "\(Limits.systemDiskSize.lowerBound) to \(Limits.systemDiskSize.upperBound) GiB; may grow, never shrink."
            ),
            .plain(
                .systemDiskIOPS, .inPlace, .number(Limits.iops, unit: nil), example: "6000",
                "As of data disks, for \(DiskPerformance.names.joined(separator: " and ")) alone."),
            .plain(
                .systemDiskThroughput, .inPlace, .number(Limits.throughput, unit: "MiB/s"), example: "250",
                "MiB a second, for GPSSD2 alone."),
            .plain(.vpc, .requiresReplace, .text, example: "vpc-default", "Name or id of the VPC."),
            .plain(.subnet, .requiresReplace, .text, example: "subnet-default", "Name or id of the subnet."),
            .plain(
                .securityGroups, .inPlace, .texts, example: "[default]", "Names or ids of security groups."
            ),
            .plain(.ip, .requiresReplace, .ipAddress, example: "192.168.0.10", "Fixed private address."),
            .plain(
                .publicIP, .atCreation, .choice(["none"]), example: "none",
                "Public address; `none` is the only choice."),
            .plain(.keyPair, .requiresReplace, .text, example: "ops", "Name of the SSH key pair."),
            .plain(
                .adminPassword, .atCreation, .text, sensitive: true, example: "\"${var.rootPassword}\"",
                "First password of the administrator; excludes `keyPair`."),
            .attribute(.userData, .atCreation, "Cloud-init user data; sensitive."),
            .plain(.metadata, .inPlace, .pairs, "Up to \(Limits.metadata) pairs of user metadata."),
            .plain(.agency, .atCreation, .text, "IAM agency of the server."),
            .plain(.serverGroup, .inPlace, .text, "Id of the server group."),
            .plain(.enterpriseProject, .atCreation, .text, "Enterprise project."),
            .plain(
                .tags, .inPlace, .tags, rule: .serverTexts, "Tags in the cloud, added to the default ones."),
            .foreignTags,
            .attribute(.recreateOn, .requiresReplace, "Values of yours; another one makes the server anew."),
            .attribute(.createdAt, .computed, "When the server was made."),
        ])
}
