import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let twoFormsOfTags = RuleMetadata(
        id: "NM005", name: "two-forms-of-tags", severity: .error, phases: [.validate],
        summary: "One form of image tags",
        chineseSummary: "镜像标签只用一种写法",
        rationale: """
            The request has two tag forms that exclude each other. The manifest has only one, and the tool \
            always sends the key/value form.
            """,
        source: "IMS API tags / image_tags",
        coverage: .language(
            "The manifest language has one form of tags."))
}
