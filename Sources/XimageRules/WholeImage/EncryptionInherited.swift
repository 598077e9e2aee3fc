import XimageCore
import XimagePlanning

struct EncryptionInherited: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "WI009", name: "encryption-inherited", severity: .warning, phases: [.plan],
        title: Bilingual("Inherited encryption", zh: "继承的加密"),
        headline: Bilingual("Image will be encrypted", zh: "镜像将被加密"),
        rationale: Bilingual(
            """
            If any captured disk is encrypted the backup and the image are encrypted with it. An encrypted \
            image cannot be shared, published or copied to another region, and stops working when its key is \
            disabled or deleted.
            """,
            zh: """
                只要采集的任何一块磁盘已加密，备份和镜像也会随之加密。加密镜像不能共享、发布或复制到其他区\
                域；密钥被禁用或删除后，镜像将无法使用。
                """),
        source: """
            IMS user guide 'Encrypting images'; EVS user guide 'Disk encryption'; IMS API 'Error codes' \
            (IMG.0143)
            """,
        english: RuleText(
            "{image} will be encrypted because these disks are encrypted: {disks}.",
            fix: "It cannot be copied to another region, and it is unusable while key {key} is disabled."),
        chinese: RuleText(
            "整机镜像 {image} 将被加密，因为以下磁盘已加密：{disks}。",
            fix: "加密镜像不能跨区域复制；一旦密钥 {key} 被禁用，镜像将无法使用。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "an encrypted data disk",
            at: ["image.golden | web"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB, kmsKey: key-1}}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "an encrypted disk of an existing server",
            at: ["image.golden | billing"],
            world: """
                regions: {cn-north-4: {servers: [{name: billing-prod, dataDisks: [{size: 10,
                      encrypted: true}]}]}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers: {billing: {existing: {name: billing-prod}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "no disk is encrypted",
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB}}
                images: {golden: {from: {server: web}, vault: main}}
                """),
        RuleExample(
            "an image of the unencrypted system disk alone",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks: {data: {type: SSD, size: 100 GiB, kmsKey: key-1}}
                images: {golden: {kind: system, from: {server: web}}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isMade {
            report.evaluated += 1
            var disks: [RuleArgument] = []
            var keys: Set<String> = []
            for disk in context.disks(capture) {
                let declared = disk.address.flatMap { context.subject($0) }?.desired.attributes[.kmsKey]
                    .string
                let key = declared ?? disk.live?.attributes[.kmsKey].string ?? ""
                guard !key.isEmpty || disk.isEncrypted else { continue }
                disks.append(disk.name)
                keys.insert(key.isEmpty ? "?" : key)
            }
            guard !disks.isEmpty else { continue }
            let image = context.image(capture)
            report.violate(
                image, at: .source,
                [
                    "image": "\(image.address)", "disks": Wording.list(disks),
                    "key": Wording.list(keys.sorted()),
                ])
        }
    }
}
