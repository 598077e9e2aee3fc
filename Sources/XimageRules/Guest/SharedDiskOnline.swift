import XimageCore
import XimagePlanning

struct SharedDiskOnline: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU008", name: "shared-disk-online", severity: .warning, phases: [.plan],
        acknowledgement: "shared-disk-online",
        title: Bilingual("Shared disks with policy OnlineAll", zh: "OnlineAll 策略与共享盘"),
        headline: Bilingual(
            "Shared disk is used with SAN policy OnlineAll",
            zh: "SAN 策略为 OnlineAll 且带有共享盘"),
        rationale: Bilingual(
            """
            With OnlineAll each server brings shared disks online at once, which can corrupt data on a \
            shared disk that is not under cluster control. Warn when the source has shared disks.
            """,
            zh: """
                策略为 OnlineAll 时，每台云服务器都会立即将共享盘联机，不受集群控制的共享盘上的数据可能因此\
                损坏。源云服务器带有共享盘时，ximage 会给出警告。
                """),
        source: "Microsoft 'san' (DiskPart)",
        english: RuleText(
            """
            {server} has SAN policy OnlineAll and shares {disks}; without cluster control two servers could \
            write to the same disk at once.
            """,
            fix: "Detach shared disks before imaging or make sure a cluster service owns them."),
        chinese: RuleText(
            "云服务器 {server} 带有共享盘 {disks} 且策略为 OnlineAll，若无集群控制，多台服务器可能同时写入。",
            fix: "请在制作前卸载共享盘，或确保由集群软件管理。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "an existing server with a shared disk",
            at: ["image.golden | billing"],
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                        dataDisks: [{size: 50, shared: true}]
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers:
                  billing:
                    existing: {name: billing}
                    guest: {sanPolicy: OnlineAll, spannedVolumes: []}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "a declared server with a shared disk",
            at: ["image.golden | files"],
            before: """
                servers:
                  files:
                    flavor: s6.large.2
                    image: {name: Windows Server 2022 Datacenter 64bit English}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {quorum: {type: SSD, size: 10 GiB, shared: true}}
                    guest: {sanPolicy: OnlineAll, spannedVolumes: []}
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers:
                  files:
                    flavor: s6.large.2
                    image: {name: Windows Server 2022 Datacenter 64bit English}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {quorum: {type: SSD, size: 10 GiB, shared: true}}
                    guest: {sanPolicy: OnlineAll, spannedVolumes: []}
                images: {golden: {from: {server: files}, vault: main}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "no shared disk",
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                        dataDisks: [{size: 50}]
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers:
                  billing:
                    existing: {name: billing}
                    guest: {sanPolicy: OnlineAll, spannedVolumes: []}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "a shared disk under Linux",
            world: """
                regions: {cn-north-4: {servers: [{name: billing, dataDisks: [{size: 50, shared: true}]}]}}
                """,
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers:
                  billing:
                    existing: {name: billing}
                    guest: {volumeGroups: []}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: .windows, into: &report) { source, facts, report in
            guard facts.windows?.sanPolicy.value == .onlineAll else { return }
            report.evaluated += 1
            let shared = context.disks(source.capture).filter { disk in
                let declared = disk.address.flatMap { context.subject($0) }?.desired.attributes[.shared]
                return (declared ?? disk.live?.attributes[.shared])?.bool == true
            }
            guard !shared.isEmpty else { return }
            source.violate(
                ["server": "\(source.name)", "disks": Wording.list(shared.map(\.name))], into: &report)
        }
    }
}
