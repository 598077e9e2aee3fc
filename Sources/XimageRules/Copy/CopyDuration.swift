import XimageCore
import XimagePlanning

struct CopyDuration: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "CP018", name: "copy-duration", severity: .info, phases: [.plan],
        title: Bilingual("Duration of a replication", zh: "复制耗时"),
        headline: Bilingual("Replication time is estimated", zh: "已预估复制耗时"),
        rationale: Bilingual(
            """
            Expect about 80 MB/s for one backup, with up to 8 backups replicated in parallel. The wait limit \
            is 60 minutes and one more for each GiB, unless `timeouts` says otherwise (LC002).
            """,
            zh: """
                单个备份的复制速度预计约为 80 MB/s，最多 8 个备份并行复制。等待上限为 60 分钟，每 GiB 再加 1 分钟，\
                容量越大，等待上限也应越大（LC002）。
                """),
        source: "CBR FAQ on replication speed; Terraform provider 'ims_image_copy', timeouts",
        english: RuleText(
            """
            Replicating {image} ({size} GiB) will take about {minutes} minutes; the wait limit is \
            {limit} minutes.
            """),
        chinese: RuleText(
            "复制 {image}（{size} GiB）预计约 {minutes} 分钟，等待上限为 {limit} 分钟。"))

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
                """),
        RuleExample(
            "a copy with a wait limit of its own",
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
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy, timeouts: {copy: 3h}}}
                """),
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
            guard let size = context.size(work) else { continue }
            report.evaluated += 1
            let copy = context.copy(work)
            var limit = Estimate.waitLimit(gib: size)
            if case .copy(let details) = copy.desired.details,
                let own = details.timeouts?.copy ?? details.timeouts?.create
            {
                limit = own
            }
            report.violate(
                copy,
                [
                    "image": "\(work.imageAddress)", "size": "\(size)",
                    "minutes": "\(Estimate.copy(gib: size))", "limit": "\(Estimate.minutes(limit))",
                ])
        }
    }
}
