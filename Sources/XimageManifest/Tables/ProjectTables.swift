internal import XimageCore

/// The keys at the top of a manifest file and in the blocks that belong to the whole set.
package enum ManifestTables {
    /// The top of a file.
    package static let file = BlockSchema(
        Bilingual("a manifest", zh: "清单"),
        "One file of a manifest set. Sections of all files merge; one file has `project`.",
        zh: "清单中的一个文件。所有文件的各部分合并；其中一个文件含有 `project`。",
        [
            Field(
                "version", .number(1...1), example: "1", "Version of the manifest language.", zh: "清单语言的版本。"),
            Field(
                "project", .text(.project), example: "shop",
                "Name of this project: part of every mark and default name. The one file that has it stands for the set.",
                zh: "项目名称：所有标记和默认名称的组成部分。含有它的文件代表整个清单。"
            ),
            Field(
                "provider", .either([.choice(["sandbox", "huaweicloud"]), .block(provider)]),
                example: "sandbox",
                "Which cloud. `sandbox` (default) is the built-in local one.",
                zh: "使用哪个云。`sandbox`（默认）为内置的本地沙箱云。"),
            Field(
                "state", .block(state), example: "{backend: file, path: .ximage/state.db}",
                "Where ximage records what it made.", zh: "ximage 记录其所创建对象的位置。"),
            Field(
                "policy", .block(policy), example: "{sharing: seed}",
                "What counts where documents of different years disagree.", zh: "不同年份的文档不一致时以哪个为准。"),
            Field(
                "include", .list(.text(.pathPattern)), example: "[\"images/*.yaml\"]",
                "Globs of the files that belong to the set, relative to this file.",
                zh: "属于清单的文件的通配模式，相对于此文件。"),
            Field(
                "exclude", .list(.text(.pathPattern)), example: "[\"drafts/**\"]",
                "Globs of files that do not belong to the set.", zh: "不属于清单的文件的通配模式。"),
            Field("defaults", .block(defaults), "What blocks leave out.", zh: "声明中省略项的默认值。"),
            Field(
                "variables", .map(.variableName, .block(variable)), "Values that a run may set.",
                zh: "运行时可设置的值。"),
            Field(
                "environments", .map(.key, .block(environment)),
                "Variants of the set, chosen with `--env`; needed when this section exists.",
                zh: "清单的不同环境，用 `--env` 选择；有此部分时必须选择。"),
            Field(
                "vaults", .map(.block, .block(vault)), "Vaults that keep the backups behind whole images.",
                zh: "保存整机镜像背后备份的存储库。"),
            Field(
                "servers", .map(.block, .block(server)), "Servers with their data disks.", zh: "云服务器及其数据盘。"),
            Field("images", .map(.block, .block(image)), "Image series.", zh: "镜像系列。"),
            Field(
                "removed", .list(.block(removed)), "What happens to what is no longer declared.",
                zh: "如何处理不再声明的对象。"),
            Field(
                "moved", .list(.block(moved)), "New addresses of what was declared under others.",
                zh: "对象声明的新地址。"),
            Field(
                "acknowledge", .list(.block(acknowledge)),
                "Risks that are known, for declared addresses or others.", zh: "已知风险，适用于已声明的地址或其他地址。"),
        ])

    static let provider = BlockSchema(
        Bilingual("the provider", zh: "云服务设置"), "Which cloud, and how to reach it.", zh: "使用哪个云以及如何访问。",
        [
            Field(
                "type", .choice(["sandbox", "huaweicloud"]), required: true, example: "huaweicloud",
                "Which cloud.", zh: "使用哪个云。"),
            Field(
                "profile", .text(.nonEmpty), example: "prod", "Profile of the credentials files.",
                zh: "凭证文件中的配置名称。"),
            Field(
                "site", .choice(["intl", "china"]), example: "intl",
                "Which of the vendor's sites the account belongs to.", zh: "账号所属的站点。"),
            Field(
                "endpoints", .map(endpointService, .text(url)),
                example: "{ims: \"https://ims.{region}.example.com\"}",
                "Base URLs of services, for private sites.", zh: "各服务的基础 URL，用于专属站点。"),
            Field(
                "projects", .map(.region, .text(.nonEmpty)), example: "{cn-north-4: 0a1b2c}",
                "Ids of region projects, for users who may not list them.", zh: "各区域的项目 ID，用于无权列出项目的用户。"),
            Field(
                "enterpriseProject", .text(.nonEmpty),
                "Id of the enterprise project that new objects belong to.", zh: "新对象所属企业项目的 ID。"),
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
        zh: "ximage 记录其所创建对象的位置。",
        [
            Field(
                "backend", .choice(["file"]), example: "file", "`file` is one SQLite file.",
                zh: "`file` 为一个 SQLite 文件。"),
            Field(
                "path", .text(.nonEmpty), example: ".ximage/state.db",
                "The file, relative to the project file; `.ximage/state-ENVIRONMENT.db` is the default with `--env`.",
                zh: "状态文件，相对于项目文件；使用 `--env` 时默认为 `.ximage/state-ENVIRONMENT.db`。"
            ),
        ])

    static let policy = BlockSchema(
        Bilingual("the policy", zh: "策略"), "What counts where documents of different years disagree.",
        zh: "不同年份的文档不一致时以哪个为准。",
        [
            topic(
                .sharing,
                "Whether whole images count as impossible to share (`seed`) or by the newer documents (`current`).",
                zh: "整机镜像视为不可共享（`seed`），或以较新的文档为准（`current`）。"
            ),
            topic(
                .databases,
                "Whether running databases are warned about (`current`), or not, as before 2021 (`seed`).",
                zh: "对运行中的数据库给出警告（`current`），或如 2021 年之前不警告（`seed`）。"),
            topic(
                .copySize,
                "How large a copied image may be: by region (`current`), 128 GB (`international`), any (`seed`).",
                zh: "复制镜像的大小上限：按区域（`current`）、128 GB（`international`）、不限（`seed`）。"
            ),
            topic(
                .copyRegions,
                "Between which regions images are copied: as the service says (`live`), the list of 2022 "
                    + "(`guide2022`), any (`seed`).",
                zh: "可在哪些区域之间复制镜像：以服务为准（`live`）、2022 年的列表（`guide2022`）、不限（`seed`）。"),
            topic(
                .windows,
                "Whether Windows images are warned about on the international site (`site`), or not (`seed`).",
                zh: "在国际站对 Windows 镜像给出警告（`site`），或不警告（`seed`）。"
            ),
        ])

    private static func topic(_ topic: PolicyTopic, _ summary: String, zh chinese: String) -> Field {
        Field(topic.rawValue, .choice(topic.choices), example: topic.choices[0], summary, zh: chinese)
    }

    static let network = BlockSchema(
        Bilingual("the network", zh: "网络设置"), "The first network card of a server.", zh: "云服务器的主网卡。",
        keys(.server, in: "network"))

    static let defaultNetwork = BlockSchema(
        Bilingual("the default network", zh: "默认网络设置"),
        "The first network card of servers that do not say otherwise.",
        zh: "未另行指定的云服务器的主网卡。",
        network.fields.filter { $0.key != "ip" })

    static let defaults = BlockSchema(
        Bilingual("the defaults", zh: "默认值"), "What blocks leave out.", zh: "声明中省略项的默认值。",
        [
            Field(
                "region", .text(.region), example: "cn-north-4", "Region of vaults and servers.",
                zh: "存储库和云服务器的区域。"),
            Field(
                "zone", .text(.zone), example: "cn-north-4a",
                "Availability zone of servers in the default region.", zh: "默认区域中云服务器的可用区。"),
            Field("network", .block(defaultNetwork), "First network card of servers.", zh: "云服务器的主网卡。"),
            Field(
                "tags", tags(.serverTexts), example: "{team: shop}", "Tags of everything that is made.",
                zh: "所有创建的对象的标签。"),
            Field(
                "regions", .map(.region, .block(regionalDefaults)),
                example: "{cn-south-1: {zone: cn-south-1c}}",
                "Defaults of single regions, over those above.", zh: "单个区域的默认值，优先于以上各项。"),
            Field("images", .block(imageDefaults), "Defaults of images.", zh: "镜像的默认值。"),
        ])

    static let regionalDefaults = BlockSchema(
        Bilingual("the defaults of a region", zh: "区域的默认值"), "Over the general defaults, for one region.",
        zh: "某个区域的默认值，优先于通用默认值。",
        [
            Field(
                "zone", .text(.zone), example: "cn-south-1c", "Availability zone of servers.", zh: "云服务器的可用区。"
            ),
            Field("network", .block(defaultNetwork), "First network card of servers.", zh: "云服务器的主网卡。"),
            Field("tags", tags(.serverTexts), "Tags, added to the general ones.", zh: "标签，附加在通用标签之上。"),
        ])

    static let imageDefaults = BlockSchema(
        Bilingual("the defaults of images", zh: "镜像的默认值"), "What image blocks leave out.",
        zh: "镜像声明中省略项的默认值。",
        [
            Field(
                "agreements", .block(agreements), "Statements the service asks for before it makes an image.",
                zh: "服务在创建镜像之前要求同意的声明。")
        ]
    )

    static let agreements = BlockSchema(
        Bilingual("the agreements", zh: "声明"),
        "Statements the service asks for before it makes an image, each with the day of acceptance.",
        zh: "服务在创建镜像之前要求同意的声明，各附同意日期。",
        [
            Field(
                "commitment", .text(.date), example: "2026-06-01",
                "Day on which you accepted the image-making commitment.", zh: "您同意镜像制作承诺的日期。"),
            Field(
                "disclaimer", .text(.date), example: "2026-06-01",
                "Day on which you accepted the image disclaimer.", zh: "您同意镜像免责声明的日期。"),
            Field(
                "optimised", .flag, example: "true",
                "Whether the sources are optimised for imaging, as the service asks.",
                zh: "源云服务器是否已按服务要求完成镜像优化。"),
        ])

    static let variable = BlockSchema(
        Bilingual("a variable", zh: "变量"), "A value that a run may set.", zh: "运行时可设置的值。",
        [
            Field(
                "type", .text(variableType), example: "list(string)",
                "`string` (default), `int`, `bool`, `list(T)` or `map(T)`.",
                zh: "`string`（默认）、`int`、`bool`、`list(T)` 或 `map(T)`。"),
            Field(
                "default", .anything,
                "Value when nothing else gives one; without it the variable must be set.",
                zh: "未另行设置时的值；没有默认值时必须设置变量。"),
            Field("description", .text(.any), "What it is for.", zh: "用途。"),
            Field("sensitive", .flag, example: "true", "Never shown or stored.", zh: "从不显示或保存。"),
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
        Bilingual("an environment", zh: "环境"), "What differs in one variant of the set.", zh: "某个环境中的不同之处。",
        [
            Field(
                "project", .text(.project), example: "shop-prod", "Name of the project in this environment.",
                zh: "此环境中的项目名称。"),
            Field(
                "provider", .either([.choice(["sandbox", "huaweicloud"]), .block(provider)]), "Which cloud.",
                zh: "使用哪个云。"),
            Field("state", .block(state), "Where ximage records what it made.", zh: "ximage 记录其所创建对象的位置。"),
            Field(
                "defaults", .block(defaults), "Over the defaults of the set, key by key.", zh: "逐键优先于清单的默认值。"),
            Field(
                "variables", .map(.variableName, .anything), example: "{dr: true}", "Values of variables.",
                zh: "变量的值。"),
        ])

    static let removed = BlockSchema(
        Bilingual("a removal", zh: "移除条目"), "What happens to an address that is no longer declared.",
        zh: "如何处理不再声明的地址。",
        [
            Field(
                "from", .text(.address), required: true, example: "server.batch", "The address.", zh: "地址。"),
            Field(
                "action", .choice(["delete", "forget"]), required: true, example: "forget",
                "`delete` removes it from the cloud; `forget` leaves it there, unmanaged.",
                zh: "`delete` 从云端删除；`forget` 保留在云端但不再管理。"),
            Field(
                "reason", .text(.nonEmpty), required: true, example: "service closed",
                "Why, for those who ask later.", zh: "原因，供日后查阅。"),
        ])

    static let moved = BlockSchema(
        Bilingual("a move", zh: "移动条目"), "A new address for what was declared under another.",
        zh: "对象声明的新地址。",
        [
            Field(
                "from", .text(.address), required: true, example: "server.web", "The former address.",
                zh: "原地址。"),
            Field(
                "to", .text(.address), required: true, example: "server.shop", "The address it has now.",
                zh: "现地址。"),
        ])

    static let acknowledge = BlockSchema(
        Bilingual("an acknowledgement", zh: "确认"), "Someone's word that a named risk is known.",
        zh: "对指定风险的确认。",
        [
            Field(
                "target", .text(.address), required: true, example: "server.batch",
                "The address it is about.", zh: "所涉及的地址。"
            ),
            Field(
                "key", .text(.nonEmpty), required: true, example: "destroy",
                "The risk, as the finding names it.", zh: "风险，与检查结果中的名称相同。"),
            Field(
                "reason", .text(.nonEmpty), required: true, example: "ticket 4711", "Why it is all right.",
                zh: "可以接受的原因。"),
            Field(
                "until", .text(.date), example: "2026-07-01", "Last day on which it counts.", zh: "有效的最后一天。"),
        ])

    static let objectAcknowledge = BlockSchema(
        Bilingual("an object's acknowledgement", zh: "对象的确认"),
        "Someone's word that a named risk of this object is known.",
        zh: "对此对象的指定风险的确认。",
        [
            Field(
                "key", .text(.nonEmpty), required: true, example: "multi-pv-vg",
                "The risk, as the finding names it.", zh: "风险，与检查结果中的名称相同。"),
            Field(
                "for", .list(.text(.nonEmpty)), example: "[db-3]",
                "Only for these matches or instances, by name or key.", zh: "只适用于这些匹配项或实例，按名称或键指定。"),
            Field(
                "reason", .text(.nonEmpty), required: true, example: "ticket 4711", "Why it is all right.",
                zh: "可以接受的原因。"),
            Field(
                "until", .text(.date), example: "2026-12-31", "Last day on which it counts.", zh: "有效的最后一天。"),
        ])

    static func tags(_ rule: RuleWords?) -> FieldType {
        .map(.tagKey(rule: rule), .text(.tagValue(rule: rule)))
    }
}
