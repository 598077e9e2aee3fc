import XimageCore
import XimagePlanning

struct UnsupportedRegionPair: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "CP008", name: "unsupported-region-pair", severity: .error,
        phases: [.validate, .plan, .serverSide],
        title: Bilingual("Region pair of a copy", zh: "复制的源区域与目标区域"),
        headline: Bilingual(
            "Region pair does not support replication",
            zh: "源区域与目标区域之间不支持复制"),
        rationale: Bilingual(
            """
            Both regions must support backup replication and the pair must be offered. The live answer of \
            the backup service's replication-capabilities query decides. List of the 2022 guide, used \
            offline: cn-north-1, cn-north-4, cn-east-2, cn-east-3, cn-south-1 among themselves.
            """,
            zh: """
                两个区域都必须支持备份复制，并且服务提供这两个区域之间的复制。以云备份服务复制能力查询的实时\
                结果为准。离线时使用 2022 年指南中的列\
                表：cn-north-1、cn-north-4、cn-east-2、cn-east-3、cn-south-1 之间可以相互复制。
                """),
        source: """
            CBR API 'Querying the replication capabilities'; IMS user guide 'Replicating images across \
            regions' (2022); IMS API 'Error codes' (IMG.0147)
            """,
        unconfirmed: Bilingual("current list of region pairs", zh: "目前支持的区域组合"),
        english: RuleText(
            "Whole images cannot be replicated from {source} to {target}.",
            fix: """
                Pick a supported target ({choices}), or provision a server in {source}, create system-disk \
                and data-disk images of it and copy those.
                """),
        chinese: RuleText(
            "整机镜像不支持从 {source} 复制到 {target}。",
            fix: "请选择支持的区域（{choices}）；也可先在 {source} 创建云服务器，分别制作系统盘和数据盘镜像后再复制。"))

    static let about = ["copy.targetRegion"]

    static let violating = [
        RuleExample(
            "a region that takes no copies from here",
            at: ["copy.golden.south | cn-south-1"],
            world: "copyPairs: {cn-north-4: [cn-east-3]}",
            manifest: """
                vaults:
                  main: {size: 1000 GiB}
                  dr: {region: cn-south-1, size: 500 GiB, purpose: replication}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                """),
        RuleExample(
            "a region without replication",
            at: ["copy.golden.south | ap-southeast-1"],
            manifest: """
                vaults:
                  main: {size: 1000 GiB}
                  dr: {region: ap-southeast-1, size: 500 GiB, purpose: replication}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                    copies: {south: {region: ap-southeast-1, vault: dr, agency: ims_copy}}
                """),
        RuleExample(
            "a region that the list of 2022 lacks",
            at: ["copy.golden.south | ap-southeast-1"],
            manifest: """
                vaults:
                  main: {size: 1000 GiB}
                  dr: {region: ap-southeast-1, size: 500 GiB, purpose: replication}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                    copies: {south: {region: ap-southeast-1, vault: dr, agency: ims_copy}}
                policy: {copyRegions: guide2022}
                """,
            command: .validate),
    ]
    static let satisfying = [
        RuleExample(
            "a region that takes copies from here",
            manifest: """
                vaults:
                  main: {size: 1000 GiB}
                  dr: {region: cn-south-1, size: 500 GiB, purpose: replication}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                """),
        RuleExample(
            "any region by the documents of 2018",
            manifest: """
                vaults:
                  main: {size: 1000 GiB}
                  dr: {region: ap-southeast-1, size: 500 GiB, purpose: replication}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                    copies: {south: {region: ap-southeast-1, vault: dr, agency: ims_copy}}
                policy: {copyRegions: seed}
                """,
            command: .validate),
    ]

    /// Source: IMS user guide 'Replicating images across regions' (2022).
    private static let guide2022: Set<Region> = [
        "cn-north-1", "cn-north-4", "cn-east-2", "cn-east-3", "cn-south-1",
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        let policy = context.desired.settings.policy[.copyRegions]
        guard policy != "seed", context.isOnline || policy == "guide2022" else { return }
        for work in context.copies where work.isMade {
            guard let target = work.target, target != work.source else { continue }
            guard let choices = choices(policy, from: work.source, context) else {
                report.missing(Wording.fact("regions that take copies", in: work.source))
                continue
            }
            report.evaluated += 1
            guard !choices.contains(target) else { continue }
            report.violate(
                context.copy(work), at: .targetRegion,
                [
                    "source": "\(work.source)", "target": "\(target)",
                    "choices": Wording.list(choices.sorted()),
                ])
        }
    }

    private func choices(_ policy: String, from source: Region, _ context: RuleContext) -> [Region]? {
        guard policy == "guide2022" else {
            return context.catalogue(of: source, for: .copyTargets)?.copyTargets
        }
        return Self.guide2022.contains(source) ? Self.guide2022.subtracting([source]).sorted() : []
    }
}
