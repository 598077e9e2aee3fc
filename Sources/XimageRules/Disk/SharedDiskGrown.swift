import XimageCore
import XimagePlanning

struct SharedDiskGrown: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK013", name: "shared-disk-grown", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Growth of shared disks", zh: "共享盘扩容"),
        headline: Bilingual("Shared disk grows while it is attached", zh: "共享盘在挂载状态下扩容"),
        rationale: Bilingual(
            "A disk that several servers may use is detached from all of them before it grows.",
            zh: "可供多台云服务器使用的云硬盘，必须先从所有云服务器卸载才能扩容。"),
        source: "EVS API 'Error codes' (EVS.1065)",
        english: RuleText(
            "{disk} is shared and attached; it grows only while it is detached.",
            fix: "Detach it from all servers, let it grow, and attach it again; or leave its size as it is."),
        chinese: RuleText(
            "共享盘 {disk} 处于已挂载状态，卸载后才能扩容。",
            fix: "请先从所有云服务器卸载，扩容后再挂载；或保持原容量。"))

    static let violating = [
        RuleExample(
            "a shared disk of a running server",
            at: ["disk.web.data | data"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB, shared: true}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 200 GiB, shared: true}}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "a disk that is not shared",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 200 GiB}}
                """),
        RuleExample(
            "a shared disk that keeps its size",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB, shared: true}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB, shared: true}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for (change, disk) in context.grownDisks() where disk.kind == .disk {
            guard let shared = disk.attributes[.shared].bool, case .disk(let facts) = disk.facts else {
                continue
            }
            report.evaluated += 1
            guard shared, !facts.servers.isEmpty else { continue }
            report.violate(change.address, at: change.origin, ["disk": "\(change.address)"])
        }
    }
}
