import XimageCore
import XimagePlanning

struct SecondReplica: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "CP013", name: "second-replica", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Replicas per region", zh: "每个区域的副本"),
        headline: Bilingual(
            "Backup already has a replica in the target region",
            zh: "备份在目标区域已有副本"),
        rationale: Bilingual(
            """
            A backup can be replicated to a given target region once. A second copy of the same image to the \
            same region is refused while the first replica exists.
            """,
            zh: """
                一个备份在同一目标区域只能复制一次。第一个副本存在期间，将同一镜像再次复制到同一区域会被拒\
                绝。
                """),
        source: "IMS API 'Error codes' (IMG.0150); CBR user guide 'Replicating a backup'",
        english: RuleText(
            "The backup of {image} already has a replica in {region} ({other}).",
            fix: "Refer to that image, or delete the replica first."),
        chinese: RuleText(
            "{image} 的备份在 {region} 已有副本（{other}）。",
            fix: "请直接引用该镜像，或先删除副本。"))

    static let about = ["copy.targetRegion"]

    static let violating = [
        RuleExample(
            "a second copy into the same region",
            at: ["copy.golden.second | cn-south-1"],
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
                    copies:
                      south: {region: cn-south-1, vault: dr, agency: ims_copy}
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
                    copies:
                      south: {region: cn-south-1, vault: dr, agency: ims_copy}
                      second: {region: cn-south-1, vault: dr, agency: ims_copy}
                """),
        RuleExample(
            "two copies into one region",
            at: ["copy.golden.spare | cn-south-1"],
            manifest: """
                vaults:
                  main: {size: 500 GiB}
                  south: {region: cn-south-1, size: 500 GiB, purpose: replication}
                  spare: {region: cn-south-1, size: 500 GiB, purpose: replication}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                    copies:
                      south: {region: cn-south-1, vault: south, agency: ims_copy}
                      spare: {region: cn-south-1, vault: spare, agency: ims_copy}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "a second copy into another region",
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
                    copies:
                      south: {region: cn-south-1, vault: dr, agency: ims_copy}
                """,
            manifest: """
                vaults:
                  main: {size: 1000 GiB}
                  dr: {region: cn-south-1, size: 500 GiB, purpose: replication}
                  east: {region: cn-east-3, size: 500 GiB, purpose: replication}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                    copies:
                      south: {region: cn-south-1, vault: dr, agency: ims_copy}
                      east: {region: cn-east-3, vault: east, agency: ims_copy}
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        let firsts = firsts(context)
        for work in context.copies where work.isMade {
            if let first = firsts[Arrival(work)], first != context.copy(work).address {
                report.evaluated += 1
                report.violate(
                    context.copy(work), at: .targetRegion,
                    [
                        "image": "\(work.imageAddress)", "region": "\(work.target ?? "")",
                        "other": RuleArgument("declared as \(first)", zh: "声明为 \(first)"),
                    ])
                continue
            }
            guard let target = work.target, let backup = context.sourceBackup(work) else { continue }
            report.evaluated += 1
            let made = backup.replicas.first {
                $0.region == target && ["success", "replicating", "waiting_replicate"].contains($0.status)
            }
            guard let made else { continue }
            let copy = context.copy(work)
            report.violate(
                copy, at: .targetRegion,
                [
                    "image": "\(work.imageAddress)", "region": "\(target)",
                    "other": made.backup.map { RuleArgument("backup \($0)", zh: "备份 \($0)") }
                        ?? RuleArgument("on its way", zh: "复制中"),
                ])
        }
    }

    /// The first copy of each generation into each region.
    private func firsts(_ context: RuleContext) -> [Arrival: Address] {
        let made = context.copies.filter(\.isMade).map { (Arrival($0), context.copy($0).address) }
        return Dictionary(made) { min($0, $1) }
    }

    private struct Arrival: Hashable {
        let image: Address
        let region: Region?

        init(_ work: RuleContext.CopyWork) { (image, region) = (work.imageAddress, work.target) }
    }
}
