import XimageCore
import XimagePlanning

struct AdditionalBlankDisk: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK046", name: "additional-blank-disk", severity: .info, phases: [.plan],
        summary: "Additional blank disks",
        rationale: """
            New empty data disks may be declared in addition; they come after the restored ones in the \
            request. In the guest they appear unformatted.
            """,
        source: "ECS user guide 'Purchasing an ECS'",
        english: RuleText(
            "{server} gets {count} additional empty disk(s) after the {restored} restored ones."),
        chinese: RuleText(
            "云服务器 {server} 在 {restored} 块恢复盘之后还将新增 {count} 块空盘。"))

    static let violating = [
        RuleExample("one blank disk beside one of the image", at: "server.web") {
            $0.provision()
            $0.editDisk("disk.web.logs") { $0.source = .blank }
        }
    ]
    static let satisfying = [RuleExample("disks of the image alone") { $0.provision() }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for (server, _, disks) in context.provisionedServers() {
            report.evaluated += 1
            let all = context.restored(server, from: disks)
            let blank = all.count { $0.key == nil }
            guard blank > 0 else { continue }
            report.violate(
                server,
                [
                    "server": "\(server.address)", "count": "\(blank)", "restored": "\(disks.count)",
                ])
        }
    }
}
