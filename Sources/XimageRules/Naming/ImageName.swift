import XimageCore
import XimagePlanning

struct ImageName: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .imageName, name: "image-name", severity: .error, phases: [.validate],
        rationale: Bilingual(
            """
            1-128 characters; Chinese characters, letters, digits, hyphen, dot, underscore and inner spaces; \
            no leading or trailing space. Applies to copies and to names with a generated suffix \
            (generation, instance) too.
            """,
            zh: """
                长度为 1–128 个字符，可使用中文、字母、数字、连字符、点、下划线和中间空格，首尾不能有空格。\
                复制的名称以及带有自动生成后缀（代、实例）的名称也适用本规则。
                """),
        source: "IMS API 'Creating a full-ECS image', field name; IMS API 'Error codes' (IMG.0002, IMG.0003)")

    static let violating = [
        RuleExample("a slash in the name", at: "image.golden name") {
            $0.editImage { $0.nameTemplate = "shop/golden" }
        },
        RuleExample("too long with its generation", at: "image.golden name") {
            $0.editImage { $0.nameTemplate = String(repeating: "a", count: 127) }
            $0.isOffline = true
        },
        RuleExample("a blank at the end", at: "image.golden name") {
            $0.editImage { $0.nameTemplate = "${generation.number} " }
        },
    ]
    static let satisfying = [
        RuleExample("letters, Chinese characters and an inner blank") {
            $0.editImage { $0.nameTemplate = "黄金 golden_${generation.date}" }
        }
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for image in context.subjects(.image) {
            guard let name = context.nextName(of: image) else { continue }
            report.evaluated += 1
            guard let reason = NameFormat.problem(imageName: name) else { continue }
            report.violate(image, at: .name, ["name": "\(name)", "reason": reason])
        }
    }
}
