import XimageCore
import XimagePlanning

struct DiskExcludedFromBackup: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA021", name: "disk-excluded-from-backup", severity: .error, phases: [.validate, .plan],
        title: Bilingual("Disks excluded from backup", zh: "备份排除的磁盘"),
        headline: Bilingual("Vault binding leaves out disks", zh: "存储库绑定排除了磁盘"),
        rationale: Bilingual(
            """
            A binding can exclude (or list) disks of a server. An excluded data disk is not in the image; \
            the system disk must be included, and at least one disk must remain.
            """,
            zh: """
                绑定时可以排除（或指定）云服务器的磁盘。被排除的数据盘不在镜像中；系统盘必须包含在内，\
                且至少保留一块磁盘。
                """),
        source: """
            CBR API 'Associating resources', fields exclude_volumes and include_volumes; CBR API 'Error \
            codes' (BackupService.6208-6210)
            """,
        english: RuleText(
            """
            The binding of {server} in {vault} excludes {disks}, so {image} will not contain their data.
            """,
            fix: "Include them in the binding, in the backup service."),
        chinese: RuleText(
            "存储库 {vault} 对云服务器 {server} 的绑定排除了磁盘 {disks}，镜像 {image} 将不含这些磁盘。",
            fix: "请在云备份服务中把这些磁盘加入绑定。"))

    static let about = ["image.vault"]

    static let violating = [
        RuleExample(
            "the binding leaves out a disk",
            at: ["image.golden | corp"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod, dataDisks: [{size: 100}]}],
                      vaults: [{name: vault-corp, size: 500, servers: [billing-prod]}]}}
                """,
            manifest: """
                vaults: {corp: {existing: {name: vault-corp}}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: corp}}
                """,
            faults: """
                faults:
                  - match: {operation: ListVault}
                    status: 200
                    body: >-
                      {"vaults": [{"id": "cd8513df-4c2e-43e9-b6a3-04b851d0afa4", "name": "vault-corp",
                      "billing": {"status": "available", "size": 500, "used": 0, "object_type": "server"},
                      "resources": [{"id": "4e7628b6-dc84-4e46-81af-90e2246fb8c7", "size": 40,
                            "extra_info": {"exclude_volumes": ["ee3be2d3-2188-4994-bd19-9f5a02c3178c"]}}]}]}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "the binding takes the whole server",
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod, dataDisks: [{size: 100}]}],
                      vaults: [{name: vault-corp, size: 500, servers: [billing-prod]}]}}
                """,
            manifest: """
                vaults: {corp: {existing: {name: vault-corp}}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: corp}}
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isBackedUp {
            guard let server = capture.liveServer, case .vault(let facts) = context.liveVault(capture)?.facts,
                facts.members.contains(server)
            else { continue }
            report.evaluated += 1
            let excluded = Set(facts.excludedDisks[server] ?? [])
            let missing = context.disks(capture).filter { $0.id.map(excluded.contains) ?? false }
            guard !missing.isEmpty else { continue }
            report.violate(
                context.image(capture), at: .vault,
                [
                    "server": "\(context.serverName(capture))", "vault": "\(context.vaultName(capture))",
                    "disks": Wording.list(missing.map(\.name)), "image": "\(context.image(capture).address)",
                ])
        }
    }
}
