import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let defaultCopyName = RuleMetadata(
        id: "NM013", name: "default-copy-name", severity: .info, phases: [.plan],
        summary: "Default name of a copy",
        rationale: """
            When a copy has no name the console's default is built from the source region and the source \
            name; the tool always sends an explicit name and proposes that pattern, cut to 128 characters.
            """,
        source: "IMS user guide 'Replicating images across regions'",
        english: RuleText(
            "Copy of {image} has no name; \"{name}\" will be used."),
        chinese: RuleText(
            "{image} 的复制未指定名称，将使用“{name}”。"),
        coverage: .awaitingFacts(
            "Copies are not part of the desired state yet."))
}
