import XimageCore
import XimagePlanning

struct ImageTags: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .imageTags, name: "image-tags", severity: .error, phases: [.validate],
        rationale: """
            At most 10 tags, counting those the tool adds itself. Keys 1-36 characters (letters, digits, \
            hyphen, underscore, Chinese), unique; values up to 43 characters (also dots).
            """,
        source: "IMS API image_tags; IMG.0115, IMG.0116")

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
