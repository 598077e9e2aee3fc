import XimageCore
import XimagePlanning

struct LegacyBackupImage: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "WI020", name: "legacy-backup-image", severity: .warning, phases: [.plan],
        summary: "Whole images on the old backup service are slow and less capable",
        rationale: """
            An image whose backup is a legacy CSBS backup is provisioned slowly, supports no shared disks \
            and cannot be shared. New images should always be made through a CBR vault.
            """,
        source: "ECS user guide 'Purchasing an ECS' (full-ECS image note); IMS user guide",
        unconfirmed: "how the origin of a whole image names its backup",
        english: RuleText(
            "{image} rests on a legacy CSBS backup, so creating servers from it is slow.",
            fix: "Rebuild it through a CBR vault when you can."),
        chinese: RuleText(
            "整机镜像 {image} 基于旧版 CSBS 备份，用它创建云服务器较慢。",
            fix: "建议改为通过 CBR 存储库重新制作。"))

    static let violating = [
        RuleExample("a server from an image on a legacy backup", at: "server.web image") {
            $0.provision()
            $0.cloud("image-whole") {
                guard case .image(var facts) = $0.facts else { return }
                facts.isLegacy = true
                $0.facts = .image(facts)
            }
        }
    ]
    static let satisfying = [RuleExample("a server from an image on a vault's backup") { $0.provision() }]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for (server, image, facts) in context.serversFromWholeImages() {
            report.evaluated += 1
            guard facts.isLegacy else { continue }
            report.violate(server, at: .image, ["image": "image \"\(image.name)\""])
        }
    }
}
