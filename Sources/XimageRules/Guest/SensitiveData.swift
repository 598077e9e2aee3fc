import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let sensitiveData = RuleMetadata(
        id: "GU023", name: "sensitive-data", severity: .warning, phases: [.plan],
        acknowledgement: "sensitive-data",
        summary: "Identity and secrets in the image",
        rationale: """
            A whole image carries everything: authorised keys, host keys, history, logs, licence files, \
            monitoring registrations, application secrets, and on Windows the SID (Sysprep not run). Warn \
            with what the report shows; never read the contents.
            """,
        source: "IMS user guide 'Clearing files', 'Running Sysprep'",
        english: RuleText(
            "{image} would carry {items} of {server} to every new server.",
            fix: "Remove them first, run Sysprep on Windows, or acknowledge `sensitive-data`."),
        chinese: RuleText(
            "镜像 {image} 会把云服务器 {server} 中的 {items} 带到每台新云服务器。",
            fix: "请先清理（Windows 请执行 Sysprep），或确认 `sensitive-data`。"),
        coverage: .awaitingFacts(
            "Guest facts are not part of the context yet."))
}
