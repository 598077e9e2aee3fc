import XimageCore
import XimagePlanning

struct DeviceNamePromised: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK047", name: "device-name-promised", severity: .info, phases: [.plan],
        title: Bilingual("Device names of restored disks", zh: "恢复盘的设备名"),
        headline: Bilingual("Device names may differ from the source", zh: "设备名可能与源云服务器不同"),
        rationale: Bilingual(
            """
            Restored disks usually follow the request order, but device names can differ from the source. \
            Guests must mount by UUID or label (GU018).
            """,
            zh: """
                恢复盘通常按请求中的顺序排列，但设备名可能与源云服务器不同。客户机必须按 UUID 或卷标挂载\
                （GU018）。
                """),
        source: "IMS user guide 'Changing disk identifiers to UUID'",
        english: RuleText(
            "Device names of restored disks on {server} may differ from the source; mount by UUID."),
        chinese: RuleText(
            "云服务器 {server} 恢复磁盘的设备名可能与源端不同，请按 UUID 挂载。"))

    static let violating = [
        RuleExample("a server gets data disks of its image", at: "server.web") { $0.provision() }
    ]
    static let satisfying = [RuleExample("a server from a public image") { _ in }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for (server, _, disks) in context.provisionedServers() where !disks.isEmpty {
            report.evaluated += 1
            report.violate(server, ["server": "\(server.address)"])
        }
    }
}
