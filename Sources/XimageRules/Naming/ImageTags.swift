import XimageCore
import XimagePlanning

struct ImageTags: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "NM004", name: "image-tags", severity: .error, phases: [.validate],
        summary: "Image tags",
        rationale: """
            At most 10 tags, counting those the tool adds itself. Keys 1-36 characters (letters, digits, \
            hyphen, underscore, Chinese), unique; values up to 43 characters (also dots).
            """,
        source: "IMS API image_tags; IMG.0115, IMG.0116",
        english: RuleText(
            "Tag \"{key}\" of {image} is not valid: {reason}.",
            fix: "Use at most 10 tags, unique keys of 1-36 characters and values up to 43 characters."),
        chinese: RuleText(
            "镜像 {image} 的标签“{key}”不合法：{reason}。最多 10 个标签，键唯一且为 1–36 个字符，值不超过 43 个字符。"))

    static let violating = [
        RuleExample("nine tags", at: "image.golden tags") {
            $0.set(
                "image.golden", .tags, .map(Dictionary(uniqueKeysWithValues: (1...9).map { ("k\($0)", "v") }))
            )
        },
        RuleExample("a blank in a key", at: "image.golden tags") {
            $0.set("image.golden", .tags, .map(["a b": "c"]))
        },
        RuleExample("a value that is too long", at: "image.golden tags") {
            $0.set("image.golden", .tags, .map(["a": .string(String(repeating: "v", count: 44))]))
        },
    ]
    static let satisfying = [
        RuleExample("eight tags beside the two of ximage") {
            $0.set(
                "image.golden", .tags,
                .map(Dictionary(uniqueKeysWithValues: (1...8).map { ("k\($0)", "v.1") })))
        }
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for image in context.subjects(.image) {
            guard let tags = image.desired.attributes[.tags].stringMap else { continue }
            report.evaluated += 1
            guard let (key, reason) = NameFormat.problem(tags: tags) else { continue }
            report.violate(
                image, at: .tags, ["image": "\(image.address)", "key": "\(key)", "reason": reason])
        }
    }
}
