import XimageCore
import XimagePlanning

struct EncryptedImageCopied: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "CP003", name: "encrypted-image-copied", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Replication of encrypted images", zh: "加密镜像的跨区域复制"),
        headline: Bilingual("Encrypted image cannot be replicated", zh: "加密镜像不能跨区域复制"),
        rationale: Bilingual(
            """
            Any encrypted disk in the image makes cross-region replication impossible. There is no way to \
            decrypt a whole image (that would be an in-region copy).
            """,
            zh: "镜像中只要有任一加密磁盘，就不能跨区域复制。整机镜像无法解密（解密属于区域内复制）。"),
        source: "IMS API 'Error codes' (IMG.0143); IMS user guide 'Replicating images across regions'",
        english: RuleText(
            "{image} is encrypted and cannot be replicated to {region}.",
            fix: "Build it from unencrypted disks, or rebuild the data in {region} another way."),
        chinese: RuleText(
            "整机镜像 {image} 已加密，不能复制到 {region}。",
            fix: "请使用未加密磁盘重新制作，或以其他方式在 {region} 重建数据。"))

    static let violating = [
        RuleExample(
            "a declared disk with a key",
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
                    dataDisks: {data: {type: SSD, size: 100 GiB, kmsKey: 0b2a6f7e-5d1c-4c8e-9f3a-7d5e8a1b2c3d}}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                """),
        RuleExample(
            "an existing server with an encrypted disk",
            at: ["copy.golden.south | south"],
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: secret, flavor: s6.large.2, dataDisks: [{size: 100, encrypted: true}]}]
                    vaults: [{name: backups, size: 500, servers: [secret]}]
                  cn-south-1:
                    vaults: [{name: replicas, size: 500, purpose: replication}]
                """,
            manifest: """
                vaults:
                  main: {existing: {name: backups}}
                  dr: {region: cn-south-1, existing: {name: replicas}}
                servers: {secret: {existing: {name: secret}}}
                images:
                  golden:
                    from: {server: secret}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                """),
        RuleExample(
            "an existing image with an encrypted backup",
            at: ["copy.golden.south | south"],
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: secret, flavor: s6.large.2, dataDisks: [{size: 100, encrypted: true}]}]
                    vaults: [{name: backups, size: 500, servers: [secret]}]
                  cn-south-1:
                    vaults: [{name: replicas, size: 500, purpose: replication}]
                """,
            before: """
                vaults:
                  main: {existing: {name: backups}}
                  dr: {region: cn-south-1, existing: {name: replicas}}
                servers: {secret: {existing: {name: secret}}}
                images:
                  golden:
                    from: {server: secret}
                    vault: main
                """,
            manifest: """
                vaults:
                  main: {existing: {name: backups}}
                  dr: {region: cn-south-1, existing: {name: replicas}}
                servers: {secret: {existing: {name: secret}}}
                images:
                  golden:
                    from: {server: secret}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "no disk is encrypted",
            manifest: """
                vaults:
                  main: {size: 1000 GiB}
                  dr: {region: cn-south-1, size: 500 GiB, purpose: replication}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                    copies: {south: {region: cn-south-1, vault: dr, agency: ims_copy}}
                """),
        RuleExample(
            "an encrypted disk and no copy",
            manifest: """
                vaults:
                  main: {size: 1000 GiB}
                  dr: {region: cn-south-1, size: 500 GiB, purpose: replication}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB, kmsKey: 0b2a6f7e-5d1c-4c8e-9f3a-7d5e8a1b2c3d}}
                images:
                  golden:
                    from: {server: web}
                    vault: main
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for work in context.copies where work.isMade {
            report.evaluated += 1
            let copy = context.copy(work)
            guard isEncrypted(work, context) else { continue }
            report.violate(
                copy, ["image": "\(work.imageAddress)", "region": "\(work.target ?? "another region")"])
        }
    }

    private func isEncrypted(_ work: RuleContext.CopyWork, _ context: RuleContext) -> Bool {
        if case .image(let facts) = context.sourceImage(work)?.facts {
            return facts.kmsKey != nil || context.sourceBackup(work)?.isEncrypted ?? false
        }
        guard let image = work.image, image < context.captures.count else { return false }
        return context.disks(context.captures[image]).contains { disk in
            let declared = disk.address.flatMap { context.subject($0)?.desired.attributes[.kmsKey] }
            return !(declared?.isEmpty ?? true) || disk.isEncrypted
        }
    }
}
