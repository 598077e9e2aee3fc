internal import XimageCore

/// The keys of vaults, servers and disks.
extension ManifestTables {
    /// Keys that make several instances of a block, or none.
    static let loops: [Field] = [
        Field(
            "forEach", .either([.list(.anything), .map(.key, .anything)]), example: "[blue, green]",
            "One instance for each item of a list, or each entry of a map."),
        Field("count", .number(0...1_000_000), example: "20", "So many instances, numbered from 0."),
        Field("when", .flag, example: "\"${var.dr}\"", "`false` leaves the block out."),
    ]

    static let existing = BlockSchema(
        Bilingual("an existing object", zh: "已有对象"), "An object that others made: it is read, never changed.",
        exactlyOne: ["name", "id"],
        [
            Field("name", .text(.nonEmpty), example: "billing-prod", "Its name in the cloud."),
            Field("id", .text(.nonEmpty), example: "6f1c...", "Its id in the cloud."),
        ])

    static let vault = BlockSchema(
        Bilingual("a vault", zh: "存储库"), "A CBR vault that holds server backups.",
        neededUnlessExisting: ["size"],
        allowedWithExisting: ["existing", "region", "forEach", "count", "when", "protect"],
        loops + [
            Field(
                "existing", .block(existing), example: "{name: vault-prod}",
                "A vault that others made; never changed.")
        ] + keys(.vault) + [
            Field("protect", .flag, example: "true", "Nothing may delete or replace it.")
        ])

    static let timeouts = BlockSchema(
        Bilingual("the timeouts", zh: "超时设置"),
        "How long to wait for the cloud before a step counts as failed.",
        [
            Field("create", .duration(1...2_592_000), example: "2h", "For making it."),
            Field("copy", .duration(1...2_592_000), example: "6h", "For copying it to another region."),
            Field("delete", .duration(1...2_592_000), example: "30m", "For deleting it."),
        ])

    static let server = BlockSchema(
        Bilingual("a server", zh: "云服务器"), "An ECS server with its data disks.",
        neededUnlessExisting: ["flavor", "image", "systemDisk"],
        allowedWithExisting: [
            "existing", "region", "zone", "forEach", "count", "when", "protect", "guest", "labels",
            "workload",
            "settled", "acknowledge", "timeouts",
        ],
        loops + [
            Field(
                "existing", .block(existing), example: "{name: billing-prod}",
                "A server that others made; it is imaged, never changed.")
        ]
            + keys(
                .server,
                then: [
                    .region: [
                        Field(
                            "zone", .either([.text(.zone), .block(spread)]), example: "cn-north-4a",
                            "Availability zone, or a spread over several.")
                    ],
                    .flavor: [
                        Field(
                            "image", .block(serverImage), example: "{name: \"Ubuntu 22.04 server 64bit\"}",
                            "What the system disk is made from. Needed unless it exists.")
                    ],
                    .power: [
                        Field(
                            "systemDisk", .block(systemDisk), example: "{type: SSD, size: 40 GiB}",
                            "The system disk."),
                        Field(
                            "dataDisks", .map(.key, .block(dataDisk)),
                            "Data disks by key; their order is the attach order."),
                        Field(
                            "network", .block(network),
                            "The first network card; what is left out comes from the defaults."),
                    ],
                    .adminPassword: [
                        Field(
                            "userData", .either([.text(.any), .block(userData)]), sensitive: true,
                            example: "{file: build.sh}",
                            "Cloud-init user data, at most \(Limits.userData >> 10) KB.")
                    ],
                ])
            + [
                Field(
                    "labels", .map(.key, .text(.any)), example: "{tier: web}",
                    "Our own words for selectors; never sent to the cloud."),
                Field(
                    "workload", .choice(["database", "application", "none"]), example: "database",
                    "What runs inside; a database should be imaged while stopped."),
                Field("guest", .block(guest), "What is known about the operating system inside."),
                Field(
                    "settled", .block(settled), example: "{power: stopped, within: 30m}",
                    "When the server is ready to be imaged."),
                Field(
                    "recreateOn", .list(.text(.any)), example: "[\"${var.revision}\"]",
                    "A build server is made anew when one of these changes."),
                Field(
                    "onNewImage", .choice(["keep", "replace"]), example: "keep",
                    "What a newer generation of its image means for the server; `keep` is the default."),
                Field(
                    "onReplace", .choice(["reattach", "recreate"]), example: "reattach",
                    "What happens to its own disks when it is replaced; `reattach` is the default."),
                Field(
                    "rollout", .block(rollout), example: "{atOnce: 2, canary: 1}",
                    "How replacing the instances is paced."),
                Field("protect", .flag, example: "true", "Nothing may delete or replace it."),
                Field(
                    "acknowledge", .list(.block(objectAcknowledge)), "Risks of this server that are known."),
                Field("timeouts", .block(timeouts), "How long to wait for the cloud."),
            ])

    static let spread = BlockSchema(
        Bilingual("a spread", zh: "可用区分布"), "Instances over several zones; changing the list moves nobody.",
        [
            Field(
                "spread", .list(.text(.zone)), required: true, example: "[cn-north-4a, cn-north-4b]",
                "The zones, used in turn."),
            Field(
                "first", .text(.zone), example: "cn-north-4b",
                "The zone of the first instance; the first of the list when left out."),
        ])

    static let serverImage = BlockSchema(
        Bilingual("a server's image", zh: "云服务器的镜像"), "What the system disk is made from.",
        exactlyOne: ["name", "id", "from"],
        [
            Field(
                "name", .text(.nonEmpty), example: "\"Ubuntu 22.04 server 64bit\"",
                "Name of one image of the cloud."),
            Field("id", .text(.nonEmpty), "Id of an image of the cloud."),
            Field(
                "from", .text(imageReference), example: "golden",
                "An image of this set, or its copy: `golden.south`."),
            Field(
                "generation", .either([.choice(["newest", "previous"]), .number(1...1_000_000_000)]),
                example: "previous",
                "Which generation; `newest` is the default."),
        ])

    /// `golden`, `golden["a"]` or `golden.south`.
    private static let imageReference = TextForm(Bilingual("an image", zh: "镜像"), example: "golden.south") {
        Address("image.\($0)") == nil && Address("copy.\($0)") == nil
            ? RuleArgument(
                "it is neither an image's key nor a copy's, such as `golden.south`",
                zh: "既不是镜像的键，也不是镜像副本的键（如 `golden.south`）") : nil
    }

    static let systemDisk = BlockSchema(
        Bilingual("a system disk", zh: "系统盘"), "The disk the server starts from.",
        keys(.server, in: "systemDisk"))

    static let dataDisk = BlockSchema(
        Bilingual("a data disk", zh: "数据盘"), "A data disk of the server.",
        keys(
            .disk,
            then: [
                .description: [
                    Field(
                        "from", .either([.choice(["image", "blank"]), .block(imageDisk)]), example: "image",
                        "`image`: the disk of this key in the server's image (default when there is one); `blank`: empty."
                    ),
                    Field(
                        "onRemove", .choice(["keep", "delete"]), example: "keep",
                        "What happens when it is no longer declared: `keep` (default) detaches and forgets it."
                    ),
                ]
            ]) + [
                Field("protect", .flag, example: "true", "Nothing may delete or replace it.")
            ])

    static let imageDisk = BlockSchema(
        Bilingual("a disk of an image", zh: "镜像中的磁盘"), "Which disk of the image this one is made from.",
        [Field("imageDisk", .text(.key), required: true, example: "disk2", "Key of the disk in the image.")])

    static let userData = BlockSchema(
        Bilingual("user data", zh: "用户数据"), "A file with user data.",
        [
            Field(
                "file", .text(.nonEmpty), required: true, example: "build.sh",
                "The file, relative to the manifest file.")
        ])

    static let guest = BlockSchema(
        Bilingual("guest facts", zh: "操作系统信息"), "What is known about the operating system inside a server.",
        [
            Field("os", .choice(["linux", "windows"]), example: "linux", "Family of the operating system."),
            Field(
                "facts", .text(.nonEmpty), late: ["source", "server"], example: "\"facts/${each.key}.json\"",
                "File with collected facts, relative to the manifest file."),
            Field("maxAge", .duration(60...31_536_000), example: "7d", "Facts older than this do not count."),
            Field(
                "collect", .block(collect), example: "{ssh: \"root@${server.ip}\"}", "How to collect facts."),
            Field(
                "sanPolicy", .choice(["OnlineAll", "OfflineShared", "OfflineInternal"]), example: "OnlineAll",
                "SAN policy of a Windows server, as you looked it up."),
            Field(
                "spannedVolumes", .list(.text(.nonEmpty)), example: "[]",
                "Volumes that span several disks; `[]` for none."),
            Field(
                "volumeGroups", .list(.text(.nonEmpty)), example: "[]",
                "LVM volume groups that lie on several physical volumes; `[]` for none."),
            Field("asOf", .text(.moment), example: "2026-06-01", "When you looked."),
        ])

    static let collect = BlockSchema(
        Bilingual("the collection of facts", zh: "信息采集设置"), "How facts are read from the running server.",
        [
            Field(
                "ssh", .text(.nonEmpty), required: true, late: ["server", "source"],
                example: "\"root@${server.ip}\"",
                "User and address."),
            Field(
                "jump", .text(.nonEmpty), late: ["server", "source"], example: "bastion",
                "A host to go through."),
        ])

    static let settled = BlockSchema(
        Bilingual("the settled state", zh: "就绪条件"), "When a server is ready to be imaged.",
        exactlyOne: ["power", "tcp"],
        [
            Field("power", .choice(["stopped"]), example: "stopped", "When it has powered itself off."),
            Field("tcp", .number(1...65_535), example: "22", "When this port accepts connections."),
            Field("within", .duration(1...604_800), example: "30m", "How long to wait for it."),
        ])

    static let rollout = BlockSchema(
        Bilingual("a rollout", zh: "分批替换设置"), "How replacing the instances of a block is paced.",
        [
            Field("atOnce", .number(1...10_000), example: "2", "How many at a time."),
            Field("canary", .number(0...10_000), example: "1", "How many first, alone."),
            Field(
                "healthy", .block(healthy), example: "{tcp: 8080, within: 10m}",
                "When a new server counts as good."),
        ])

    static let healthy = BlockSchema(
        Bilingual("a health check", zh: "健康检查"), "When a new server counts as good.",
        [
            Field(
                "tcp", .number(1...65_535), required: true, example: "8080",
                "When this port accepts connections."),
            Field("within", .duration(1...604_800), example: "10m", "How long to wait for it."),
        ])
}
