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

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "the system disk was detached",
            at: ["image.golden | billing"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod, dataDisks: [{size: 100}]}]}}
                """,
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            faults: """
                faults:
                  - match: {operation: ListServersDetails}
                    status: 200
                    body: >-
                      {"count": 1, "servers": [{"id": "4e7628b6-dc84-4e46-81af-90e2246fb8c7",
                            "name": "billing-prod", "status": "SHUTOFF",
                      "OS-EXT-AZ:availability_zone": "cn-north-4a", "os-extended-volumes:volumes_attached":
                      [{"id": "6f1c2a9e-3b47-4d0e-9c55-0a8d7e21b3f4", "device": "/dev/vdb",
                            "bootIndex": "1"}]}]}
                """,
            accepted: """
                Only the answer about the server is replaced; the server of the world still has its system disk.
                """)
    ]
    static let satisfying = [
        RuleExample(
            "the system disk is attached",
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod, dataDisks: [{size: 100}]}]}}
                """,
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """)
    ]

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
