import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let deviceNamePromised = RuleMetadata(
        id: "DK047", name: "device-name-promised", severity: .info, phases: [.plan],
        summary: "Device names and order are not promises",
        rationale: """
            Restored disks follow the request order as a rule, but device names can differ from the \
            source. Guests must mount by UUID or label (GU018).
            """,
        source: "IMS user guide 'Changing disk identifiers to UUID'",
        english: RuleText(
            "Device names of restored disks on {server} may differ from the source; mount by UUID."),
        chinese: RuleText(
            "云服务器 {server} 恢复磁盘的设备名可能与源端不同，请按 UUID 挂载。"),
        coverage: .awaitingFacts(
            "Servers from whole images do not declare the image's disks yet."))
}
