internal import XimageCore

/// The keys of vaults, servers and disks.
extension ManifestTables {
    /// Keys that make several instances of a block, or none.
    static let loops: [Field] = [
        Field(
            "forEach", .either([.list(.anything), .map(.key, .anything)]), example: "[blue, green]",
            "One instance for each item of a list, or each entry of a map.", zh: "列表的每一项或映射的每个条目各一个实例。"),
        Field(
            "count", .number(0...1_000_000), example: "20", "N instances, numbered from 0.",
            zh: "实例数量，从 0 开始编号。"),
        Field(
            "when", .flag, example: "\"${var.dr}\"", "`false` leaves the block out.", zh: "`false` 表示排除此声明。"),
    ]

    static let existing = BlockSchema(
        Bilingual("an existing object", zh: "已有对象"), "An object that others made: it is read, never changed.",
        zh: "由他人创建的对象：只读取，从不修改。",
        exactlyOne: ["name", "id"],
        [
            Field("name", .text(.nonEmpty), example: "billing-prod", "Its name in the cloud.", zh: "云端名称。"),
            Field("id", .text(.nonEmpty), example: "6f1c...", "Its id in the cloud.", zh: "云端的 ID。"),
        ])

    static let vault = BlockSchema(
        Bilingual("a vault", zh: "存储库"), "A CBR vault that holds server backups.", zh: "存放云服务器备份的 CBR 存储库。",
        neededUnlessExisting: ["size"],
        allowedWithExisting: ["existing", "region", "forEach", "count", "when", "protect"],
        loops + [
            Field(
                "existing", .block(existing), example: "{name: vault-prod}",
                "A vault that others made; never changed.", zh: "由他人创建的存储库；从不修改。")
        ] + keys(.vault) + [
            Field("protect", .flag, example: "true", "Nothing may delete or replace it.", zh: "禁止删除或替换。")
        ])

    static let timeouts = BlockSchema(
        Bilingual("the timeouts", zh: "超时设置"),
        "How long to wait for the cloud before a step counts as failed.",
        zh: "步骤被视为失败之前等待云端的时间。",
        [
            Field("create", .duration(1...2_592_000), example: "2h", "For making it.", zh: "用于创建。"),
            Field(
                "copy", .duration(1...2_592_000), example: "6h", "For copying it to another region.",
                zh: "用于复制到其他区域。"),
            Field("delete", .duration(1...2_592_000), example: "30m", "For deleting it.", zh: "用于删除。"),
        ])

    static let server = BlockSchema(
        Bilingual("a server", zh: "云服务器"), "An ECS server with its data disks.", zh: "弹性云服务器（ECS）及其数据盘。",
        neededUnlessExisting: ["flavor", "image", "systemDisk"],
        allowedWithExisting: [
            "existing", "region", "zone", "forEach", "count", "when", "protect", "guest", "labels",
            "workload",
            "settled", "acknowledge", "timeouts",
        ],
        loops + [
            Field(
                "existing", .block(existing), example: "{name: billing-prod}",
                "A server that others made; it is imaged, never changed.", zh: "由他人创建的云服务器；只为其创建镜像，从不修改。")
        ]
            + keys(
                .server,
                then: [
                    .region: [
                        Field(
                            "zone", .either([.text(.zone), .block(spread)]), example: "cn-north-4a",
                            "Availability zone, or a spread over several.", zh: "可用区，或在多个可用区中分布。")
                    ],
                    .flavor: [
                        Field(
                            "image", .block(serverImage), example: "{name: \"Ubuntu 22.04 server 64bit\"}",
                            "What the system disk is made from. Needed unless it exists.",
                            zh: "系统盘的镜像。除非云服务器已存在，否则必填。")
                    ],
                    .power: [
                        Field(
                            "systemDisk", .block(systemDisk), example: "{type: SSD, size: 40 GiB}",
                            "The system disk.", zh: "系统盘。"),
                        Field(
                            "dataDisks", .map(.key, .block(dataDisk)),
                            "Data disks by key; their order is the attach order.", zh: "数据盘，以键区分；其顺序即挂载顺序。"),
                        Field(
                            "network", .block(network),
                            "The first network card; what is left out comes from the defaults.",
                            zh: "主网卡；省略项取默认值。"),
                    ],
                    .adminPassword: [
                        Field(
                            "userData", .either([.text(.any), .block(userData)]), sensitive: true,
                            example: "{file: build.sh}",
                            "Cloud-init user data, at most \(Limits.userData >> 10) KB.",
                            zh: "Cloud-init 用户数据，最多 \(Limits.userData >> 10) KB。")
                    ],
                ])
            + [
                Field(
                    "labels", .map(.key, .text(.any)), example: "{tier: web}",
                    "Our own words for selectors; never sent to the cloud.", zh: "供选择器使用的自定义标签；从不发送到云端。"),
                Field(
                    "workload", .choice(["database", "application", "none"]), example: "database",
                    "What runs inside; a database should be imaged while stopped.",
                    zh: "内部运行的业务；数据库应在关机状态下创建镜像。"),
                Field(
                    "guest", .block(guest), "What is known about the operating system inside.",
                    zh: "内部操作系统的已知信息。"),
                Field(
                    "settled", .block(settled), example: "{power: stopped, within: 30m}",
                    "When the server is ready to be imaged.", zh: "云服务器何时可以创建镜像。"),
                Field(
                    "recreateOn", .list(.text(.any)), example: "[\"${var.revision}\"]",
                    "A build server is recreated when one of these changes.", zh: "任一值变化时重新创建构建用云服务器。"),
                Field(
                    "onNewImage", .choice(["keep", "replace"]), example: "keep",
                    "What a newer generation of its image means for the server; `keep` is the default.",
                    zh: "镜像有新的一代时如何处理云服务器；默认为 `keep`。"),
                Field(
                    "onReplace", .choice(["reattach", "recreate"]), example: "reattach",
                    "What happens to its own disks when it is replaced; `reattach` is the default.",
                    zh: "替换云服务器时如何处理其自有磁盘；默认为 `reattach`。"),
                Field(
                    "rollout", .block(rollout), example: "{atOnce: 2, canary: 1}",
                    "How replacing the instances is paced.", zh: "分批替换实例的方式。"),
                Field("protect", .flag, example: "true", "Nothing may delete or replace it.", zh: "禁止删除或替换。"),
                Field(
                    "acknowledge", .list(.block(objectAcknowledge)), "Risks of this server that are known.",
                    zh: "此云服务器的已知风险。"),
                Field("timeouts", .block(timeouts), "How long to wait for the cloud.", zh: "等待云端的时间。"),
            ])

    static let spread = BlockSchema(
        Bilingual("a spread", zh: "可用区分布"), "Instances over several zones; changing the list moves nobody.",
        zh: "实例分布在多个可用区；修改列表不会迁移已有实例。",
        [
            Field(
                "spread", .list(.text(.zone)), required: true, example: "[cn-north-4a, cn-north-4b]",
                "The zones, used in turn.", zh: "依次使用的可用区。"),
            Field(
                "first", .text(.zone), example: "cn-north-4b",
                "The zone of the first instance; the first of the list when left out.",
                zh: "第一个实例的可用区；省略时为列表中的第一个。"),
        ])

    static let serverImage = BlockSchema(
        Bilingual("a server's image", zh: "云服务器的镜像"), "What the system disk is made from.", zh: "系统盘的镜像。",
        exactlyOne: ["name", "id", "from"],
        [
            Field(
                "name", .text(.nonEmpty), example: "\"Ubuntu 22.04 server 64bit\"",
                "Name of one image of the cloud.", zh: "云端某个镜像的名称。"),
            Field("id", .text(.nonEmpty), "Id of an image of the cloud.", zh: "云端镜像的 ID。"),
            Field(
                "from", .text(imageReference), example: "golden",
                "An image of this set, or its copy: `golden.south`.", zh: "清单中的镜像或其副本：`golden.south`。"),
            Field(
                "generation", .either([.choice(["newest", "previous"]), .number(1...1_000_000_000)]),
                example: "previous",
                "Which generation; `newest` is the default.", zh: "使用哪一代；默认为 `newest`。"),
        ])

    /// `golden`, `golden["a"]` or `golden.south`.
    private static let imageReference = TextForm(Bilingual("an image", zh: "镜像"), example: "golden.south") {
        Address("image.\($0)") == nil && Address("copy.\($0)") == nil
            ? RuleArgument(
                "it is neither an image's key nor a copy's, such as `golden.south`",
                zh: "既不是镜像的键，也不是镜像副本的键（如 `golden.south`）") : nil
    }

    static let systemDisk = BlockSchema(
        Bilingual("a system disk", zh: "系统盘"), "The disk the server starts from.", zh: "云服务器的启动磁盘。",
        keys(.server, in: "systemDisk"))

    static let dataDisk = BlockSchema(
        Bilingual("a data disk", zh: "数据盘"), "A data disk of the server.", zh: "云服务器的数据盘。",
        keys(
            .disk,
            then: [
                .description: [
                    Field(
                        "from", .either([.choice(["image", "blank"]), .block(imageDisk)]), example: "image",
                        "`image`: the disk of this key in the server's image (default when there is one); `blank`: empty.",
                        zh: "`image`：云服务器镜像中此键的磁盘（存在时为默认）；`blank`：空盘。"
                    ),
                    Field(
                        "onRemove", .choice(["keep", "delete"]), example: "keep",
                        "What happens when it is no longer declared: `keep` (default) detaches and forgets it.",
                        zh: "不再声明时的处理：`keep`（默认）表示卸载且不再管理。"
                    ),
                ]
            ]) + [
                Field("protect", .flag, example: "true", "Nothing may delete or replace it.", zh: "禁止删除或替换。")
            ])

    static let imageDisk = BlockSchema(
        Bilingual("a disk of an image", zh: "镜像中的磁盘"), "Which disk of the image this one is made from.",
        zh: "由镜像中的哪块磁盘创建。",
        [
            Field(
                "imageDisk", .text(.key), required: true, example: "disk2", "Key of the disk in the image.",
                zh: "镜像中磁盘的键。")
        ])

    static let userData = BlockSchema(
        Bilingual("user data", zh: "用户数据"), "A file with user data.", zh: "含有用户数据的文件。",
        [
            Field(
                "file", .text(.nonEmpty), required: true, example: "build.sh",
                "The file, relative to the manifest file.", zh: "文件，相对于清单文件。")
        ])

    static let guest = BlockSchema(
        Bilingual("guest facts", zh: "操作系统信息"), "What is known about the operating system inside a server.",
        zh: "云服务器内部操作系统的已知信息。",
        [
            Field(
                "os", .choice(["linux", "windows"]), example: "linux", "Family of the operating system.",
                zh: "操作系统类别。"),
            Field(
                "facts", .text(.nonEmpty), late: ["source", "server"], example: "\"facts/${each.key}.json\"",
                "File with collected facts, relative to the manifest file.", zh: "含有采集信息的文件，相对于清单文件。"),
            Field(
                "maxAge", .duration(60...31_536_000), example: "7d", "Facts older than this do not count.",
                zh: "早于此时长的信息无效。"),
            Field(
                "collect", .block(collect), example: "{ssh: \"root@${server.ip}\"}", "How to collect facts.",
                zh: "如何采集信息。"),
            Field(
                "sanPolicy", .choice(["OnlineAll", "OfflineAll", "OfflineShared", "OfflineInternal"]),
                example: "OnlineAll",
                "SAN policy of a Windows server, as you looked it up.", zh: "Windows 云服务器的 SAN 策略（自行查得）。"),
            Field(
                "spannedVolumes", .list(.text(.nonEmpty)), example: "[]",
                "Volumes that span several disks; `[]` for none.", zh: "跨多块磁盘的卷；没有时为 `[]`。"),
            Field(
                "volumeGroups", .list(.text(.nonEmpty)), example: "[]",
                "LVM volume groups that lie on several physical volumes; `[]` for none.",
                zh: "位于多个物理卷上的 LVM 卷组；没有时为 `[]`。"),
            Field("asOf", .text(.moment), example: "2026-06-01", "When you looked.", zh: "查看的时间。"),
        ])

    static let collect = BlockSchema(
        Bilingual("the collection of facts", zh: "信息采集设置"), "How facts are read from the running server.",
        zh: "如何从运行中的云服务器读取信息。",
        [
            Field(
                "ssh", .text(.nonEmpty), required: true, late: ["server", "source"],
                example: "\"root@${server.ip}\"",
                "User and address.", zh: "用户和地址。"),
            Field(
                "jump", .text(.nonEmpty), late: ["server", "source"], example: "bastion",
                "A host to go through.", zh: "跳板主机。"),
        ])

    static let settled = BlockSchema(
        Bilingual("the settled state", zh: "就绪条件"), "When a server is ready to be imaged.",
        zh: "云服务器何时可以创建镜像。",
        exactlyOne: ["power", "tcp"],
        [
            Field(
                "power", .choice(["stopped"]), example: "stopped", "When it has powered itself off.",
                zh: "自行关机之后。"),
            Field(
                "tcp", .number(1...65_535), example: "22", "When this port accepts connections.",
                zh: "此端口可连接时。"),
            Field("within", .duration(1...604_800), example: "30m", "How long to wait for it.", zh: "等待的时间。"),
        ])

    static let rollout = BlockSchema(
        Bilingual("a rollout", zh: "分批替换设置"), "How replacing the instances of a block is paced.",
        zh: "分批替换声明的各实例的方式。",
        [
            Field("atOnce", .number(1...10_000), example: "2", "How many at a time.", zh: "每批数量。"),
            Field("canary", .number(0...10_000), example: "1", "How many first, alone.", zh: "先行单独替换的数量。"),
            Field(
                "healthy", .block(healthy), example: "{tcp: 8080, within: 10m}",
                "When a new server counts as good.", zh: "新云服务器何时视为正常。"),
        ])

    static let healthy = BlockSchema(
        Bilingual("a health check", zh: "健康检查"), "When a new server counts as good.", zh: "新云服务器何时视为正常。",
        [
            Field(
                "tcp", .number(1...65_535), required: true, example: "8080",
                "When this port accepts connections.", zh: "此端口可连接时。"),
            Field("within", .duration(1...604_800), example: "10m", "How long to wait for it.", zh: "等待的时间。"),
        ])
}
