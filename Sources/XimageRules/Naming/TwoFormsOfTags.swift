import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let twoFormsOfTags = RuleMetadata(
        id: "NM005", name: "two-forms-of-tags", severity: .error, phases: [.validate],
        title: Bilingual("Form of image tags", zh: "镜像标签的写法"),
        headline: Bilingual("Image tags use two forms", zh: "镜像标签使用了两种写法"),
        rationale: Bilingual(
            """
            The request has two tag forms that exclude each other. The manifest has only one, and ximage \
            always sends the key/value form.
            """,
            zh: "请求中的标签有两种互斥的写法。清单只有一种写法，ximage 始终以键/值形式发送标签。"),
        source: "IMS API 'Creating a full-ECS image', fields tags and image_tags",
        coverage: .language(
            Bilingual("The manifest language has one form of tags.", zh: "清单语言只有一种标签写法。")))
}
