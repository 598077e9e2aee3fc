extension ResourceSchema {
    /// An ECS server with its system disk. Source: ECS API reference, create servers; section 11.1 of the planner guide.
    static let server = ResourceSchema(
        kind: .server, replaceOrder: .createBeforeDestroy,
        attributes: [
            .plain(
                .name, .inPlace, .name(NameForm(Limits.serverName, others: "-._", example: "web-1")),
                rule: .serverName, example: "\"web-${each.key}\"",
                "Name in the cloud; `<project>-<key>` when left out.", zh: "云端名称；省略时为 `<project>-<key>`。"),
            .plain(
                .description, .inPlace, .description(most: Limits.serverDescription, lines: true),
                rule: .serverTexts, "Up to \(Limits.serverDescription) characters, no `<` or `>`.",
                zh: "最多 \(Limits.serverDescription) 个字符，不含 `<` 和 `>`。"),
            .plain(
                .region, .requiresReplace, .region, example: "cn-north-4", "Region that runs the server.",
                zh: "云服务器所在的区域。"),
            .attribute(.zone, .requiresReplace, "Availability zone that runs the server.", zh: "云服务器所在的可用区。"),
            .plain(
                .flavor, .inPlace, .text, example: "s6.large.2",
                "Size of the server. Needed unless it exists.", zh: "云服务器的规格。除非云服务器已存在，否则必填。"),
            .attribute(.image, .requiresReplace, "Image that the system disk is made from.", zh: "系统盘的镜像。"),
            .plain(
                .power, .inPlace, .choice(["running", "stopped", "as-is"]), standard: "as-is",
                example: "running", "`as-is` (default) leaves it alone.", zh: "电源状态；`as-is`（默认）表示保持不变。"),
            .plain(
                .systemDiskType, .upgrades, .text, required: true, example: "SSD", "Disk type.", zh: "磁盘类型。"),
            .plain(
                .systemDiskSize, .grows, .size(Limits.systemDiskSize), required: true,
                rule: .diskSizeOutOfRange,
                example: "40 GiB",
                "\(Limits.systemDiskSize.lowerBound) to \(Limits.systemDiskSize.upperBound) GiB; may grow, never shrink.",
                zh: "\(Limits.systemDiskSize.lowerBound) 到 \(Limits.systemDiskSize.upperBound) GiB；只能扩容，不能缩容。"
            ),
            .plain(
                .systemDiskIOPS, .inPlace, .number(Limits.iops, unit: nil), example: "6000",
                "As of data disks, for \(DiskPerformance.names.joined(separator: " and ")) alone.",
                zh: "与数据盘相同，只用于 \(DiskPerformance.names.joined(separator: " 和 "))。"),
            .plain(
                .systemDiskThroughput, .inPlace, .number(Limits.throughput, unit: "MiB/s"), example: "250",
                "MiB a second, for GPSSD2 alone.", zh: "每秒 MiB 数，只用于 GPSSD2。"),
            .plain(
                .vpc, .requiresReplace, .text, example: "vpc-default", "Name or id of the VPC.",
                zh: "VPC 的名称或 ID。"),
            .plain(
                .subnet, .requiresReplace, .text, example: "subnet-default", "Name or id of the subnet.",
                zh: "子网的名称或 ID。"),
            .plain(
                .securityGroups, .inPlace, .texts, example: "[default]", "Names or ids of security groups.",
                zh: "安全组的名称或 ID。"
            ),
            .plain(
                .ip, .requiresReplace, .ipAddress, example: "192.168.0.10", "Fixed private address.",
                zh: "固定的私有 IP 地址。"),
            .plain(
                .publicIP, .atCreation, .choice(["none"]), example: "none",
                "Public address; `none` is the only choice.", zh: "公网地址；只能为 `none`。"),
            .plain(
                .keyPair, .requiresReplace, .text, example: "ops", "Name of the SSH key pair.",
                zh: "SSH 密钥对的名称。"),
            .plain(
                .adminPassword, .atCreation, .text, sensitive: true, example: "\"${var.rootPassword}\"",
                "First password of the administrator; excludes `keyPair`.", zh: "管理员的初始密码；不能与 `keyPair` 同时使用。"
            ),
            .attribute(
                .userData, .atCreation, "Cloud-init user data; sensitive.", zh: "Cloud-init 用户数据；敏感信息。"),
            .plain(
                .metadata, .inPlace, .pairs, "Up to \(Limits.metadata) pairs of user metadata.",
                zh: "最多 \(Limits.metadata) 对用户元数据。"),
            .plain(.agency, .atCreation, .text, "IAM agency of the server.", zh: "云服务器的 IAM 委托。"),
            .plain(.serverGroup, .inPlace, .text, "Id of the server group.", zh: "云服务器组的 ID。"),
            .plain(.enterpriseProject, .atCreation, .text, "Enterprise project.", zh: "企业项目。"),
            .plain(
                .tags, .inPlace, .tags, rule: .serverTexts, "Tags in the cloud, added to the default ones.",
                zh: "云端标签，附加在默认标签之上。"),
            .foreignTags,
            .attribute(
                .recreateOn, .requiresReplace, "Values of yours; another one recreates the server.",
                zh: "自定义的值；变化时重新创建云服务器。"),
            .attribute(.createdAt, .computed, "When the server was made.", zh: "云服务器的创建时间。"),
        ])
}
