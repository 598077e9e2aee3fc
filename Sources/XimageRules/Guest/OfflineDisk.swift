import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let offlineDisk = RuleMetadata(
        id: "GU009", name: "offline-disk", severity: .warning, phases: [.plan],
        summary: "Disks that are offline in the source",
        rationale: """
            Changing the policy does not bring back disks that are already offline; each must be brought \
            online and its read-only attribute cleared, otherwise it may be offline in the new server too.
            """,
        source: "Microsoft reference 'online disk', 'attributes disk'",
        english: RuleText(
            "Disk(s) {disks} are offline in {server} ({reason}).",
            fix: "Bring them online and clear the read-only attribute before imaging."),
        chinese: RuleText(
            "云服务器 {server} 中磁盘 {disks} 处于脱机状态（{reason}）。",
            fix: "请在制作前将其联机并清除只读属性。"),
        coverage: .awaitingFacts(
            "Guest facts are not part of the context yet."))
}
