import XimageCore
import XimagePlanning

struct ImageWithoutVault: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .imageWithoutVault, name: "image-without-vault", severity: .error, phases: [.validate, .apply],
        rationale: Bilingual(
            """
            A whole image of a server is created through a server backup, which is kept in a CBR vault. The \
            vault is mandatory for server sources and for CBR backup sources. (The 2018 documents use CSBS, \
            which has no vaults; new accounts have CBR only.)
            """,
            zh: """
                云服务器的整机镜像通过云服务器备份制作，而备份存放在 CBR 存储库中。以云服务器或 CBR 备份为来源时，\
                必须指定存储库。（2018 年的文档使用不需要存储库的 CSBS；新账号只有 CBR。）
                """),
        source: """
            IMS API 'Creating a full-ECS image', field vault_id; IMS user guide 'Creating a full-ECS image \
            from an ECS' (2022); IMS API 'Error codes' (IMG.0184)
            """)

    static let about = ["image.vault"]

    static let violating = [
        RuleExample(
            "no vault",
            at: ["image.golden | golden"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}}}
                """,
            command: .validate),
        RuleExample(
            "an existing vault that was renamed",
            at: ["image.golden | corp"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod}], vaults: [{name: vault-old, size: 500}]}}
                """,
            manifest: """
                vaults: {corp: {existing: {name: vault-corp}}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: corp}}
                """),
        RuleExample(
            "two existing vaults of the same name",
            at: ["image.golden | corp"],
            world: """
                regions: {cn-north-4: {
                  servers: [{name: billing-prod}],
                  vaults: [{name: vault-corp, size: 500}, {name: vault-corp, size: 100}]
                }}
                """,
            manifest: """
                vaults: {corp: {existing: {name: vault-corp}}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: corp}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "a declared vault",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "an existing vault",
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod}], vaults: [{name: vault-corp,
                      size: 500}]}}
                """,
            manifest: """
                vaults: {corp: {existing: {name: vault-corp}}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: corp}}
                """),
        RuleExample(
            "an image of the system disk alone",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {kind: system, from: {server: web}}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures {
            let image = context.image(capture)
            guard image.desired.attributes[.kind].string == "whole",
                image.desired.attributes[.sourceBackup].isEmpty
            else { continue }
            report.evaluated += 1
            guard let problem = problem(capture, image, context) else { continue }
            report.violate(
                image, at: .vault,
                ["image": "\(image.address)", "problem": problem, "region": "\(image.desired.region)"])
        }
    }

    private func problem(
        _ capture: RuleContext.Capture, _ image: RuleContext.Subject, _ context: RuleContext
    ) -> RuleArgument? {
        if image.desired.attributes[.vault].isEmpty {
            return .noVault
        }
        guard context.isOnline, let vault = context.vault(capture),
            case .existing(let lookup) = vault.desired.ownership
        else { return nil }
        let matches = vault.existingMatches
        let found = RuleArgument.lookup(lookup).chinese ?? ""
        switch matches.count {
        case 1: return nil
        case 0:
            return RuleArgument(
                "refers to \(vault.address) (\(lookup)), which was not found in \(vault.desired.region)",
                zh: "引用的 \(vault.address)（\(found)）在 \(vault.desired.region) 不存在")
        default:
            return RuleArgument(
                "refers to \(vault.address) (\(lookup)), which matches \(matches.count) vaults "
                    + "(\(Wording.list(matches).english))",
                zh: "引用的 \(vault.address)（\(found)）对应 \(matches.count) 个存储库")
        }
    }
}
