import XimageCore
import XimagePlanning

struct RunningDatabase: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "WI017", name: "running-database", severity: .warning, phases: [.validate, .plan],
        acknowledgement: "running-database",
        title: Bilingual("Database on the source server", zh: "源云服务器上的数据库"),
        headline: Bilingual(
            "Database server is imaged while running",
            zh: "数据库云服务器将在开机状态下制作镜像"),
        rationale: Bilingual(
            """
            An image of a running server is crash-consistent: caches and open transactions are not flushed. If \
            the server is declared to run a database, the image should be created while the server is stopped, \
            or from a vault with application consistency (VA012).
            """,
            zh: """
                运行中的云服务器的镜像为崩溃一致性：缓存和未结束的事务不会落盘。如果声明了云服务器运行数据库，应\
                在关机状态下制作镜像，或使用应用一致性的存储库（VA012）。
                """),
        source: """
            IMS user guide, constraints on full-ECS images (2021); CBR user guide 'Application-consistent \
            backup'
            """,
        english: RuleText(
            """
            {server} is marked as running a database and would be imaged while running, so unflushed \
            data may be missing from the image.
            """,
            fix: """
                Set `quiesce: stop` for {image}, use an application-consistent vault, or acknowledge \
                `running-database`.
                """),
        chinese: RuleText(
            "云服务器 {server} 标记为运行数据库，却将在开机状态下制作镜像，未落盘的数据可能丢失。",
            fix: "请为 {image} 设置 `quiesce: stop`，或使用应用一致性存储库，或确认 `running-database`。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "a database is imaged while it runs",
            at: ["image.golden | web"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    workload: database
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "the same from the manifests alone",
            at: ["image.golden | web"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    workload: database
                images: {golden: {from: {server: web}, vault: main}}
                """,
            command: .validate),
    ]
    static let satisfying = [
        RuleExample(
            "the server is stopped for the image",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    workload: database
                images: {golden: {from: {server: web}, vault: main, quiesce: stop}}
                """),
        RuleExample(
            "a vault that is consistent for applications",
            manifest: """
                vaults: {main: {size: 500 GiB, consistency: app}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    workload: database
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "it runs, by the documents of 2018",
            manifest: """
                version: 1
                project: shop
                policy: {databases: seed}
                defaults:
                  region: cn-north-4
                  zone: cn-north-4a
                  network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
                  images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    workload: database
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "the server is stopped already",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    workload: database
                    power: stopped
                images: {golden: {from: {server: web}, vault: main}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        guard context.desired.settings.policy[.databases] != "seed" else { return }
        for capture in context.captures where capture.isMade {
            guard case .server(let details) = context.server(capture)?.desired.details,
                let workload = details.options?.content.workload, workload != "none"
            else { continue }
            report.evaluated += 1
            let level =
                context.vault(capture)?.desired.attributes[.consistency].string
                ?? context.liveVault(capture)?.attributes[.consistency].string
            guard workload == "database", context.quiesce(capture) == nil, level != "app",
                context.runs(capture) ?? true
            else { continue }
            report.violate(
                context.image(capture), at: .source,
                [
                    "server": "\(context.serverName(capture))",
                    "image": "\(context.image(capture).address)",
                ], also: [capture.serverAddress].compactMap { $0 })
        }
    }
}
