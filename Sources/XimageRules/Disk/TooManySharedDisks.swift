import XimageCore
import XimagePlanning

struct TooManySharedDisks: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK004", name: "too-many-shared-disks", severity: .error, phases: [.validate, .plan],
        title: Bilingual("Shared disks per server", zh: "每台云服务器的共享盘数量"),
        headline: Bilingual("Server has too many shared disks", zh: "云服务器的共享盘过多"),
        rationale: Bilingual(
            """
            A CBR-bound server may have at most 10 shared disks. On the legacy CSBS service shared disks are \
            not supported at all. Sharing means multiattach; a shared data disk can be attached to up to 16 \
            servers.
            """,
            zh: """
                绑定云备份存储库的云服务器最多可以有 10 块共享盘。旧的云服务器备份服务（CSBS）完全不支持共享\
                盘。共享是指可挂载到多台云服务器；一块共享数据盘最多可挂载到 16 台云服务器。
                """),
        source: """
            CBR user guide 'Constraints'; CBR API 'Error codes' (BackupService.7106, 7107); CSBS API 'Error \
            codes' (CSBS.6010)
            """,
        english: RuleText(
            "{server} has {count} shared disks; backup supports at most {limit}.",
            fix: "Detach the surplus before imaging."),
        chinese: RuleText(
            "云服务器 {server} 有 {count} 块共享盘，备份最多支持 {limit} 块。",
            fix: "请在制作前卸载多余的共享盘。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "eleven shared disks",
            at: ["image.golden | web"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks:
                      s1: {type: SSD, size: 10 GiB, shared: true}
                      s2: {type: SSD, size: 10 GiB, shared: true}
                      s3: {type: SSD, size: 10 GiB, shared: true}
                      s4: {type: SSD, size: 10 GiB, shared: true}
                      s5: {type: SSD, size: 10 GiB, shared: true}
                      s6: {type: SSD, size: 10 GiB, shared: true}
                      s7: {type: SSD, size: 10 GiB, shared: true}
                      s8: {type: SSD, size: 10 GiB, shared: true}
                      s9: {type: SSD, size: 10 GiB, shared: true}
                      s10: {type: SSD, size: 10 GiB, shared: true}
                      s11: {type: SSD, size: 10 GiB, shared: true}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "eleven shared disks of an existing server",
            at: ["image.golden | billing"],
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        dataDisks:
                          - {size: 10, shared: true}
                          - {size: 10, shared: true}
                          - {size: 10, shared: true}
                          - {size: 10, shared: true}
                          - {size: 10, shared: true}
                          - {size: 10, shared: true}
                          - {size: 10, shared: true}
                          - {size: 10, shared: true}
                          - {size: 10, shared: true}
                          - {size: 10, shared: true}
                          - {size: 10, shared: true}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "ten shared disks",
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        dataDisks:
                          - {size: 10, shared: true}
                          - {size: 10, shared: true}
                          - {size: 10, shared: true}
                          - {size: 10, shared: true}
                          - {size: 10, shared: true}
                          - {size: 10, shared: true}
                          - {size: 10, shared: true}
                          - {size: 10, shared: true}
                          - {size: 10, shared: true}
                          - {size: 10, shared: true}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "one shared disk",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB, shared: true}}
                images: {golden: {from: {server: web}, vault: main}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isBackedUp {
            report.evaluated += 1
            let shared = context.disks(capture).count { disk in
                let declared = disk.address.flatMap { context.subject($0) }?.desired.attributes[.shared]
                return (declared ?? disk.live?.attributes[.shared])?.bool == true
            }
            guard shared > 10 else { continue }
            report.violate(
                context.image(capture), at: .source,
                ["server": "\(context.serverName(capture))", "count": "\(shared)", "limit": "10"])
        }
    }
}
