import XimageCore
import XimagePlanning

struct ImageDescription: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "NM003", name: "image-description", severity: .error, phases: [.validate],
        summary: "Image description",
        rationale: "At most 1024 characters; no line breaks and no angle brackets.",
        source: "seed (step 6); IMS API field description; IMG.0004, IMG.0054",
        english: RuleText(
            "Description of {image} is not valid: {reason}.",
            fix: "Use at most 1024 characters on one line without < or >."),
        chinese: RuleText(
            "镜像 {image} 的描述不合法：{reason}。最多 1024 个字符，不能换行，不能包含 < 或 >。"))

    static let violating = [
        RuleExample("angle brackets", at: "image.golden description") {
            $0.set("image.golden", .description, "<b>golden</b>")
        },
        RuleExample("two lines", at: "image.golden description") {
            $0.set("image.golden", .description, "one\ntwo")
        },
    ]
    static let satisfying = [
        RuleExample("one line") { $0.set("image.golden", .description, "the golden one") }
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for image in context.subjects(.image) {
            guard let text = image.desired.attributes[.description].string else { continue }
            report.evaluated += 1
            guard let reason = NameFormat.problem(description: text, limit: Limits.imageDescription) else {
                continue
            }
            report.violate(image, at: .description, ["image": "\(image.address)", "reason": reason])
        }
    }
}
