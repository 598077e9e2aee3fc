internal import XimageCore

/// Of the keys of a block.
extension Notice {
    static let unknownKey = Notice(
        "unknown-key", Bilingual("Unknown key", zh: "未知的键"),
        english: RuleText("{block} has no key `{key}`.", fix: "Did you mean `{nearest}`?"),
        chinese: RuleText("{block}没有键 `{key}`。", fix: "是否应为 `{nearest}`？"))

    static let strangeKey = unknownKey.case(
        english: RuleText("{block} has no key `{key}`.", fix: "Its keys are {keys}."),
        chinese: RuleText("{block}没有键 `{key}`。", fix: "可用的键：{keys}。"))

    static let wrongKey = Notice(
        "wrong-key", Bilingual("Key is not a text", zh: "键不是文本"),
        english: RuleText(
            "A key of {block} is a list, a map or empty. Keys in manifests are texts.",
            fix: "Write the key as a text, in quotes where needed."),
        chinese: RuleText(
            "{block}中有一个键是列表、映射或空值。清单中的键须为文本。",
            fix: "请将该键写成文本，必要时加引号。"))

    static let missingKey = Notice(
        "missing-key", Bilingual("Key missing", zh: "缺少键"),
        english: RuleText("{block} needs `{key}`{purpose}", fix: "Add `{key}: {example}`."),
        chinese: RuleText("{block}缺少键 `{key}`{purpose}", fix: "请添加 `{key}: {example}`。"))

    /// Of an object that others may have created.
    static let missingKeyOfObject = missingKey.case(
        english: RuleText(
            "{block} needs `{key}`{purpose}",
            fix: "Add `{key}: {example}`, or `existing: {name: ...}` for what others made."),
        chinese: RuleText(
            "{block} 缺少键 `{key}`{purpose}",
            fix: "请添加 `{key}: {example}`；如为他人创建的对象，请写 `existing: {name: ...}`。"))

    static let noneOfKeys = missingKey.case(
        english: RuleText("{block} needs exactly one of {keys}; none is given.", fix: "Add one of them."),
        chinese: RuleText("{block}须有且仅有以下键之一：{keys}，但一个也没有。", fix: "请添加其中一个。"))

    static let severalKeys = Notice(
        "conflicting-keys", Bilingual("Keys exclude each other", zh: "键互相冲突"),
        english: RuleText(
            "{block} needs exactly one of {keys}; {given} are given.", fix: "Keep one of them."),
        chinese: RuleText("{block}须有且仅有以下键之一：{keys}，但同时写了 {given}。", fix: "请只保留一个。"))

    static let twoLoops = severalKeys.case(
        english: RuleText("A block has either `forEach` or `count`, not both.", fix: "Keep one of them."),
        chinese: RuleText("一个块只能使用 `forEach` 或 `count` 之一，不能同时使用。", fix: "请只保留一个。"))

    static let loopInInstance = severalKeys.case(
        Bilingual("Loop inside one instance", zh: "单个实例中使用了循环"),
        english: RuleText(
            "The key of {object} names one instance; a loop would make several.",
            fix: "Remove `forEach` or `count`, or take the instance out of the key."),
        chinese: RuleText(
            "{object} 的键指定了一个实例，而循环会产生多个。",
            fix: "请删除 `forEach` 或 `count`，或从键中去掉实例。"))

    static let changedExisting = severalKeys.case(
        Bilingual("Existing object would be changed", zh: "已有对象会被修改"),
        english: RuleText(
            """
            {object} is an object that others made; ximage reads it and never changes it, so `{key}` has no place \
            here.
            """,
            fix: "Remove `{key}`, or remove `existing` to let ximage make the object."),
        chinese: RuleText(
            "{object} 是他人创建的对象，ximage 只读取、不修改，因此此处不能写 `{key}`。",
            fix: "请删除 `{key}`；如需由 ximage 创建该对象，请删除 `existing`。"))

    static let generationWithoutSeries = severalKeys.case(
        Bilingual("Generation without a series", zh: "代次没有对应的镜像系列"),
        english: RuleText(
            """
            `generation` picks one of the generations of an image of this set; images by name or id have none.
            """,
            fix: "Remove `generation`, or name the image with `from`."),
        chinese: RuleText(
            "`generation` 用于选择本清单中镜像的某一代；按名称或 ID 指定的镜像没有代次。",
            fix: "请删除 `generation`，或用 `from` 指定镜像。"))

    static let loopAndSelection = severalKeys.case(
        Bilingual("Loop and selection exclude each other", zh: "循环与选择条件冲突"),
        english: RuleText(
            "{object} is made by a loop (`{instance}`), and selects several servers as well.",
            fix: "Remove `forEach` or `count`{alternative}."),
        chinese: RuleText(
            "{object} 由循环产生（`{instance}`），同时又选择了多台云服务器。",
            fix: "请删除 `forEach` 或 `count`{alternative}。"))

    static let noDefault = missingKey.case(
        english: RuleText("{object} has no `{key}`, and the defaults of {region} give none.", fix: "{fix}"),
        chinese: RuleText("{object} 没有 `{key}`，{region} 的默认值中也没有。", fix: "{fix}"))

    static let noRegion = missingKey.case(
        Bilingual("Region missing", zh: "缺少区域"),
        english: RuleText(
            "{object} has no `region`, and `defaults` give none.",
            fix: "Add `region: cn-north-4` here or under `defaults`."),
        chinese: RuleText(
            "{object} 没有 `region`，`defaults` 中也没有。",
            fix: "请在此处或 `defaults` 下添加 `region: cn-north-4`。"))

    static let noSize = missingKey.case(
        english: RuleText("{object} needs `size`.", fix: "Add `size: 100 GiB`."),
        chinese: RuleText("{object} 缺少键 `size`。", fix: "请添加 `size: 100 GiB`。"))

    static let selectionOfAll = missingKey.case(
        Bilingual("Selection without a condition", zh: "选择条件为空"),
        english: RuleText(
            "{object} would image every server of the region.",
            fix: "Say which ones with `tags`, `name` or `ids`; for all of them, `name: \"*\"`."),
        chinese: RuleText(
            "{object} 会为该区域的每一台云服务器制作镜像。",
            fix: "请用 `tags`、`name` 或 `ids` 指定范围；如需全部，请写 `name: \"*\"`。"))

    static let retentionWithoutLimit = missingKey.case(
        Bilingual("Retention without a limit", zh: "保留策略没有上限"),
        english: RuleText(
            """
            `retention` says neither how many generations stay (`keep`) nor for how long (`keepFor`), so none would \
            ever be removed.
            """,
            fix: "Add `keep: 3` or `keepFor: 30d`."),
        chinese: RuleText(
            "`retention` 既没有保留代数（`keep`），也没有保留时长（`keepFor`），因此任何一代都不会被删除。",
            fix: "请添加 `keep: 3` 或 `keepFor: 30d`。"))

    static let windowWithoutTime = missingKey.case(
        Bilingual("Window without a time", zh: "时间窗没有起始时刻"),
        english: RuleText(
            "`window` is counted from `at`, and there is none.", fix: "Add `at: \"02:00\"`."),
        chinese: RuleText("`window` 从 `at` 起计算，但没有 `at`。", fix: "请添加 `at: \"02:00\"`。"))

    static let keyNotices = [
        unknownKey, strangeKey, wrongKey, missingKey, missingKeyOfObject, noneOfKeys, severalKeys, twoLoops,
        loopInInstance, changedExisting, generationWithoutSeries, loopAndSelection, noDefault, noRegion,
        noSize,
        selectionOfAll, retentionWithoutLimit, windowWithoutTime,
    ]
}
