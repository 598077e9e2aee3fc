internal import XimageCore

/// The keys at the top of a manifest file and in the blocks that belong to the whole set.
package enum ManifestTables {
    /// The top of a file.
    package static let file = BlockSchema(
        Bilingual("a manifest", zh: "清单"),
        "One file of a manifest set. Sections of all files merge; one file has `project`.",
        [
            Field("version", .number(1...1), example: "1", "Version of the manifest language."),
            Field(
                "project", .text(.project), example: "shop",
                "Name of this project: part of every mark and default name. The one file that has it stands for the set."
            ),
            Field(
                "provider", .either([.choice(["sandbox", "huaweicloud"]), .block(provider)]),
                example: "sandbox",
                "Which cloud. `sandbox` (default) is the built-in local one."),
            Field(
                "state", .block(state), example: "{backend: file, path: .ximage/state.db}",
                "Where ximage records what it made."),
            Field(
                "policy", .block(policy), example: "{sharing: seed}",
                "What counts where documents of different years disagree."),
            Field(
                "include", .list(.text(.pathPattern)), example: "[\"images/*.yaml\"]",
                "Globs of the files that belong to the set, relative to this file."),
            Field(
                "exclude", .list(.text(.pathPattern)), example: "[\"drafts/**\"]",
                "Globs of files that do not belong to the set."),
            Field("defaults", .block(defaults), "What blocks leave out."),
            Field("variables", .map(.variableName, .block(variable)), "Values that a run may set."),
            Field(
                "environments", .map(.key, .block(environment)),
                "Variants of the set, chosen with `--env`; needed when this section exists."),
            Field("vaults", .map(.block, .block(vault)), "Vaults that keep the backups behind whole images."),
            Field("servers", .map(.block, .block(server)), "Servers with their data disks."),
            Field("images", .map(.block, .block(image)), "Image series."),
            Field("removed", .list(.block(removed)), "What happens to what is no longer declared."),
            Field("moved", .list(.block(moved)), "New addresses of what was declared under others."),
            Field(
                "acknowledge", .list(.block(acknowledge)),
                "Risks that are known, for declared addresses or others."),
        ])

    static let provider = BlockSchema(
        Bilingual("the provider", zh: "云服务设置"), "Which cloud, and how to reach it.",
        [
            Field(
                "type", .choice(["sandbox", "huaweicloud"]), required: true, example: "huaweicloud",
                "Which cloud."),
            Field("profile", .text(.nonEmpty), example: "prod", "Profile of the credentials files."),
            Field(
                "site", .choice(["intl", "china"]), example: "intl",
                "Which of the vendor's sites the account belongs to."),
            Field(
                "endpoints", .map(endpointService, .text(url)),
                example: "{ims: \"https://ims.{region}.example.com\"}",
                "Base URLs of services, for private sites."),
            Field(
                "projects", .map(.region, .text(.nonEmpty)), example: "{cn-north-4: 0a1b2c}",
                "Ids of region projects, for users who may not list them."),
            Field(
                "enterpriseProject", .text(.nonEmpty),
                "Id of the enterprise project that new objects belong to."),
        ])

    private static let endpointService = TextForm(
        Bilingual("a service", zh: "服务"), example: "ims", pattern: "^(ims|ecs|evs|cbr|vpc|iam)$"
    ) {
        ["ims", "ecs", "evs", "cbr", "vpc", "iam"].contains($0)
            ? nil
            : RuleArgument("it is none of ims, ecs, evs, cbr, vpc, iam", zh: "不是 ims、ecs、evs、cbr、vpc、iam 之一")
    }

    private static let url = TextForm(
        Bilingual("a URL", zh: "URL"), example: "https://ims.example.com", pattern: "^https?://"
    ) {
        $0.hasPrefix("https://") || $0.hasPrefix("http://")
            ? nil : RuleArgument("it does not begin with `https://`", zh: "不以 `https://` 开头")
    }

    static let state = BlockSchema(
        Bilingual("the state settings", zh: "状态设置"), "Where ximage records what it made.",
        [
            Field("backend", .choice(["file"]), example: "file", "`file` is one SQLite file."),
            Field(
                "path", .text(.nonEmpty), example: ".ximage/state.db",
                "The file, relative to the project file; `.ximage/state-ENVIRONMENT.db` is the default with `--env`."
            ),
        ])

    static let policy = BlockSchema(
        Bilingual("the policy", zh: "策略"), "What counts where documents of different years disagree.",
        [
            topic(
                .sharing,
                "Whether whole images count as impossible to share (`seed`) or by the newer documents (`current`)."
            ),
            topic(
                .databases,
                "Whether running databases are warned about (`current`), or not, as before 2021 (`seed`)."),
            topic(
                .copySize,
                "How large a copied image may be: by region (`current`), 128 GB (`international`), any (`seed`)."
            ),
            topic(
                .copyRegions,
                "Between which regions images are copied: as the service says (`live`), the list of 2022 "
                    + "(`guide2022`), any (`seed`)."),
            topic(
                .windows,
                "Whether Windows images are warned about on the international site (`site`), or not (`seed`)."
            ),
        ])

    private static func topic(_ topic: PolicyTopic, _ summary: String) -> Field {
        Field(topic.rawValue, .choice(topic.choices), example: topic.choices[0], summary)
    }

    static let network = BlockSchema(
        Bilingual("the network", zh: "网络设置"), "The first network card of a server.",
        keys(.server, in: "network"))

    static let defaultNetwork = BlockSchema(
        Bilingual("the default network", zh: "默认网络设置"),
        "The first network card of servers that do not say otherwise.",
        network.fields.filter { $0.key != "ip" })

    static let defaults = BlockSchema(
        Bilingual("the defaults", zh: "默认值"), "What blocks leave out.",
        [
            Field("region", .text(.region), example: "cn-north-4", "Region of vaults and servers."),
            Field(
                "zone", .text(.zone), example: "cn-north-4a",
                "Availability zone of servers in the default region."),
            Field("network", .block(defaultNetwork), "First network card of servers."),
            Field("tags", tags(.serverTexts), example: "{team: shop}", "Tags of everything that is made."),
            Field(
                "regions", .map(.region, .block(regionalDefaults)),
                example: "{cn-south-1: {zone: cn-south-1c}}",
                "Defaults of single regions, over those above."),
            Field("images", .block(imageDefaults), "Defaults of images."),
        ])

    static let regionalDefaults = BlockSchema(
        Bilingual("the defaults of a region", zh: "区域的默认值"), "Over the general defaults, for one region.",
        [
            Field("zone", .text(.zone), example: "cn-south-1c", "Availability zone of servers."),
            Field("network", .block(defaultNetwork), "First network card of servers."),
            Field("tags", tags(.serverTexts), "Tags, added to the general ones."),
        ])

    static let imageDefaults = BlockSchema(
        Bilingual("the defaults of images", zh: "镜像的默认值"), "What image blocks leave out.",
        [Field("agreements", .block(agreements), "Statements the service asks for before it makes an image.")]
    )

    static let agreements = BlockSchema(
        Bilingual("the agreements", zh: "声明"),
        "Statements the service asks for before it makes an image, each with the day of acceptance.",
        [
            Field(
                "commitment", .text(.date), example: "2026-06-01",
                "Day on which you accepted the image-making commitment."),
            Field(
                "disclaimer", .text(.date), example: "2026-06-01",
                "Day on which you accepted the image disclaimer."),
            Field(
                "optimised", .flag, example: "true",
                "Whether the sources are optimised for imaging, as the service asks."),
        ])

    static let variable = BlockSchema(
        Bilingual("a variable", zh: "变量"), "A value that a run may set.",
        [
            Field(
                "type", .text(variableType), example: "list(string)",
                "`string` (default), `int`, `bool`, `list(T)` or `map(T)`."),
            Field(
                "default", .anything,
                "Value when nothing else gives one; without it the variable must be set."),
            Field("description", .text(.any), "What it is for."),
            Field("sensitive", .flag, example: "true", "Never shown or stored."),
        ])

    private static let variableType = TextForm(
        Bilingual("a type", zh: "类型"), example: "list(string)",
        pattern: #"^((list|map)\()*(string|int|bool)\)*$"#
    ) {
        VariableType($0) == nil
            ? RuleArgument(
                "it is none of string, int, bool, list(T), map(T)", zh: "不是 string、int、bool、list(T)、map(T) 之一"
            ) : nil
    }

    static let environment = BlockSchema(
        Bilingual("an environment", zh: "环境"), "What differs in one variant of the set.",
        [
            Field(
                "project", .text(.project), example: "shop-prod", "Name of the project in this environment."),
            Field(
                "provider", .either([.choice(["sandbox", "huaweicloud"]), .block(provider)]), "Which cloud."),
            Field("state", .block(state), "Where ximage records what it made."),
            Field("defaults", .block(defaults), "Over the defaults of the set, key by key."),
            Field("variables", .map(.variableName, .anything), example: "{dr: true}", "Values of variables."),
        ])

    static let removed = BlockSchema(
        Bilingual("a removal", zh: "移除条目"), "What happens to an address that is no longer declared.",
        [
            Field("from", .text(.address), required: true, example: "server.batch", "The address."),
            Field(
                "action", .choice(["delete", "forget"]), required: true, example: "forget",
                "`delete` removes it from the cloud; `forget` leaves it there, unmanaged."),
            Field(
                "reason", .text(.nonEmpty), required: true, example: "service closed",
                "Why, for those who ask later."),
        ])

    static let moved = BlockSchema(
        Bilingual("a move", zh: "移动条目"), "A new address for what was declared under another.",
        [
            Field("from", .text(.address), required: true, example: "server.web", "The former address."),
            Field("to", .text(.address), required: true, example: "server.shop", "The address it has now."),
        ])

    static let acknowledge = BlockSchema(
        Bilingual("an acknowledgement", zh: "确认"), "Someone's word that a named risk is known.",
        [
            Field(
                "target", .text(.address), required: true, example: "server.batch", "The address it is about."
            ),
            Field(
                "key", .text(.nonEmpty), required: true, example: "destroy",
                "The risk, as the finding names it."),
            Field("reason", .text(.nonEmpty), required: true, example: "ticket 4711", "Why it is all right."),
            Field("until", .text(.date), example: "2026-07-01", "Last day on which it counts."),
        ])

    static let objectAcknowledge = BlockSchema(
        Bilingual("an object's acknowledgement", zh: "对象的确认"),
        "Someone's word that a named risk of this object is known.",
        [
            Field(
                "key", .text(.nonEmpty), required: true, example: "multi-pv-vg",
                "The risk, as the finding names it."),
            Field(
                "for", .list(.text(.nonEmpty)), example: "[db-3]",
                "Only for these matches or instances, by name or key."),
            Field("reason", .text(.nonEmpty), required: true, example: "ticket 4711", "Why it is all right."),
            Field("until", .text(.date), example: "2026-12-31", "Last day on which it counts."),
        ])

    static func tags(_ rule: RuleWords?) -> FieldType {
        .map(.tagKey(rule: rule), .text(.tagValue(rule: rule)))
    }
}
