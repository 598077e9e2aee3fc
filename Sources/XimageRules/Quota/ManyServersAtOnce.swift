import XimageCore
import XimagePlanning

struct ManyServersAtOnce: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "QT006", name: "many-servers-at-once", severity: .warning, phases: [.plan],
        title: Bilingual("Servers created from one image at once", zh: "同一镜像同时创建的云服务器数"),
        headline: Bilingual(
            "Many servers are created from one image at once",
            zh: "同一镜像同时创建的云服务器较多"),
        rationale: Bilingual(
            """
            Published advice is not to create more than about 100 servers from one image at the same time. \
            Parallel creation is limited; expect a longer run.
            """,
            zh: "官方建议不要使用同一镜像同时创建超过约 100 台云服务器。并行创建的数量有限，执行时间会更长。"),
        source: "IMS user guide 'Constraints'",
        english: RuleText(
            """
            {count} servers would be created from {image} at once; more than about 100 may be slow. \
            Parallel creation is limited; expect a longer run.
            """),
        chinese: RuleText(
            "将使用 {image} 同时创建 {count} 台云服务器，超过约 100 台可能较慢。并行创建的数量有限，执行时间会更长。"))

    static let about = ["server.image"]

    static let violating = [
        RuleExample(
            "101 servers from one image",
            at: ["server.web[0] | \"Ubuntu 22.04 server 64bit\""],
            manifest: """
                servers:
                  web:
                    count: 101
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "100 servers from one image",
            manifest: """
                servers:
                  web:
                    count: 100
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "101 servers from two images",
            manifest: """
                servers:
                  web:
                    count: 51
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                  api:
                    count: 50
                    flavor: s6.large.2
                    image: {name: "Debian 12.0.0 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        var users: [String: [RuleContext.Subject]] = [:]
        for server in context.subjects(.server) where server.isNew {
            let image = server.resolved[.image]
            guard let key = image.string ?? image.reference.map({ "\($0)" }) else { continue }
            report.evaluated += 1
            users[key, default: []].append(server)
        }
        for (image, servers) in users.sorted(by: { $0.key < $1.key })
        where servers.count > Limits.serversFromImage {
            let name = context.bootImage(of: servers[0])?.text ?? "\(image)"
            report.violate(servers[0], at: .image, ["count": "\(servers.count)", "image": name])
        }
    }
}
