import XimageCore
import XimagePlanning

struct FrozenDiskAttribute: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "AV008", name: "frozen-disk-attribute", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Disk attributes frozen while AZ-only", zh: "单个可用区可用期间不可变的云硬盘属性"),
        headline: Bilingual(
            "Disk attribute cannot change while the image is AZ-only",
            zh: "镜像仅在单个可用区可用时不能更改云硬盘属性"),
        rationale: Bilingual(
            """
            From an AZ-only image the SCSI, encryption and sharing attributes of restored disks cannot be \
            altered. From a region-available image system-disk encryption and data-disk type (SCSI), sharing \
            and encryption may be chosen.
            """,
            zh: """
                使用仅在单个可用区可用的镜像时，所恢复云硬盘的 SCSI、加密和共享属性不能更改。\
                使用区域内可用的镜像时，可以选择系统盘的加密属性，以及数据盘的类型（SCSI）、共享和加密属性。
                """),
        source: "ECS user guide 'Purchasing an ECS'",
        english: RuleText(
            """
            {disk} of {server} changes {attribute}, which is not possible while {image} is available \
            only in {az}.
            """,
            fix: "Keep the source's value or wait for region availability."),
        chinese: RuleText(
            "镜像 {image} 仅在 {az} 可用期间，不能更改云服务器 {server} 磁盘 {disk} 的 {attribute}。",
            fix: "请保持源盘取值，或等待镜像在区域内可用。"))

    static let violating = [
        RuleExample("sharing changes while the image is in one zone", at: "disk.web.data shared") {
            $0.provision(scope: .zone("cn-north-4a"))
            $0.set("disk.web.data", .shared, true)
        },
        RuleExample("encryption changes while the image is in one zone", at: "disk.web.logs kmsKey") {
            $0.provision(scope: .zone("cn-north-4a"))
            $0.set("disk.web.logs", .kmsKey, "key-1")
        },
    ]
    static let satisfying = [
        RuleExample("disks as they were") { $0.provision(scope: .zone("cn-north-4a")) },
        RuleExample("sharing changes when the whole region can use the image") {
            $0.provision()
            $0.set("disk.web.data", .shared, true)
        },
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for (server, image, disks) in context.provisionedServers() {
            guard case .zone(let zone) = context.imageScope(of: server) else { continue }
            for restored in context.restored(server, from: disks) {
                guard let live = restored.source?.live else { continue }
                report.evaluated += 1
                guard let attribute = changed(restored.disk.desired.attributes, live.attributes) else {
                    continue
                }
                report.violate(
                    restored.disk, at: attribute,
                    [
                        "disk": "\(restored.disk.address)", "server": "\(server.address)",
                        "attribute": "`\(attribute)`", "image": "\(image)", "az": "\(zone)",
                    ])
            }
        }
    }

    private func changed(_ wanted: Attributes, _ live: Attributes) -> AttributeName? {
        if wanted[.shared].bool ?? false != live[.shared].bool ?? false { return .shared }
        if wanted[.device].string ?? "vbd" != live[.device].string ?? "vbd" { return .device }
        return wanted[.kmsKey].matches(live[.kmsKey]) ? nil : .kmsKey
    }
}
