import XimageCore
import XimagePlanning

struct SourceDeletedBeforeImage: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "LC011", name: "source-deleted-before-image", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Deletion of a source server", zh: "源云服务器的删除"),
        headline: Bilingual(
            "Server is deleted while an image depends on it",
            zh: "将删除镜像仍依赖的源云服务器"),
        rationale: Bilingual(
            """
            When the manifest removes a server that is also an image source, deletion waits until the image \
            is region-available, unless AV009 was acknowledged for it. Once that is reached, deleting the \
            source server does not affect the image.
            """,
            zh: """
                如果清单移除的云服务器同时是镜像的源，删除会等到镜像在区域内可用，除非已为其确认 AV009。\
                达到该状态后，删除源云服务器不影响镜像。
                """),
        source: "IMS FAQ on source servers of images",
        english: RuleText(
            """
            Deletion of {server} has to wait until {image} is available in the region, because the \
            image still depends on its disks.
            """,
            fix: "Apply again when the image is available in the region."),
        chinese: RuleText(
            "镜像 {image} 仍依赖源磁盘，须在其于区域内可用之后才能删除 {server}。",
            fix: "请届时重新 apply。"))

    static let violating = [
        RuleExample("the image still depends on the server's disks", at: "server.web") {
            $0.apply()
            $0.image { $0.scope = .zone("cn-north-4a") }
            $0.undeclare("server.web")
            $0.undeclare("disk.web.data")
            $0.undeclare("disk.web.logs")
            $0.removals = [Removal(from: .init(.server, "web"), action: .delete, reason: "closed")]
        }
    ]
    static let satisfying = [
        RuleExample("the image is available in the whole region") {
            $0.apply()
            $0.undeclare("server.web")
            $0.undeclare("disk.web.data")
            $0.undeclare("disk.web.logs")
            $0.removals = [Removal(from: .init(.server, "web"), action: .delete, reason: "closed")]
        },
        RuleExample("the risk is acknowledged") {
            $0.apply()
            $0.image { $0.scope = .zone("cn-north-4a") }
            $0.undeclare("server.web")
            $0.undeclare("disk.web.data")
            $0.undeclare("disk.web.logs")
            $0.removals = [Removal(from: .init(.server, "web"), action: .delete, reason: "closed")]
            $0.acknowledge("early-source-removal", at: "server.web")
        },
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        let deletions = context.changes.filter { $0.address.kind == .server && $0.destroys && $0.id != nil }
        guard !deletions.isEmpty else { return }
        let resting = context.imagesRestingOnServers
        let waivers = Waivers(context.acknowledgements, today: context.today)
        for change in deletions {
            if let id = change.id, resting[id] == nil, context.mayRest(on: id, in: change.region),
                waivers.find("early-source-removal", at: change.address) == nil
            {
                report.missing(Wording.fact("backups", in: change.region))
                continue
            }
            report.evaluated += 1
            guard let id = change.id, let image = resting[id],
                waivers.find("early-source-removal", at: change.address) == nil
            else { continue }
            report.violate(
                change.address, at: change.origin,
                ["server": "\(change.address)", "image": .named("image", image.name)])
        }
    }
}
