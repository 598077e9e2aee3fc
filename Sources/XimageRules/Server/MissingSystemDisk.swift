import XimageCore
import XimagePlanning

struct MissingSystemDisk: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV009", name: "missing-system-disk", severity: .error, phases: [.plan, .apply],
        title: Bilingual("System disk of the source server", zh: "源云服务器的系统盘"),
        headline: Bilingual("Server has no attached system disk", zh: "云服务器未挂载系统盘"),
        rationale: Bilingual(
            """
            The system volume must exist, be attached and be usable. A server whose system disk was detached \
            cannot be imaged.
            """,
            zh: "系统盘必须存在、已挂载且可用。系统盘已卸载的云服务器不能制作镜像。"),
        source: "IMS API 'Error codes' (IMG.0006, IMG.0110, IMG.0119)",
        english: RuleText(
            "{server} has no attached system disk, so a whole image cannot be created.",
            fix: "Attach its system disk at the boot position first."),
        chinese: RuleText(
            "云服务器 {server} 没有挂载系统盘，无法制作整机镜像。",
            fix: "请先将系统盘重新挂载到启动位置。"))

    static let violating = [
        RuleExample("the system disk was detached", at: "image.golden from") {
            $0.imageExistingServer()
            $0.server("server.billing") { $0.disks.removeFirst() }
        }
    ]
    static let satisfying = [RuleExample("the system disk is attached") { $0.imageExistingServer() }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isMade && !(context.server(capture)?.isNew ?? false) {
            // A list without any disk means that attachments were not read.
            guard case .server(let facts) = context.liveServer(capture)?.facts, !facts.disks.isEmpty else {
                continue
            }
            report.evaluated += 1
            guard !facts.disks.contains(where: \.isSystem) else { continue }
            report.violate(context.image(capture), at: .source, ["server": "\(context.serverName(capture))"])
        }
    }
}
