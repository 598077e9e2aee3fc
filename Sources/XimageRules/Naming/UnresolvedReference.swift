import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let unresolvedReference = RuleMetadata(
        id: "NM012", name: "unresolved-reference", severity: .error, phases: [.validate],
        summary: "Manifest names are unique and references resolve",
        chineseSummary: "清单中的键唯一，引用可解析",
        rationale: """
            Every object has a unique key within its kind; every reference names an existing key of the \
            right kind or a well-formed id.
            """,
        source: "design",
        coverage: .language(
            "Names, duplicates and references are resolved where the manifest is read."))
}
