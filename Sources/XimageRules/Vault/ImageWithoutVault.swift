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

    static let violating = [
        RuleExample("no vault", at: "image.golden vault") { $0.set("image.golden", .vault, .null) },
        RuleExample("an existing vault that is not there", at: "image.golden vault") {
            $0.useExistingVault()
            $0.cloud("vault-corp") { $0.name = "vault-old" }
        },
    ]
    static let satisfying = [
        RuleExample("a declared vault") { _ in },
        RuleExample("an existing vault") { $0.useExistingVault() },
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
