/// Of keys, anchors, merges and tags.
extension YAMLMessage {
    static let unknownAnchor = YAMLMessage(
        .unknownAnchor, YAMLWords("Alias without an anchor", zh: "别名没有对应的锚点"),
        YAMLWords(
            "This alias names an anchor that does not stand before it in the same document.",
            zh: "该别名引用的锚点没有出现在同一文档中它之前的位置。"),
        fix: YAMLWords(
            "Put `&name` before the value to repeat; to write a text that begins with `*`, put it in quotes.",
            zh: "请在要重复的值之前写 `&name`；以 `*` 开头的文本请加引号。"))

    static let cyclicAnchor = YAMLMessage(
        .cyclicAnchor, YAMLWords("Anchor contains itself", zh: "锚点包含自身"),
        YAMLWords(
            "This alias stands inside the value it repeats, so the value would have no end.",
            zh: "该别名位于它所重复的值之内，值将没有尽头。"),
        fix: YAMLWords("Write the inner value out.", zh: "请直接写出内层的值。"))

    static let duplicateKey = YAMLMessage(
        .duplicateKey, YAMLWords("Key given twice", zh: "键重复"),
        YAMLWords(
            "The key `{key}` stands twice in the same map. Only one of the two values could count.",
            zh: "键 `{key}` 在同一映射中出现了两次，只有一个值能生效。"),
        fix: YAMLWords("Keep one of them.", zh: "请只保留一个。"),
        remark: YAMLWords("again here", zh: "此处重复"))

    static let wrongMerge = YAMLMessage(
        .wrongMerge, YAMLWords("Merge needs a map", zh: "合并需要映射"),
        YAMLWords(
            "`<<` takes over the entries of a map, or of each map in a list; this is neither.",
            zh: "`<<` 用于并入一个映射，或列表中各映射的条目；此处两者都不是。"),
        fix: YAMLWords("Give an alias of a map, such as `<<: *base`.", zh: "请写映射的别名，例如 `<<: *base`。"))

    static let wrongTag = YAMLMessage(
        .wrongTag, YAMLWords("Tag does not fit", zh: "标签不适用"),
        YAMLWords(
            "The tag `{tag}` does not exist or does not fit this value.", zh: "标签 `{tag}` 不存在，或不适用于该值。"),
        fix: YAMLWords("Remove the tag.", zh: "请删除该标签。"))

    static let foreignTag = YAMLMessage(
        .foreignTag, YAMLWords("Unknown tag", zh: "未知的标签"),
        YAMLWords(
            "The tag `{tag}` has no meaning here. Types follow from the values themselves.",
            zh: "标签 `{tag}` 在此处没有意义。类型由值本身决定。"),
        fix: YAMLWords("Remove the tag.", zh: "请删除该标签。"))

    static let structures = [unknownAnchor, cyclicAnchor, duplicateKey, wrongMerge, wrongTag, foreignTag]
}
