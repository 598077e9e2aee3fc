import XimageCore
import XimagePlanning

struct ShortWaitLimit: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "LC002", name: "short-wait-limit", severity: .warning, phases: [.validate, .plan],
        title: Bilingual("Wait limits", zh: "等待上限"),
        headline: Bilingual("Wait limit is shorter than the estimate", zh: "等待上限短于预计时间"),
        rationale: Bilingual(
            """
            Defaults: images and copies 60 minutes and one more for each GiB, all else 30. Large servers need more. A limit shorter than \
            the estimate is warned about. Reaching the limit does not fail the cloud task; the next run \
            continues to wait for it.
            """,
            zh: """
                默认值：镜像和副本 60 分钟，每 GiB 再加 1 分钟，其他 30 分钟。较大的云服务器需要更长时间。\
                等待上限短于预计时间时会给出警告。达到等待上限不会使云上的任务失败；\
                下次运行会继续等待该任务。
                """),
        source: "Terraform provider 'ims_ecs_whole_image', 'ims_image_copy', timeouts",
        english: RuleText(
            """
            The wait limit of {limit} minutes for {object} is shorter than the estimated {estimate} \
            minutes.
            """,
            fix: "Raise it."),
        chinese: RuleText(
            "{object} 的等待上限 {limit} 分钟小于预计的 {estimate} 分钟，请调大。"))

    static let violating = [
        RuleExample(
            "five minutes for an image of 440 GiB",
            at: ["image.golden | golden"],
            manifest: """
                vaults: {main: {size: 1000 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 400 GiB}}
                images: {golden: {from: {server: web}, vault: main, timeouts: {create: 5m}}}
                """),
        RuleExample(
            "five minutes for a copy of 440 GiB",
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
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy, timeouts: {copy: 5m}}}
                """),
        RuleExample(
            "the same without reading the cloud",
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
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy, timeouts: {copy: 5m}}}
                """,
            command: .validate),
    ]
    static let satisfying = [
        RuleExample(
            "no limit of its own",
            manifest: """
                vaults: {main: {size: 1000 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 400 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "two hours for an image of 440 GiB",
            manifest: """
                vaults: {main: {size: 1000 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 400 GiB}}
                images: {golden: {from: {server: web}, vault: main, timeouts: {create: 2h}}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures {
            let image = context.image(capture)
            guard case .image(let details) = image.desired.details,
                let limit = details.options?.content.timeouts?.create, let size = capture.totalGiB
            else { continue }
            compare(limit, Estimate.creation(gib: size), image, into: &report)
        }
        for work in context.copies {
            let copy = context.copy(work)
            guard case .copy(let details) = copy.desired.details,
                let limit = details.timeouts?.copy ?? details.timeouts?.create,
                let size = context.size(work)
            else { continue }
            compare(limit, Estimate.copy(gib: size), copy, into: &report)
        }
    }

    private func compare(
        _ limit: Duration, _ estimate: Int, _ subject: RuleContext.Subject, into report: inout RuleReport
    ) {
        report.evaluated += 1
        let minutes = Estimate.minutes(limit)
        guard minutes < estimate else { return }
        report.violate(
            subject,
            ["limit": "\(minutes)", "object": "\(subject.address)", "estimate": "\(estimate)"])
    }
}
