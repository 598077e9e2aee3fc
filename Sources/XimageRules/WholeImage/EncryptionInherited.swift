import XimageCore
import XimagePlanning

struct EncryptionInherited: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "WI009", name: "encryption-inherited", severity: .warning, phases: [.plan],
        summary: "Encryption is inherited and restricts the image",
        rationale: """
            If any captured disk is encrypted the backup and the image are encrypted with it. An encrypted \
            image cannot be shared, published or copied to another region, and stops working when its key \
            is disabled or deleted.
            """,
        source: "IMS user guide 'Encrypting images'; EVS user guide 'Disk encryption'; IMG.0143",
        english: RuleText(
            "{image} will be encrypted because disk(s) {disks} are.",
            fix: "It will not be copyable to another region, and disabling key {key} makes it unusable."),
        chinese: RuleText(
            "由于磁盘 {disks} 已加密，整机镜像 {image} 也将加密。",
            fix: "加密镜像不能跨区域复制；一旦密钥 {key} 被禁用，镜像将无法使用。"))

    static let violating = [
        RuleExample("an encrypted data disk", at: "image.golden from") {
            $0.set("disk.web.data", .kmsKey, "key-1")
        }
    ]
    static let satisfying = [RuleExample("no disk is encrypted") { _ in }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures where capture.isMade {
            report.evaluated += 1
            var disks: [String] = []
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
