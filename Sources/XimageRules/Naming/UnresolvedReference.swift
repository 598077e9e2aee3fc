import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let unresolvedReference = RuleMetadata(
        id: "NM012", name: "unresolved-reference", severity: .error, phases: [.validate],
        title: Bilingual("Manifest keys and references", zh: "清单中的键与引用"),
        headline: Bilingual("Key is duplicate or a reference does not resolve", zh: "键重复或引用无法解析"),
        rationale: Bilingual(
            """
            Every object has a unique key within its kind; every reference names an existing key of the \
            right kind or a well-formed id.
            """,
            zh: "每个对象在同类对象中的键唯一；每个引用都指向类型正确的已有键，或者是格式正确的 ID。"),
        source: "ximage documentation 'Manifest reference'",
        coverage: .language(
            Bilingual(
                "Names, duplicates and references are resolved when the manifest is read.",
                zh: "名称、重复项和引用在读取清单时解析。")))
}
