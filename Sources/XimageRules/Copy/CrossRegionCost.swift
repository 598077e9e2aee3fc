import XimageCore
import XimagePlanning

struct CrossRegionCost: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "CP016", name: "cross-region-cost", severity: .warning, phases: [.plan],
        acknowledgement: "cross-region-cost",
        title: Bilingual("Cost of a replica", zh: "副本的费用"),
        headline: Bilingual("Copy adds costs in the target region", zh: "复制将在目标区域产生费用"),
        rationale: Bilingual(
            """
            Replicating a whole image replicates its backup: storage in the target vault and cross-region \
            traffic are billed for as long as the replica exists.
            """,
            zh: "复制整机镜像会复制其备份：只要副本存在，就会对目标存储库的存储和跨区域流量计费。"),
        source: "IMS FAQ on the cost of copies; CBR 'Billing'",
        english: RuleText(
            "{copy} adds up to {size} GiB of backup storage and replication traffic billed in {region}.",
            fix: "Remove copies you do not need, or acknowledge `cross-region-cost`."),
        chinese: RuleText(
            "复制 {copy} 将在 {region} 产生最多 {size} GiB 的备份存储与复制流量费用。",
            fix: "请去掉不需要的复制，或确认 `cross-region-cost`。"))

    static let violating = [
        RuleExample(
            "a copy to another region",
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
                images:
                  golden:
                    from: {server: web}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "the copy exists",
            before: """
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
                """,
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
            "an image without a copy",
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
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        guard context.isOnline else { return }
        for work in context.copies where work.isMade {
            guard let target = work.target, let size = context.size(work) else { continue }
            report.evaluated += 1
            let copy = context.copy(work)
            report.violate(
                copy, ["copy": "\(copy.address)", "size": "\(size)", "region": "\(target)"],
                also: [work.imageAddress])
        }
    }
}
