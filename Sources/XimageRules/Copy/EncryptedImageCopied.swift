import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let encryptedImageCopied = RuleMetadata(
        id: "CP003", name: "encrypted-image-copied", severity: .error, phases: [.plan, .apply],
        summary: "An encrypted image cannot be replicated",
        rationale: """
            Any encrypted disk in the image makes cross-region replication impossible. There is no way to \
            decrypt a whole image (that would be an in-region copy).
            """,
        source: "IMG.0143; IMS user guide 'Replicating images across regions'",
        english: RuleText(
            "{image} is encrypted and cannot be replicated to {region}.",
            fix: "Build it from unencrypted disks, or rebuild the data in {region} another way."),
        chinese: RuleText(
            "整机镜像 {image} 已加密，不能复制到 {region}。",
            fix: "请使用未加密磁盘重新制作，或以其他方式在 {region} 重建数据。"),
        coverage: .awaitingFacts(
            "Copies are not part of the desired state yet."))
}
