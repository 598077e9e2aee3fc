import XimageCore
import XimagePlanning

struct EarlySourceRemoval: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "AV009", name: "early-source-removal", severity: .error, phases: [.validate, .plan],
        acknowledgement: "early-source-removal",
        title: Bilingual("Source disks until region availability", zh: "区域内可用之前的源云硬盘"),
        headline: Bilingual(
            "Source disk is deleted while an image depends on it",
            zh: "将删除镜像仍依赖的源云硬盘"),
        rationale: Bilingual(
            """
            Until the image is region-available its data is in snapshots of the source disks. Deleting the \
            source disks, deleting snapshots, reinstalling or switching the source OS (which drops \
            system-disk snapshots) before that can destroy the image.
            """,
            zh: """
                镜像在区域内可用之前，其数据依赖源云硬盘的快照。在此期间删除源云硬盘、删除快照、重装或切换源\
                云服务器的操作系统（会清除系统盘快照），都可能破坏镜像。
                """),
        source: "EVS user guide 'Deleting a snapshot'; ECS user guide 'Reinstalling the OS'",
        english: RuleText(
            """
            {object} would be deleted or reinstalled before {image} is available in the region, which \
            could destroy the image.
            """,
            fix: "Let the plan wait for region availability."),
        chinese: RuleText(
            "在 {image} 于区域内可用之前就会删除或重装 {object}，可能破坏镜像。",
            fix: "请让计划等待镜像在区域内可用。"))

    static let violating = [
        RuleExample("a disk of the source is deleted too early", at: "disk.web.logs") {
            $0.apply()
            $0.image { $0.scope = .zone("cn-north-4a") }
            $0.undeclare("disk.web.logs")
            $0.edit("server.web") {
                $0.details = .server(ServerDetails(disks: [.init(.disk, "web", part: "data")]))
            }
            $0.removals = [
                Removal(from: .init(.disk, "web", part: "logs"), action: .delete, reason: "not needed")
            ]
        }
    ]
    static let satisfying = [
        RuleExample("the image is available in the whole region") {
            $0.apply()
            $0.undeclare("disk.web.logs")
            $0.removals = [
                Removal(from: .init(.disk, "web", part: "logs"), action: .delete, reason: "not needed")
            ]
        }
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        let deletions = context.changes.filter { $0.address.kind == .disk && $0.destroys && $0.id != nil }
        guard !deletions.isEmpty else { return }
        let resting = context.imagesRestingOnServers
        for change in deletions {
            let server = change.id.flatMap { context.live[$0]?.attributes[.server].string }
            if let server, resting[server] == nil, context.mayRest(on: server, in: change.region) {
                report.missing(Wording.fact("backups", in: change.region))
                continue
            }
            report.evaluated += 1
            guard let server, let image = resting[server] else { continue }
            report.violate(
                change.address, at: change.origin,
                ["object": "\(change.address)", "image": .named("image", image.name)],
                also: [change.address.owner].compactMap { $0 })
        }
    }
}
