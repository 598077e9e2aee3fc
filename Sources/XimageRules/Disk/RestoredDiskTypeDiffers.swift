import XimageCore
import XimagePlanning

struct RestoredDiskTypeDiffers: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "DK045", name: "restored-disk-type-differs", severity: .error, phases: [.plan, .serverSide],
        title: Bilingual("Type of restored disks", zh: "恢复盘的类型"),
        headline: Bilingual("Restored disk differs in type from its source", zh: "恢复盘的类型与源盘不同"),
        rationale: Bilingual(
            """
            While the image is backed by snapshots the restored disk's type should equal the source's type; \
            the service has an error for a type that does not match the snapshot. Once region-available \
            another type may be chosen.
            """,
            zh: """
                镜像仍基于快照期间，恢复盘的类型应与源盘类型相同；类型与快照不匹配时，服务会报错。\
                镜像在区域内可用之后，可以选择其他类型。
                """),
        source: "ECS API 'Error codes' (Ecs.0046)",
        english: RuleText(
            """
            {disk} asks for type {type} but its source is {other}; the service refuses this while the \
            image is still snapshot-based.
            """,
            fix: "Use {other} or wait for region availability."),
        chinese: RuleText(
            "磁盘 {disk} 要求类型 {type}，而源盘为 {other}；镜像仍基于快照时云服务会拒绝。",
            fix: "请使用 {other}，或等待镜像在区域内可用。"))

    static let violating = [
        RuleExample("another type while the image is in one zone", at: "disk.web.logs type") {
            $0.provision(scope: .zone("cn-north-4a"))
            $0.set("disk.web.logs", .type, "SSD")
        }
    ]
    static let satisfying = [
        RuleExample("the type of the source") { $0.provision(scope: .zone("cn-north-4a")) },
        RuleExample("another type when the whole region can use the image") {
            $0.provision()
            $0.set("disk.web.logs", .type, "SSD")
        },
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for (server, _, disks) in context.provisionedServers() {
            guard case .zone = context.imageScope(of: server) else { continue }
            for restored in context.restored(server, from: disks) {
                guard let other = restored.source?.type,
                    let type = restored.disk.desired.attributes[.type].string
                else { continue }
                report.evaluated += 1
                guard type != other else { continue }
                report.violate(
                    restored.disk, at: .type,
                    ["disk": "\(restored.disk.address)", "type": "\(type)", "other": "\(other)"])
            }
        }
    }
}
