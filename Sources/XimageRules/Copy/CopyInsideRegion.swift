import XimageCore
import XimagePlanning

struct CopyInsideRegion: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .copyInsideRegion, name: "copy-inside-region", severity: .error, phases: [.validate],
        rationale: Bilingual(
            """
            The only copy allowed for a whole image is a replication to another region. In-region copies \
            (used for other images to encrypt, decrypt or duplicate) are refused.
            """,
            zh: "整机镜像仅支持复制到其他区域。区域内复制（其他镜像用于加密、解密或另存一份）会被拒绝。"),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; IMS API 'Error \
            codes' (IMG.0130, IMG.0142)
            """)

    static let about = ["copy.targetRegion"]

    static let violating = [
        RuleExample(
            "a selected server that is in the region of the copies",
            at: ["copy.nightly[\"cd8513df-4c2e-43e9-b6a3-04b851d0afa4\"].south | cn-south-1"],
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: shop, flavor: s6.large.2, tags: {backup: daily}}]
                    vaults: [{name: backups, size: 500, servers: [shop]}]
                  cn-south-1:
                    servers: [{name: report, flavor: s6.large.2, tags: {backup: daily}}]
                    vaults:
                      - {name: backups, size: 500, servers: [report]}
                      - {name: replicas, size: 500, purpose: replication}
                """,
            manifest: """
                vaults:
                  main: {existing: {name: backups}}
                  dr: {region: cn-south-1, existing: {name: replicas}}
                images:
                  nightly:
                    from: {servers: {live: {tags: {backup: daily}, regions: [cn-north-4, cn-south-1]}}}
                    vault: {bound: true, else: [main]}
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "copies into another region than the selected servers",
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: shop, flavor: s6.large.2, tags: {backup: daily}}]
                    vaults: [{name: backups, size: 500, servers: [shop]}]
                  cn-south-1:
                    servers: [{name: report, flavor: s6.large.2, tags: {backup: daily}}]
                    vaults:
                      - {name: backups, size: 500, servers: [report]}
                      - {name: replicas, size: 500, purpose: replication}
                """,
            manifest: """
                vaults:
                  main: {existing: {name: backups}}
                  dr: {region: cn-south-1, existing: {name: replicas}}
                images:
                  nightly:
                    from: {servers: {live: {tags: {backup: daily}}}}
                    vault: {bound: true, else: [main]}
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for work in context.copies {
            report.evaluated += 1
            let copy = context.copy(work)
            guard let target = work.target, target == work.source else { continue }
            report.violate(
                copy, at: .targetRegion,
                ["copy": "\(copy.address)", "region": "\(target)", "image": "\(work.imageAddress)"])
        }
    }
}
