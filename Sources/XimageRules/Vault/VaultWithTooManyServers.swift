import XimageCore
import XimagePlanning

struct VaultWithTooManyServers: ExemplifiedRule {
    static let metadata = RuleMetadata(
        .vaultWithTooManyServers, name: "vault-with-too-many-servers", severity: .error,
        phases: [.validate, .plan],
        rationale: Bilingual(
            """
            A vault binds at most 256 resources. Images cannot be created when the number of bound resources \
            is already over the limit.
            """,
            zh: "一个存储库最多绑定 256 个资源。已绑定的资源数超过上限时，不能制作镜像。"),
        source: """
            CBR user guide 'Constraints'; IMS API 'Error codes' (IMG.0185); CBR API 'Error codes' \
            (BackupService.6100)
            """)

    static let violating = [
        RuleExample(
            "257 declared servers for one vault",
            at: ["vault.main | main"],
            manifest: """
                vaults: {main: {size: 20000 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    count: 257
                    labels: {tier: web}
                images: {golden: {from: {servers: {labels: {tier: web}}}, vault: main}}
                """,
            command: .validate),
        RuleExample(
            "an existing vault that holds 256 servers already",
            at: ["vault.corp | corp"],
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: node, count: 256}, {name: billing-prod}]
                    vaults:
                      - name: vault-corp
                        size: 100000
                        servers: [node-0001, node-0002, node-0003, node-0004, node-0005, node-0006, node-0007,
                              node-0008, node-0009, node-0010, node-0011, node-0012, node-0013, node-0014, node-0015, node-0016, node-0017, node-0018, node-0019, node-0020, node-0021, node-0022, node-0023, node-0024, node-0025, node-0026, node-0027, node-0028, node-0029, node-0030, node-0031, node-0032, node-0033, node-0034, node-0035, node-0036, node-0037, node-0038, node-0039, node-0040, node-0041, node-0042, node-0043, node-0044, node-0045, node-0046, node-0047, node-0048, node-0049, node-0050, node-0051, node-0052, node-0053, node-0054, node-0055, node-0056, node-0057, node-0058, node-0059, node-0060, node-0061, node-0062, node-0063, node-0064, node-0065, node-0066, node-0067, node-0068, node-0069, node-0070, node-0071, node-0072, node-0073, node-0074, node-0075, node-0076, node-0077, node-0078, node-0079, node-0080, node-0081, node-0082, node-0083, node-0084, node-0085, node-0086, node-0087, node-0088, node-0089, node-0090, node-0091, node-0092, node-0093, node-0094, node-0095, node-0096, node-0097, node-0098, node-0099, node-0100, node-0101, node-0102, node-0103, node-0104, node-0105, node-0106, node-0107, node-0108, node-0109, node-0110, node-0111, node-0112, node-0113, node-0114, node-0115, node-0116, node-0117, node-0118, node-0119, node-0120, node-0121, node-0122, node-0123, node-0124, node-0125, node-0126, node-0127, node-0128, node-0129, node-0130, node-0131, node-0132, node-0133, node-0134, node-0135, node-0136, node-0137, node-0138, node-0139, node-0140, node-0141, node-0142, node-0143, node-0144, node-0145, node-0146, node-0147, node-0148, node-0149, node-0150, node-0151, node-0152, node-0153, node-0154, node-0155, node-0156, node-0157, node-0158, node-0159, node-0160, node-0161, node-0162, node-0163, node-0164, node-0165, node-0166, node-0167, node-0168, node-0169, node-0170, node-0171, node-0172, node-0173, node-0174, node-0175, node-0176, node-0177, node-0178, node-0179, node-0180, node-0181, node-0182, node-0183, node-0184, node-0185, node-0186, node-0187, node-0188, node-0189, node-0190, node-0191, node-0192, node-0193, node-0194, node-0195, node-0196, node-0197, node-0198, node-0199, node-0200, node-0201, node-0202, node-0203, node-0204, node-0205, node-0206, node-0207, node-0208, node-0209, node-0210, node-0211, node-0212, node-0213, node-0214, node-0215, node-0216, node-0217, node-0218, node-0219, node-0220, node-0221, node-0222, node-0223, node-0224, node-0225, node-0226, node-0227, node-0228, node-0229, node-0230, node-0231, node-0232, node-0233, node-0234, node-0235, node-0236, node-0237, node-0238, node-0239, node-0240, node-0241, node-0242, node-0243, node-0244, node-0245, node-0246, node-0247, node-0248, node-0249, node-0250, node-0251, node-0252, node-0253, node-0254, node-0255, node-0256]
                """,
            manifest: """
                vaults: {corp: {existing: {name: vault-corp}}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: corp}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "256 declared servers for one vault",
            manifest: """
                vaults: {main: {size: 20000 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    count: 256
                    labels: {tier: web}
                images: {golden: {from: {servers: {labels: {tier: web}}}, vault: main}}
                """,
            command: .validate),
        RuleExample(
            "one server",
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
            "one of the 256 servers in the vault",
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: node, count: 256}, {name: billing-prod}]
                    vaults:
                      - name: vault-corp
                        size: 100000
                        servers: [node-0001, node-0002, node-0003, node-0004, node-0005, node-0006, node-0007,
                              node-0008, node-0009, node-0010, node-0011, node-0012, node-0013, node-0014, node-0015, node-0016, node-0017, node-0018, node-0019, node-0020, node-0021, node-0022, node-0023, node-0024, node-0025, node-0026, node-0027, node-0028, node-0029, node-0030, node-0031, node-0032, node-0033, node-0034, node-0035, node-0036, node-0037, node-0038, node-0039, node-0040, node-0041, node-0042, node-0043, node-0044, node-0045, node-0046, node-0047, node-0048, node-0049, node-0050, node-0051, node-0052, node-0053, node-0054, node-0055, node-0056, node-0057, node-0058, node-0059, node-0060, node-0061, node-0062, node-0063, node-0064, node-0065, node-0066, node-0067, node-0068, node-0069, node-0070, node-0071, node-0072, node-0073, node-0074, node-0075, node-0076, node-0077, node-0078, node-0079, node-0080, node-0081, node-0082, node-0083, node-0084, node-0085, node-0086, node-0087, node-0088, node-0089, node-0090, node-0091, node-0092, node-0093, node-0094, node-0095, node-0096, node-0097, node-0098, node-0099, node-0100, node-0101, node-0102, node-0103, node-0104, node-0105, node-0106, node-0107, node-0108, node-0109, node-0110, node-0111, node-0112, node-0113, node-0114, node-0115, node-0116, node-0117, node-0118, node-0119, node-0120, node-0121, node-0122, node-0123, node-0124, node-0125, node-0126, node-0127, node-0128, node-0129, node-0130, node-0131, node-0132, node-0133, node-0134, node-0135, node-0136, node-0137, node-0138, node-0139, node-0140, node-0141, node-0142, node-0143, node-0144, node-0145, node-0146, node-0147, node-0148, node-0149, node-0150, node-0151, node-0152, node-0153, node-0154, node-0155, node-0156, node-0157, node-0158, node-0159, node-0160, node-0161, node-0162, node-0163, node-0164, node-0165, node-0166, node-0167, node-0168, node-0169, node-0170, node-0171, node-0172, node-0173, node-0174, node-0175, node-0176, node-0177, node-0178, node-0179, node-0180, node-0181, node-0182, node-0183, node-0184, node-0185, node-0186, node-0187, node-0188, node-0189, node-0190, node-0191, node-0192, node-0193, node-0194, node-0195, node-0196, node-0197, node-0198, node-0199, node-0200, node-0201, node-0202, node-0203, node-0204, node-0205, node-0206, node-0207, node-0208, node-0209, node-0210, node-0211, node-0212, node-0213, node-0214, node-0215, node-0216, node-0217, node-0218, node-0219, node-0220, node-0221, node-0222, node-0223, node-0224, node-0225, node-0226, node-0227, node-0228, node-0229, node-0230, node-0231, node-0232, node-0233, node-0234, node-0235, node-0236, node-0237, node-0238, node-0239, node-0240, node-0241, node-0242, node-0243, node-0244, node-0245, node-0246, node-0247, node-0248, node-0249, node-0250, node-0251, node-0252, node-0253, node-0254, node-0255, node-0256]
                """,
            manifest: """
                vaults: {corp: {existing: {name: vault-corp}}}
                servers: {node: {existing: {name: node-0001}}}
                images: {golden: {from: {server: node}, vault: corp}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for load in context.vaultLoads() {
            let vault = context.subjects(.vault)[load.vault]
            report.evaluated += 1
            guard load.servers > Limits.vaultServers else { continue }
            report.violate(vault, ["vault": "\(vault.address)", "count": "\(load.servers)"])
        }
    }
}
