import XimageCore
import XimagePlanning

struct IndependentCopy: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "CP017", name: "independent-copy", severity: .info, phases: [.plan],
        title: Bilingual("Independence of copies", zh: "复制镜像的独立性"),
        headline: Bilingual("Copy is independent of its source image", zh: "复制镜像与源镜像相互独立"),
        rationale: Bilingual(
            """
            A copy has its own id, backup and life. Deleting the source does not touch it and vice versa; \
            later changes to the source do not flow to it. A changed source image plans as a new copy.
            """,
            zh: """
                复制镜像有自己的 ID、备份和生命周期。删除源镜像不影响复制镜像，反之亦然；\
                源镜像之后的变更不会同步到复制镜像。源镜像变更后，计划会新建复制。
                """),
        source: "IMS FAQ on copies of images",
        english: RuleText(
            """
            {copy} is independent of {image}: later changes to the source are not carried over, and \
            either can be deleted alone.
            """),
        chinese: RuleText(
            "复制 {copy} 与 {image} 相互独立：源镜像之后的变更不会同步，二者可分别删除。"))

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
            report.evaluated += 1
            let copy = context.copy(work)
            report.violate(copy, ["copy": "\(copy.address)", "image": "\(work.imageAddress)"])
        }
    }
}
