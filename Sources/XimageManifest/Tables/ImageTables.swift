internal import XimageCore

/// The keys of images and their copies.
extension ManifestTables {
    static let image = BlockSchema(
        Bilingual("an image", zh: "镜像"), "A series of images made from one source, or from each of several.",
        loops
            + keys(
                .image,
                then: [
                    .kind: [
                        Field(
                            "from", .block(imageSource), required: true, example: "{server: web}",
                            "What the image is made from."),
                        Field(
                            "vault", .either([.text(vaultReference), .block(boundVault)]), example: "main",
                            "Vault that keeps the backup. Needed for whole images of servers."),
                        Field(
                            "name", .text(.imageName), late: ["generation", "source"],
                            example: "\"golden-${generation.number}\"",
                            "Name in the cloud; `<project>-<key>` when left out. `-g<N>` follows unless it names the generation."
                        ),
                    ],
                    .revision: [
                        Field(
                            "quiesce", .either([.choice(["none", "stop"]), .block(quiesce)]), example: "stop",
                            "Whether the server is stopped while it is imaged; `none` is the default."),
                        Field(
                            "ready", .choice(["region", "zone"]), example: "region",
                            "When what depends on the image may start: usable in the whole region (default) or in its zone. "
                                + "A server with other disks than the source's waits for the region."
                        ),
                        Field("copies", .map(.key, .block(copy)), "Copies in other regions."),
                        Field(
                            "retention", .block(retention), example: "{keep: 3}",
                            "Which older generations stay. Writing it is consent to remove the others."),
                        Field(
                            "schedule", .block(schedule), example: "{every: 24h, at: \"02:00\"}",
                            "When a new generation is due."),
                        Field(
                            "memory", .block(memory), example: "{min: 2 GiB}",
                            "Bounds for the memory of servers made from it."),
                    ],
                ])
            + [
                Field("agreements", .block(agreements), "Over those of the defaults."),
                Field(
                    "guest", .block(guest), "What is known about the operating systems inside the sources."),
                Field("protect", .flag, example: "true", "Nothing may delete its generations."),
                Field("acknowledge", .list(.block(objectAcknowledge)), "Risks of this image that are known."),
                Field(
                    "timeouts", .block(timeouts), example: "{create: 2h, copy: 6h}",
                    "How long to wait for the cloud."),
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
        Field(key, .anything, status: .refused(words), "Not offered.")
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
        [
            Field("bound", .flag, required: true, example: "true", "Use the vault the server is in."),
            Field(
                "else", .list(.text(vaultReference)), required: true, example: "[main, corp]",
                "Vaults for servers that are in none; the first with room is taken."),
        ])

    static let imageSource = BlockSchema(
        Bilingual("an image's source", zh: "镜像源"), "What the image is made from.",
        exactlyOne: ["server", "servers", "backup"],
        [
            Field(
                "server", .either([.text(.serverReference), .block(serverByID)]), example: "'web[\"blue\"]'",
                "A server of this set, or `{id: ...}`. Without its server, which `when` leaves out, the image is left out too."
            ),
            Field("disk", .text(.key), example: "data", "Which data disk, for `kind: data`."),
            Field(
                "servers", .block(serverSelector), example: "{labels: {tier: web}}",
                "One image for each server that matches."),
            Field("backup", .text(.nonEmpty), "Id of an existing backup."),
        ])

    static let serverByID = BlockSchema(
        Bilingual("a server by id", zh: "按 ID 指定的云服务器"), "A server that is not declared here.",
        [Field("id", .text(.nonEmpty), required: true, "Its id in the cloud.")])

    static let serverSelector = BlockSchema(
        Bilingual("a selection of servers", zh: "云服务器的选择条件"), "One image for each server that matches.",
        exactlyOne: ["labels", "live"],
        [
            Field(
                "labels", .map(.key, texts), example: "{tier: web}",
                "Declared servers with these labels; all must fit, a list means any of its values."),
            Field(
                "live", .block(liveSelector), example: "{tags: {backup: daily}}", "Servers of the account."),
            Field("except", .block(liveSelector), example: "{tags: {skip: \"yes\"}}", "Without these."),
            Field(
                "expect", .block(expect), example: "{min: 110, max: 140}",
                "How many matches are right; anything else is an error."),
        ])

    /// One text, or a list of which any may fit.
    private static let texts: FieldType = .either([.text(.any), .list(.text(.any))])

    static let liveSelector = BlockSchema(
        Bilingual("a selection of the account's servers", zh: "账号内云服务器的选择条件"),
        "All entries must fit; a list means any of its values.",
        [
            Field("tags", .map(.nonEmpty, texts), example: "{backup: [daily, hourly]}", "By tags."),
            Field("name", texts, example: "[\"web-*\"]", "By name; `*` stands for anything."),
            Field(
                "regions", .list(.text(.region)), example: "[cn-north-4]",
                "In these regions; the default region when left out."),
            Field("ids", .list(.text(.nonEmpty)), "By id."),
        ])

    static let expect = BlockSchema(
        Bilingual("an expected number", zh: "预期数量"), "How many matches are right.",
        [
            Field("min", .number(0...1_000_000), example: "110", "At least."),
            Field("max", .number(0...1_000_000), example: "140", "At most."),
        ])

    static let quiesce = BlockSchema(
        Bilingual("quiescing", zh: "静默设置"), "Stopping servers while they are imaged.",
        [
            Field("stop", .flag, required: true, example: "true", "Stop the server."),
            Field(
                "then", .choice(["running", "stopped", "as-was"]), example: "as-was",
                "Its power state afterwards; `as-was` is the default."),
            Field(
                "atOnce", .number(1...10_000), example: "1", "How many servers at a time; 1 is the default."),
            Field(
                "groupBy", .text(.key), example: "tier",
                "Label that says which servers belong together; counted for each group."),
        ])

    static let retention = BlockSchema(
        Bilingual("retention", zh: "保留策略"),
        "Which older generations stay. When `keep` and `keepFor` are given, both must agree to let one go.",
        [
            Field("keep", .number(1...10_000), example: "3", "The newest so many stay."),
            Field("keepFor", .duration(3600...315_360_000), example: "30d", "Everything younger stays."),
            Field(
                "keepBackups", .number(0...10_000), example: "6",
                "So many more stay as backups without an image."),
            Field(
                "deleteBackups", .flag, example: "true",
                "Backups go with their generation; without it they stay."),
        ])

    static let schedule = BlockSchema(
        Bilingual("a schedule", zh: "定时设置"), "When a new generation is due.",
        [
            Field("every", .duration(3600...31_536_000), required: true, example: "24h", "How often."),
            Field("at", .text(.timeOfDay), example: "02:00", "Time of day at which the window opens."),
            Field(
                "timeZone", .text(.timeZone), example: "Asia/Shanghai",
                "Time zone of `at`, by its name in the time zone database or as `UTC+8`; UTC when left out."),
            Field("window", .duration(60...86_400), example: "4h", "How long the window stays open."),
        ])

    static let memory = BlockSchema(
        Bilingual("memory bounds", zh: "内存限制"), "For servers made from the image.",
        keys(.image, in: "memory"))

    static let copy = BlockSchema(
        Bilingual("a copy", zh: "镜像副本"), "A copy of each generation in another region.",
        loops
            + keys(
                .copy,
                then: [
                    .targetRegion: [
                        Field(
                            "vault", .text(vaultReference), required: true, example: "dr",
                            "Replication vault in that region.")
                    ],
                    .agency: [
                        Field(
                            "name", .text(.imageName), late: ["generation", "source"],
                            "Name in the cloud; that of the image when left out.")
                    ],
                    .description: [
                        Field(
                            "retention", .block(retention), example: "{keep: 2}",
                            "Which older copies stay; that of the image when left out."),
                        Field(
                            "only", .block(copyFilter), example: "{tags: {critical: \"yes\"}}",
                            "Only matches with these tags are copied."),
                    ],
                ])
            + [
                Field("protect", .flag, example: "true", "Nothing may delete it."),
                Field("timeouts", .block(timeouts), "How long to wait for the cloud."),
            ])

    static let copyFilter = BlockSchema(
        Bilingual("a filter", zh: "筛选条件"), "Which sources are meant.",
        [
            Field(
                "tags", .map(.nonEmpty, texts), required: true, example: "{critical: \"yes\"}",
                "By tags of the source.")
        ])
}
