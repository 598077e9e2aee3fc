import XimageCore
import XimagePlanning

struct ImageName: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "NM001", name: "image-name", severity: .error, phases: [.validate],
        summary: "Image name",
        rationale: """
            1-128 characters; Chinese characters, letters, digits, hyphen, dot, underscore and inner \
            spaces; no leading or trailing space. Applies to copies and to names with a generated suffix \
            (generation, instance) too.
            """,
        source: "seed (step 6); IMS API field name; IMG.0002, IMG.0003",
        english: RuleText(
            "Image name \"{name}\" is not valid: {reason}.",
            fix: "Use 1-128 letters, digits, Chinese characters, '-', '.', '_' or inner spaces."),
        chinese: RuleText(
            "镜像名称“{name}”不合法：{reason}。",
            fix: "可使用 1–128 个中文、字母、数字、“-”、“.”、“_”或中间空格。"))

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
            guard let reason = problem(name) else { continue }
            report.violate(image, at: .name, ["name": "\(name)", "reason": reason])
        }
    }

    private func problem(_ name: String) -> RuleArgument? {
        if name.hasPrefix(" ") || name.hasSuffix(" ") {
            return RuleArgument("it begins or ends with a blank", zh: "首尾有空格")
        }
        return NameFormat.problem(name, length: Limits.imageName, extra: "-_. ")
    }
}
