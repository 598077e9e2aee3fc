import XimageCore
import XimagePlanning

struct ImageBusy: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "CP019", name: "image-busy", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Other jobs on the image", zh: "镜像的其他任务"),
        headline: Bilingual("Image is in use by another job", zh: "镜像正被其他任务占用"),
        rationale: Bilingual(
            "No export, deletion or second copy of the same image may be running.",
            zh: "同一镜像不得有正在进行的导出、删除或另一个复制。"),
        source: "IMS API 'Error codes' (IMG.0148, IMG.0046)",
        english: RuleText(
            "{image} is busy ({task}), and it cannot be replicated meanwhile.",
            fix: "Replication waits until it is done."),
        chinese: RuleText(
            "镜像 {image} 正忙（{task}），期间不能复制。",
            fix: "将在其完成后再复制。"))

    static let violating = [
        RuleExample(
            "an image that is being exported",
            at: ["copy.golden.south | south"],
            world: """
                regions:
                  cn-north-4: {vaults: [{name: backups, size: 500}]}
                  cn-south-1: {vaults: [{name: replicas, size: 500, purpose: replication}]}
                """,
            before: """
                vaults:
                  main: {existing: {name: backups}}
                  dr: {region: cn-south-1, existing: {name: replicas}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                """,
            manifest: """
                vaults:
                  main: {existing: {name: backups}}
                  dr: {region: cn-south-1, existing: {name: replicas}}
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
            faults: """
                faults:
                  - match: {operation: ListImages, times: 1}
                    status: 200
                    body: >-
                      {"images": [{"id": "2a1a7976-01dc-4863-a1cc-d9647d0cb741", "name": "shop-golden-g1",
                            "status": "exporting",
                      "__whole_image": "true", "__backup_id": "58effd1e-f655-4760-8ba0-f7fe7fa31d43"}]}
                  - match: {operation: ListImages}
                    status: 200
                    body: '{"images": []}'
                """,
            accepted: "the fault changes the list that the plan reads, not the image")
    ]
    static let satisfying = [
        RuleExample(
            "an image without other work",
            world: """
                regions:
                  cn-north-4: {vaults: [{name: backups, size: 500}]}
                  cn-south-1: {vaults: [{name: replicas, size: 500, purpose: replication}]}
                """,
            before: """
                vaults:
                  main: {existing: {name: backups}}
                  dr: {region: cn-south-1, existing: {name: replicas}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                """,
            manifest: """
                vaults:
                  main: {existing: {name: backups}}
                  dr: {region: cn-south-1, existing: {name: replicas}}
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

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for work in context.copies where work.isMade {
            guard let image = context.sourceImage(work) else {
                if context.isOnline { report.deferred += 1 }
                continue
            }
            report.evaluated += 1
            // One that is still being made is waited for.
            guard image.phase == .busy, context.isAtStep || !["queued", "saving"].contains(image.status)
            else {
                continue
            }
            report.violate(
                context.copy(work), ["image": "\(work.imageAddress)", "task": "`\(image.status)`"])
        }
    }
}
