import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let unresolvedReference = RuleMetadata(
        id: "NM012", name: "unresolved-reference", severity: .error, phases: [.validate],
        summary: "Manifest names are unique and references resolve",
        rationale: """
            Every object has a unique key within its kind; every reference names an existing key of the \
            right kind or a well-formed id.
            """,
        source: "design",
        english: RuleText(
            "{kind} \"{name}\" refers to {ref}, which is not declared.",
            fix: "Correct the name, or give an id of an existing resource."),
        chinese: RuleText(
            "{kind}“{name}”引用了未声明的 {ref}。",
            fix: "请更正名称，或填写已有资源的 ID。"),
        coverage: .language(
            "Names, duplicates and references are resolved where the manifest is read."))
}
