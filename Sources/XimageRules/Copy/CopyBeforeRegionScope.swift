import XimageCore
import XimagePlanning

struct CopyBeforeRegionScope: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "CP002", name: "copy-before-region-scope", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Region availability before replication", zh: "跨区域复制前的可用范围"),
        headline: Bilingual(
            "Image is not yet available in the whole region",
            zh: "镜像尚未在整个区域内可用"),
        rationale: Bilingual(
            """
            Replication is refused while the image is available only in one AZ. Where waiting is allowed, \
            the plan waits (LC008) instead of failing.
            """,
            zh: """
                镜像仅在一个可用区可用期间，复制会被拒绝。在允许等待的情况下，ximage 会等待（LC008），\
                而不是报错。
                """),
        source: """
            IMS API 'Error codes' (IMG.0152); IMS user guide 'Creating a full-ECS image from an ECS' (2018), \
            constraints
            """,
        english: RuleText(
            "{image} is available only in {az} so far and cannot be replicated yet.",
            fix: "Wait until it is available in the whole region."),
        chinese: RuleText(
            "整机镜像 {image} 目前仅在 {az} 可用，暂不能跨区域复制。",
            fix: "请等待其在整个区域内可用。"))

    static let violating = [
        RuleExample(
            "an image that the service shows in one AZ after the plan",
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
            during: "regions: {}",
            faults: """
                faults:
                  - match: {operation: ListBackups, from: 2}
                    status: 200
                    body: >-
                      {"count": 1, "backups": [{"id": "58effd1e-f655-4760-8ba0-f7fe7fa31d43",
                            "status": "protecting",
                      "resource_id": "cd8513df-4c2e-43e9-b6a3-04b851d0afa4", "resource_az": "cn-north-4a",
                      "extend_info": {"supported_restore_mode": "snapshot"}}]}
                  - match: {operation: ShowBackup, from: 2}
                    status: 200
                    body: >-
                      {"backup": {"id": "58effd1e-f655-4760-8ba0-f7fe7fa31d43", "status": "protecting",
                      "resource_id": "cd8513df-4c2e-43e9-b6a3-04b851d0afa4", "resource_az": "cn-north-4a",
                      "extend_info": {"supported_restore_mode": "snapshot"}}}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "an image that is available in the whole region",
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
                """),
        RuleExample(
            "a copy of an image of the same plan",
            world: """
                regions:
                  cn-north-4: {vaults: [{name: backups, size: 500}]}
                  cn-south-1: {vaults: [{name: replicas, size: 500, purpose: replication}]}
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
                """),
    ]

    /// A plan waits; the step itself must find the image in its whole region.
    func check(_ context: RuleContext, into report: inout RuleReport) {
        for work in context.copies where work.isMade {
            let copy = context.copy(work)
            guard case .image(let facts) = context.sourceImage(work)?.facts, context.isAtStep else {
                if context.isOnline { report.deferred += 1 }
                continue
            }
            report.evaluated += 1
            guard case .zone(let zone) = facts.scope else { continue }
            report.violate(
                copy, ["image": "\(work.imageAddress)", "az": "\(zone)"],
                remark: RuleArgument("still in \(zone) only", zh: "仍仅在 \(zone) 可用"))
        }
    }
}
