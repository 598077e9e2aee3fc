import XimageCore
import XimagePlanning

struct ImageTags: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .imageTags, name: "image-tags", severity: .error, phases: [.validate],
        rationale: Bilingual(
            """
            At most 10 tags, including those that ximage adds. Keys 1-36 characters (letters, digits, \
            hyphen, underscore, Chinese), unique; values up to 43 characters (also dots).
            """,
            zh: """
                最多 10 个标签，包括 ximage 自身添加的标签。键为 1–36 个字符（字母、数字、连字符、下划线、中\
                文），不能重复；值最多 43 个字符（还可使用点）。
                """),
        source: """
            IMS API 'Creating a full-ECS image', field image_tags; IMS API 'Error codes' (IMG.0115, \
            IMG.0116)
            """)

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
                image, at: .tags, ["object": "\(image.address)", "key": "\(key)", "reason": reason])
        }
    }
}
