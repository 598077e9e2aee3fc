import XimageCore
import XimagePlanning

struct TargetImageQuota: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "QT008", name: "target-image-quota", severity: .error, phases: [.plan, .serverSide],
        title: Bilingual("Image quota in the target region", zh: "目标区域的镜像配额"),
        headline: Bilingual("Image quota of the target region is used up", zh: "目标区域的镜像配额已用完"),
        rationale: Bilingual(
            """
            A copy consumes image quota and vault capacity in the target region (CP007); both are checked \
            there.
            """,
            zh: "复制会占用目标区域的镜像配额和存储库容量（CP007）；两者都在目标区域检查。"),
        source: "IMS API 'Error codes' (IMG.0015); IMS user guide 'Replicating images across regions'",
        english: RuleText(
            "{copy} needs one private image in {region}, but the quota is used up.",
            fix: "Delete unused images there or request a larger quota.{first}"),
        chinese: RuleText(
            "复制 {copy} 需要占用 {region} 的一个私有镜像配额，但配额已用完。",
            fix: "请在该区域删除无用镜像或申请扩大配额。{first}"))

    static let about = ["copy.targetRegion"]

    static let violating = [
        RuleExample(
            "the quota of the target region is used up",
            at: ["copy.golden.south | cn-south-1"],
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: billing}]
                  cn-south-1:
                    quotas: {images: 1}
                    servers: [{name: old}]
                    vaults: [{name: replicas, size: 500, purpose: replication}, {name: backups, size: 500,
                          servers: [old]}]
                    images: [{name: kept, server: old, vault: backups}]
                """,
            manifest: """
                vaults:
                  main: {size: 500 GiB}
                  dr: {region: cn-south-1, existing: {name: replicas}}
                servers: {billing: {existing: {name: billing}}}
                images:
                  golden:
                    from: {server: billing}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                """),
        RuleExample(
            "the image quota of the target region is 0",
            at: ["copy.golden.south | cn-south-1"],
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: billing}]
                  cn-south-1:
                    quotas: {images: 0}
                    vaults: [{name: replicas, size: 500, purpose: replication}]
                """,
            manifest: """
                vaults:
                  main: {size: 500 GiB}
                  dr: {region: cn-south-1, existing: {name: replicas}}
                servers: {billing: {existing: {name: billing}}}
                images:
                  golden:
                    from: {server: billing}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "one is left",
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: billing}]
                  cn-south-1:
                    quotas: {images: 2}
                    servers: [{name: old}]
                    vaults: [{name: replicas, size: 500, purpose: replication}, {name: backups, size: 500,
                          servers: [old]}]
                    images: [{name: kept, server: old, vault: backups}]
                """,
            manifest: """
                vaults:
                  main: {size: 500 GiB}
                  dr: {region: cn-south-1, existing: {name: replicas}}
                servers: {billing: {existing: {name: billing}}}
                images:
                  golden:
                    from: {server: billing}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                """)
    ]

    /// Images that are made there count too. Reported once for each region, at the first copy that no longer fits.
    func check(_ context: RuleContext, into report: inout RuleReport) {
        var taken: [Region: Int] = [:]
        for image in context.subjects(.image) where image.change?.action == .create {
            taken[image.desired.region, default: 0] += 1
        }
        var reported: Set<Region> = []
        for work in context.copies where work.isMade {
            guard let target = work.target else { continue }
            let quotas = context.catalogue(of: target, for: .imageQuota)?.quotas
            if let fact = context.refused("image quotas", in: target) {
                report.missing(fact)
                continue
            }
            guard let quota = quotas?.images else { continue }
            report.evaluated += 1
            let need = taken[target, default: 0] + 1
            taken[target] = need
            let room = max(0, quota.limit - quota.used) + context.freed[target, .images]
            guard need > room, reported.insert(target).inserted else { continue }
            let copy = context.copy(work)
            report.violate(
                copy, at: .targetRegion,
                [
                    "copy": "\(copy.address)", "region": "\(target)",
                    "first": QuotaRemedy.first(.images, in: target, context),
                ])
        }
    }
}
