import XimageCore
import XimagePlanning

struct ImageTooLargeToCopy: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "CP011", name: "image-too-large-to-copy", severity: .warning, phases: [.plan, .serverSide],
        title: Bilingual("Size limit for replication", zh: "跨区域复制的容量上限"),
        headline: Bilingual(
            "Image exceeds the published replication limit",
            zh: "镜像超过公布的跨区域复制容量上限"),
        rationale: Bilingual(
            """
            The public limit is 300 GB for images in cn-south-1, cn-east-3, cn-east-2 and cn-north-4, and \
            128 GB elsewhere (128 GB on the international site). It is written for images in general; \
            whether it is applied to the sum of a whole image's disks is not stated, so the rule only warns.
            """,
            zh: """
                公开的上限为：cn-south-1、cn-east-3、cn-east-2 和 cn-north-4 的镜像 300 GB，\
                其他区域 128 GB（国际站为 128 GB）。该上限针对一般镜像而写，是否适用于整机镜像全部磁盘的总容\
                量没有说明，因此本规则只给出警告。
                """),
        source: "IMS user guide 'Constraints' (2022); IMS API 'Error codes' (IMG.0146)",
        unconfirmed: Bilingual(
            "whether the limit applies to whole images; current figures of each region",
            zh: "该上限是否适用于整机镜像；各区域目前的数值"),
        english: RuleText(
            "{image} covers {size} GiB, above the {limit} GiB replication limit published for {region}.",
            fix: "If the service refuses, exclude data disks from the vault binding, in the backup service."),
        chinese: RuleText(
            "整机镜像 {image} 共 {size} GiB，超过 {region} 公布的跨区域复制上限 {limit} GiB，云服务可能拒绝。",
            fix: "如被拒绝，请在云备份服务中从存储库绑定排除数据盘。"))

    static let violating = [
        RuleExample(
            "an image of more than 300 GiB",
            at: ["copy.golden.south | south"],
            manifest: """
                vaults:
                  main: {size: 1000 GiB}
                  dr: {region: cn-south-1, size: 500 GiB, purpose: replication}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 400 GiB}}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                """),
        RuleExample(
            "an image of 140 GiB on the international site",
            at: ["copy.golden.south | south"],
            manifest: """
                vaults:
                  main: {size: 1000 GiB}
                  dr: {region: cn-south-1, size: 500 GiB, purpose: replication}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                policy: {copySize: international}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "an image of 140 GiB",
            manifest: """
                vaults:
                  main: {size: 1000 GiB}
                  dr: {region: cn-south-1, size: 500 GiB, purpose: replication}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                """),
        RuleExample(
            "an image of more than 300 GiB by the documents of 2018",
            manifest: """
                vaults:
                  main: {size: 1000 GiB}
                  dr: {region: cn-south-1, size: 500 GiB, purpose: replication}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 400 GiB}}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                policy: {copySize: seed}
                """),
    ]

    /// Source: IMS user guide, constraints of copies across regions.
    private static let widerRegions: Set<Region> = ["cn-south-1", "cn-east-3", "cn-east-2", "cn-north-4"]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        let policy = context.desired.settings.policy[.copySize]
        guard policy != "seed" else { return }
        for work in context.copies where work.isMade {
            guard let size = context.size(work) else { continue }
            report.evaluated += 1
            let limit = policy == "current" && Self.widerRegions.contains(work.source) ? 300 : 128
            guard size > limit else { continue }
            report.violate(
                context.copy(work),
                [
                    "image": "\(work.imageAddress)", "size": "\(size)", "limit": "\(limit)",
                    "region": "\(work.source)",
                ])
        }
    }
}
