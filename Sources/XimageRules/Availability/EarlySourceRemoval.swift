import XimageCore
import XimagePlanning

struct EarlySourceRemoval: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "AV009", name: "early-source-removal", severity: .error, phases: [.validate, .plan],
        acknowledgement: "early-source-removal",
        summary: "Keep source disks until region availability",
        rationale: """
            Until the image is region-available its data rest on snapshots of the source disks. Deleting \
            the source disks, deleting snapshots, reinstalling or switching the source OS (which drops \
            system-disk snapshots) in that window can destroy the image.
            """,
        source: "EVS user guide (snapshots go with the disk); ECS user guide 'Reinstalling the OS'; design",
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
                report.missing("backups in \(change.region)")
                continue
            }
            report.evaluated += 1
            guard let server, let image = resting[server] else { continue }
            report.violate(
                change.address, at: change.origin,
                ["object": "\(change.address)", "image": "image \"\(image.name)\""],
                also: [change.address.owner].compactMap { $0 })
        }
    }
}
