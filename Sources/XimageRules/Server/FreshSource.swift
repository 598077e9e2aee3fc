import XimageCore
import XimagePlanning

struct FreshSource: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV017", name: "fresh-source", severity: .warning, phases: [.validate, .plan],
        acknowledgement: "fresh-source",
        title: Bilingual("Source server created in the same plan", zh: "同一计划中创建的源云服务器"),
        headline: Bilingual("Source server does not exist yet", zh: "源云服务器尚未创建"),
        rationale: Bilingual(
            """
            When the source server is created by the same plan its guest facts cannot be known yet. The \
            image step is planned as deferred: guest rules are evaluated between the two steps, and apply \
            stops there if no facts arrive.
            """,
            zh: """
                源云服务器由同一计划创建时，其客户机信息尚无法获知。镜像步骤按推迟处理：客户机规则在两个步骤\
                之间检查；如果没有获得客户机信息，apply 会在此处停止。
                """),
        source: "ximage documentation 'Guest facts'",
        english: RuleText(
            "{server} does not exist yet, so the guest checks for {image} are deferred to apply.",
            fix: """
                Apply stops before the image if no guest facts are available; split the work into two runs \
                if you prefer.
                """),
        chinese: RuleText(
            "云服务器 {server} 尚未创建，镜像 {image} 的客户机检查将推迟到 apply 阶段。",
            fix: "如果没有客户机信息，apply 会停在制作镜像之前；也可拆成两次执行。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "server and image in one plan, on the real cloud",
            at: ["image.golden | web"],
            manifest: """
                version: 1
                project: shop
                provider: huaweicloud
                defaults:
                  region: cn-north-4
                  zone: cn-north-4a
                  network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
                  images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}
                vaults: {main: {size: 300 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "the server exists",
            before: """
                version: 1
                project: shop
                provider: huaweicloud
                defaults:
                  region: cn-north-4
                  zone: cn-north-4a
                  network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
                  images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            manifest: """
                version: 1
                project: shop
                provider: huaweicloud
                defaults:
                  region: cn-north-4
                  zone: cn-north-4a
                  network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
                  images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}
                vaults: {main: {size: 300 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "on the sandbox, which reads its own disks",
            manifest: """
                vaults: {main: {size: 300 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        guard context.isOnline else { return }
        for capture in context.captures where capture.isMade {
            report.evaluated += 1
            guard context.server(capture)?.isNew ?? false else { continue }
            if context.desired.settings.provider.kind == .sandbox {
                report.deferred += 1
                continue
            }
            let image = context.image(capture)
            report.violate(
                image, at: .source,
                ["server": "\(context.serverName(capture))", "image": "\(image.address)"],
                also: [capture.serverAddress].compactMap { $0 })
        }
    }
}
