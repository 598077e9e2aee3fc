import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let twoFormsOfTags = RuleMetadata(
        id: "NM005", name: "two-forms-of-tags", severity: .error, phases: [.validate],
        summary: "One form of image tags",
        rationale: """
            The request has two tag forms that exclude each other. The manifest has only one, and the tool \
            always sends the key/value form.
            """,
        source: "IMS API tags / image_tags",
        english: RuleText(
            "{image} gives tags in two forms, which exclude each other.",
            fix: "Keep one of them."),
        chinese: RuleText(
            "镜像 {image} 同时使用了两种互斥的标签写法。",
            fix: "请只保留一种。"),
        coverage: .language(
            "The manifest language has one form of tags."))
}
