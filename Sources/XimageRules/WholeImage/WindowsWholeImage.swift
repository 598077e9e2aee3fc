import XimageCore
import XimagePlanning

struct WindowsWholeImage: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "WI018", name: "windows-whole-image", severity: .warning, phases: [.plan, .serverSide],
        acknowledgement: "windows-whole-image",
        title: Bilingual("Windows whole image", zh: "Windows 整机镜像"),
        headline: Bilingual("Windows whole image may be refused", zh: "Windows 整机镜像可能被拒绝"),
        rationale: Bilingual(
            """
            The international site's API reference states that Windows images are no longer provided and \
            that the whole-image and copy interfaces are not to be used for Windows. The Chinese \
            documentation has no such statement. Whether a call is refused is known only to the service.
            """,
            zh: """
                国际站的 API 参考说明不再提供 Windows 镜像，且整机镜像接口和复制接口不得用于 Windows。\
                中国站文档没有这样的说明。调用是否会被拒绝只有云服务知道。
                """),
        source: """
            IMS API reference (international site, 2025, 2026) 'Creating a full-ECS image', 'Replicating an \
            image across regions'; ECS API 'Error codes' (Ecs.0074)
            """,
        unconfirmed: Bilingual(
            "scope of the stop (sites, regions, dates)",
            zh: "停止支持的范围（站点、区域、日期）"),
        english: RuleText(
            """
            {server} runs Windows, and the international site has stopped Windows whole images and \
            their copies.
            """,
            fix: """
                The request may be refused; check your site's announcement or acknowledge \
                `windows-whole-image` to try.
                """),
        chinese: RuleText(
            "{server} 运行 Windows，而国际站已停止 Windows 整机镜像的制作与复制，请求可能被拒绝。",
            fix: "请先查看所在站点公告，或确认 `windows-whole-image` 后再尝试。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "a Windows server on the international site",
            at: ["image.golden | billing"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod,
                      image: Windows Server 2022 Datacenter 64bit English}]}}
                """,
            manifest: """
                version: 1
                project: shop
                provider: {type: sandbox, site: intl}
                defaults:
                  region: cn-north-4
                  zone: cn-north-4a
                  images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}
                vaults: {main: {size: 500 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "a Windows server of the same plan",
            at: ["image.golden | web"],
            manifest: """
                version: 1
                project: shop
                provider: {type: sandbox, site: intl}
                defaults:
                  region: cn-north-4
                  zone: cn-north-4a
                  network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
                  images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Windows Server 2022 Datacenter 64bit English"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "the same, by the documents of 2018",
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod,
                      image: Windows Server 2022 Datacenter 64bit English}]}}
                """,
            manifest: """
                version: 1
                project: shop
                provider: {type: sandbox, site: intl}
                policy: {windows: seed}
                defaults:
                  region: cn-north-4
                  zone: cn-north-4a
                  images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}
                vaults: {main: {size: 500 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "a Windows server on the Chinese site",
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod,
                      image: Windows Server 2022 Datacenter 64bit English}]}}
                """,
            manifest: """
                version: 1
                project: shop
                provider: {type: sandbox, site: china}
                defaults:
                  region: cn-north-4
                  zone: cn-north-4a
                  images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}
                vaults: {main: {size: 500 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
        RuleExample(
            "a Linux server on the international site",
            world: "regions: {cn-north-4: {servers: [{name: billing-prod}]}}",
            manifest: """
                version: 1
                project: shop
                provider: {type: sandbox, site: intl}
                defaults:
                  region: cn-north-4
                  zone: cn-north-4a
                  images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}
                vaults: {main: {size: 500 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        let settings = context.desired.settings
        guard settings.provider.site == "intl", settings.policy[.windows] != "seed" else { return }
        for capture in context.captures where capture.isBackedUp {
            let live: String? =
                if case .server(let facts) = context.liveServer(capture)?.facts { facts.osType } else { nil }
            let planned = context.server(capture).flatMap { context.bootImage(of: $0)?.entry.osType }
            guard let system = live ?? planned else { continue }
            report.evaluated += 1
            guard system == "Windows" else { continue }
            report.violate(
                context.image(capture), at: .source, ["server": "\(context.serverName(capture))"],
                also: [capture.serverAddress].compactMap { $0 })
        }
    }
}
