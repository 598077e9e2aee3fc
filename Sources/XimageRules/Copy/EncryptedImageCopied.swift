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
        RuleExample("a disk of the source is encrypted", at: "copy.golden.south") {
            $0.addCopy()
            $0.set("disk.web.data", .kmsKey, "key-1")
        },
        RuleExample("the backup behind the image is encrypted", at: "copy.golden.south") {
            $0.addCopy()
            $0.apply(without: [.copy])
            $0.backup("backup-golden") { $0.isEncrypted = true }
        },
    ]
    static let satisfying = [
        RuleExample("nothing is encrypted") { $0.addCopy() },
        RuleExample("nothing is copied") { $0.set("disk.web.data", .kmsKey, "key-1") },
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
