import XimageCore
import XimagePlanning

struct VaultForOtherObjects: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "VA002", name: "vault-for-other-objects", severity: .error, phases: [.validate, .plan],
        title: Bilingual("Vault object type", zh: "存储库的对象类型"),
        headline: Bilingual("Vault does not protect servers", zh: "存储库不用于备份云服务器"),
        rationale: Bilingual(
            "object_type must be `server`. Disk, file-system, desktop and VMware vaults cannot be used.",
            zh: "object_type 必须为 `server`。云硬盘、文件系统、桌面和 VMware 的存储库不能使用。"),
        source: "CBR API 'Creating a vault', field object_type; IMS API 'Error codes' (IMG.0193)",
        english: RuleText(
            "{vault} is a {type} vault; whole images need a server vault.",
            fix: "Refer to a server vault."),
        chinese: RuleText(
            "存储库 {vault} 的类型为 {type}，整机镜像需要云服务器备份存储库。",
            fix: "请引用云服务器备份存储库。"))

    static let violating = [
        RuleExample(
            "a vault for disks",
            at: ["vault.corp | corp"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod}], vaults: [{name: vault-corp, size: 500,
                      objectType: disk}]}}
                """,
            manifest: """
                vaults: {corp: {existing: {name: vault-corp}}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: corp}}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "a vault for servers",
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod}], vaults: [{name: vault-corp,
                      size: 500}]}}
                """,
            manifest: """
                vaults: {corp: {existing: {name: vault-corp}}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: corp}}
                """)
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for index in context.vaultsInUse {
            let vault = context.subjects(.vault)[index]
            guard case .vault(let facts) = vault.live?.facts else { continue }
            report.evaluated += 1
            guard facts.objectType != "server", !facts.objectType.isEmpty else { continue }
            report.violate(vault, ["vault": "\(vault.address)", "type": "`\(facts.objectType)`"])
        }
    }
}
