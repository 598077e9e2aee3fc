internal import XimageCore

/// The keys of images and their copies.
extension ManifestTables {
    static let image = BlockSchema(
        Bilingual("an image", zh: "镜像"), "A series of images made from one source, or from each of several.",
        zh: "由一个或多个源分别创建的镜像系列。",
        loops
            + keys(
                .image,
                then: [
                    .kind: [
                        Field(
                            "from", .block(imageSource), required: true, example: "{server: web}",
                            "What the image is made from.", zh: "镜像的源。"),
                        Field(
                            "vault", .either([.text(vaultReference), .block(boundVault)]), example: "main",
                            "Vault that keeps the backup. Needed for whole images of servers.",
                            zh: "保存备份的存储库。云服务器整机镜像必填。"),
                        Field(
                            "name", .text(.imageName), late: ["generation", "source"],
                            example: "\"golden-${generation.number}\"",
                            "Name in the cloud; `<project>-<key>` when left out. `-g<N>` follows unless it names the generation.",
                            zh: "云端名称；省略时为 `<project>-<key>`。名称中没有代号时追加 `-g<N>`。"
                        ),
                    ],
                    .revision: [
                        Field(
                            "quiesce", .either([.choice(["none", "stop"]), .block(quiesce)]), example: "stop",
                            "Whether the server is stopped while it is imaged; `none` is the default.",
                            zh: "创建镜像时是否将云服务器关机；默认为 `none`。"),
                        Field(
                            "ready", .choice(["region", "zone"]), example: "region",
                            "When what depends on the image may start: usable in the whole region (default) or in its zone. "
                                + "A server with other disks than the source's waits for the region.",
                            zh: "依赖此镜像的操作何时可以开始：在整个区域可用时（默认）或在所在可用区可用时。磁盘与源不同的云服务器须等待整个区域可用。"
                        ),
                        Field("copies", .map(.key, .block(copy)), "Copies in other regions.", zh: "其他区域的副本。"),
                        Field(
                            "retention", .block(retention), example: "{keep: 3}",
                            "Which older generations stay. Writing it is consent to remove the others.",
                            zh: "保留哪些旧代。写出此项即同意删除其余旧代。"),
                        Field(
                            "schedule", .block(schedule), example: "{every: 24h, at: \"02:00\"}",
                            "When a new generation is due.", zh: "何时创建新的一代。"),
                        Field(
                            "memory", .block(memory), example: "{min: 2 GiB}",
                            "Bounds for the memory of servers made from it.", zh: "用此镜像创建的云服务器的内存范围。"),
                    ],
                ])
            + [
                Field("agreements", .block(agreements), "Over those of the defaults.", zh: "优先于默认设置。"),
                Field(
                    "guest", .block(guest), "What is known about the operating systems inside the sources.",
                    zh: "源云服务器内部操作系统的已知信息。"),
                Field(
                    "protect", .flag, example: "true", "Nothing may delete its generations.", zh: "禁止删除其各代。"),
                Field(
                    "acknowledge", .list(.block(objectAcknowledge)), "Risks of this image that are known.",
                    zh: "此镜像的已知风险。"),
                Field(
                    "timeouts", .block(timeouts), example: "{create: 2h, copy: 6h}",
                    "How long to wait for the cloud.", zh: "等待云端的时间。"),
            ] + notOffered)

    /// Known only to say that they are not offered.
    private static let notOffered: [Field] = [
        refused("share", .wholeImageShared),
        refused("shareWith", .wholeImageShared),
        refused("members", .wholeImageShared),
        refused("publish", .wholeImagePublished),
        refused("marketplace", .wholeImagePublished),
        refused("export", .wholeImageExported),
        refused("exportTo", .wholeImageExported),
    ]

    private static func refused(_ key: String, _ words: RuleWords) -> Field {
        Field(key, .anything, status: .refused(words), "Not offered.", zh: "不提供。")
    }

    private static let vaultReference = TextForm(Bilingual("a vault", zh: "存储库"), example: "main") {
        Address("vault.\($0)") == nil
            ? RuleArgument(
                "it is neither a key nor a key with an instance, such as `pool[0]`",
                zh: "既不是键，也不是带实例的键（如 `pool[0]`）") : nil
    }

    static let boundVault = BlockSchema(
        Bilingual("a vault that is bound already", zh: "已绑定的存储库"),
        "The vault a server is in already, else the first with room.",
        zh: "云服务器已绑定的存储库，否则为第一个有空间的存储库。",
        [
            Field(
                "bound", .flag, required: true, example: "true", "Use the vault the server is in.",
                zh: "使用云服务器已绑定的存储库。"),
            Field(
                "else", .list(.text(vaultReference)), required: true, example: "[main, corp]",
                "Vaults for servers that are in none; the first with room is taken.",
                zh: "未绑定存储库的云服务器所用的存储库；使用第一个有空间的。"),
        ])

    static let imageSource = BlockSchema(
        Bilingual("an image's source", zh: "镜像源"), "What the image is made from.", zh: "镜像的源。",
        exactlyOne: ["server", "servers", "backup"],
        [
            Field(
                "server", .either([.text(.serverReference), .block(serverByID)]), example: "'web[\"blue\"]'",
                "A server of this set, or `{id: ...}`. Without its server, which `when` leaves out, the image is left out too.",
                zh: "清单中的云服务器，或 `{id: ...}`。该云服务器被 `when` 排除时，镜像也被排除。"
            ),
            Field(
                "disk", .text(.key), example: "data", "Which data disk, for `kind: data`.",
                zh: "`kind: data` 时使用哪块数据盘。"),
            Field(
                "servers", .block(serverSelector), example: "{labels: {tier: web}}",
                "One image for each server that matches.", zh: "为每台符合条件的云服务器创建一个镜像。"),
            Field("backup", .text(.nonEmpty), "Id of an existing backup.", zh: "已有备份的 ID。"),
        ])

    static let serverByID = BlockSchema(
        Bilingual("a server by id", zh: "按 ID 指定的云服务器"), "A server that is not declared here.",
        zh: "未在清单中声明的云服务器。",
        [Field("id", .text(.nonEmpty), required: true, "Its id in the cloud.", zh: "云端的 ID。")])

    static let serverSelector = BlockSchema(
        Bilingual("a selection of servers", zh: "云服务器的选择条件"), "One image for each server that matches.",
        zh: "为每台符合条件的云服务器创建一个镜像。",
        exactlyOne: ["labels", "live"],
        [
            Field(
                "labels", .map(.key, texts), example: "{tier: web}",
                "Declared servers with these labels; all must fit, a list means any of its values.",
                zh: "带有这些标签的已声明云服务器；须全部符合，列表表示任一值即可。"),
            Field(
                "live", .block(liveSelector), example: "{tags: {backup: daily}}", "Servers of the account.",
                zh: "账号中的云服务器。"),
            Field(
                "except", .block(liveSelector), example: "{tags: {skip: \"yes\"}}", "Without these.",
                zh: "排除这些云服务器。"),
            Field(
                "expect", .block(expect), example: "{min: 110, max: 140}",
                "How many matches are right; anything else is an error.", zh: "应当符合的数量；否则报错。"),
        ])

    /// One text, or a list of which any may fit.
    private static let texts: FieldType = .either([.text(.any), .list(.text(.any))])

    static let liveSelector = BlockSchema(
        Bilingual("a selection of the account's servers", zh: "账号内云服务器的选择条件"),
        "All entries must fit; a list means any of its values.",
        zh: "各项须全部符合；列表表示任一值即可。",
        [
            Field(
                "tags", .map(.nonEmpty, texts), example: "{backup: [daily, hourly]}", "By tags.", zh: "按标签。"),
            Field(
                "name", texts, example: "[\"web-*\"]", "By name; `*` stands for anything.",
                zh: "按名称；`*` 匹配任意内容。"),
            Field(
                "regions", .list(.text(.region)), example: "[cn-north-4]",
                "In these regions; the default region when left out.", zh: "在这些区域中；省略时为默认区域。"),
            Field("ids", .list(.text(.nonEmpty)), "By id.", zh: "按 ID。"),
        ])

    static let expect = BlockSchema(
        Bilingual("an expected number", zh: "预期数量"), "How many matches are right.", zh: "应当符合的数量。",
        [
            Field("min", .number(0...1_000_000), example: "110", "At least.", zh: "最小值。"),
            Field("max", .number(0...1_000_000), example: "140", "At most.", zh: "最大值。"),
        ])

    static let quiesce = BlockSchema(
        Bilingual("quiescing", zh: "静默设置"), "Stopping servers while they are imaged.", zh: "创建镜像时将云服务器关机。",
        [
            Field("stop", .flag, required: true, example: "true", "Stop the server.", zh: "将云服务器关机。"),
            Field(
                "then", .choice(["running", "stopped", "as-was"]), example: "as-was",
                "Its power state afterwards; `as-was` is the default.", zh: "之后的电源状态；默认为 `as-was`。"),
            Field(
                "atOnce", .number(1...10_000), example: "1", "How many servers at a time; 1 is the default.",
                zh: "每次处理的云服务器数量；默认为 1。"),
            Field(
                "groupBy", .text(.key), example: "tier",
                "Label that says which servers belong together; counted for each group.",
                zh: "将云服务器分组的标签；按组计数。"),
        ])

    static let retention = BlockSchema(
        Bilingual("retention", zh: "保留策略"),
        "Which older generations stay. When `keep` and `keepFor` are given, both must agree to let one go.",
        zh: "保留哪些旧代。同时给出 `keep` 和 `keepFor` 时，两者都允许才会删除。",
        [
            Field(
                "keep", .number(1...10_000), example: "3", "Keeps the newest N generations.", zh: "保留最新的若干代。"),
            Field(
                "keepFor", .duration(3600...315_360_000), example: "30d", "Everything younger stays.",
                zh: "保留不早于此时长的各代。"),
            Field(
                "keepBackups", .number(0...10_000), example: "6",
                "Keeps N more as backups without an image.", zh: "另外保留若干份没有镜像的备份。"),
            Field(
                "deleteBackups", .flag, example: "true",
                "Backups go with their generation; without it they stay.", zh: "备份随其代一同删除；省略时保留备份。"),
        ])

    static let schedule = BlockSchema(
        Bilingual("a schedule", zh: "定时设置"), "When a new generation is due.", zh: "何时创建新的一代。",
        [
            Field(
                "every", .duration(3600...31_536_000), required: true, example: "24h", "How often.",
                zh: "间隔时间。"),
            Field(
                "at", .text(.timeOfDay), example: "02:00", "Time of day at which the window opens.",
                zh: "时间窗开始的时刻。"),
            Field(
                "timeZone", .text(.timeZone), example: "Asia/Shanghai",
                "Time zone of `at`, by its name in the time zone database or as `UTC+8`; UTC when left out.",
                zh: "`at` 的时区：时区数据库中的名称或 `UTC+8`；省略时为 UTC。"),
            Field(
                "window", .duration(60...86_400), example: "4h", "How long the window stays open.",
                zh: "时间窗的时长。"),
        ])

    static let memory = BlockSchema(
        Bilingual("memory bounds", zh: "内存限制"), "For servers made from the image.", zh: "用于由此镜像创建的云服务器。",
        keys(.image, in: "memory"))

    static let copy = BlockSchema(
        Bilingual("a copy", zh: "镜像副本"), "A copy of each generation in another region.", zh: "每一代在另一区域的副本。",
        loops
            + keys(
                .copy,
                then: [
                    .targetRegion: [
                        Field(
                            "vault", .text(vaultReference), required: true, example: "dr",
                            "Replication vault in that region.", zh: "该区域的复制存储库。")
                    ],
                    .agency: [
                        Field(
                            "name", .text(.imageName), late: ["generation", "source"],
                            "Name in the cloud; that of the image when left out.", zh: "云端名称；省略时与镜像相同。")
                    ],
                    .description: [
                        Field(
                            "retention", .block(retention), example: "{keep: 2}",
                            "Which older copies stay; that of the image when left out.",
                            zh: "保留哪些旧副本；省略时与镜像相同。"),
                        Field(
                            "only", .block(copyFilter), example: "{tags: {critical: \"yes\"}}",
                            "Only matches with these tags are copied.", zh: "只复制带有这些标签的匹配项。"),
                    ],
                ])
            + [
                Field("protect", .flag, example: "true", "Nothing may delete it.", zh: "禁止删除。"),
                Field("timeouts", .block(timeouts), "How long to wait for the cloud.", zh: "等待云端的时间。"),
            ])

    static let copyFilter = BlockSchema(
        Bilingual("a filter", zh: "筛选条件"), "Which sources are meant.", zh: "适用于哪些源。",
        [
            Field(
                "tags", .map(.nonEmpty, texts), required: true, example: "{critical: \"yes\"}",
                "By tags of the source.", zh: "按源的标签。")
        ])
}
