import XimageCore
import XimagePlanning

struct ImageDescription: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .imageDescription, name: "image-description", severity: .error, phases: [.validate],
        rationale: Bilingual(
            "At most 1024 characters; no line breaks and no angle brackets.",
            zh: "最多 1024 个字符，不能换行，不能包含尖括号。"),
        source: """
            IMS API 'Creating a full-ECS image', field description; IMS API 'Error codes' (IMG.0004, \
            IMG.0054)
            """)

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
            report.violate(image, at: .description, ["object": "\(image.address)", "reason": reason])
        }
    }
}
