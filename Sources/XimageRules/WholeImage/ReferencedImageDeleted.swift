import XimageCore
import XimagePlanning

struct ReferencedImageDeleted: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "WI025", name: "referenced-image-deleted", severity: .warning, phases: [.plan],
        title: Bilingual("References to a deleted image", zh: "被删除镜像的引用"),
        headline: Bilingual("Image to be deleted is still in use", zh: "待删除的镜像仍在使用"),
        rationale: Bilingual(
            """
            Before deletion the plan reports servers outside the manifest that were created from the image. Use \
            by declared objects is an error (LC012).
            """,
            zh: "删除前，计划会报告清单之外由该镜像创建的云服务器。被已声明的对象使用则为错误（LC012）。"),
        source: "IMS user guide 'Deleting images'",
        english: RuleText(
            "{image} is to be deleted but is still used by {users}, which this manifest does not manage.",
            fix: "Make sure they no longer need it."),
        chinese: RuleText(
            "镜像 {image} 即将删除，但仍被本清单之外的 {users} 使用。",
            fix: "请确认它们不再需要该镜像。"))

    static let violating = [
        RuleExample(
            "a server that is handed over was created from it",
            at: ["image.golden@1"],
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                  web:
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: build}, vault: main}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                removed:
                  - {from: image.golden, action: delete, reason: closed}
                  - {from: server.web, action: forget, reason: handed over}
                """)
    ]
    static let satisfying = [
        RuleExample(
            "nobody uses it",
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                removed:
                  - {from: image.golden, action: delete, reason: closed}
                """),
        RuleExample(
            "only a server of the set was created from it",
            before: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                  web:
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: build}, vault: main}}
                """,
            manifest: """
                vaults: {main: {size: 500 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                  web:
                    flavor: s6.large.2
                    image: {name: shop-golden-g1}
                    systemDisk: {type: SSD, size: 40 GiB}
                removed:
                  - {from: image.golden, action: delete, reason: closed}
                """),
    ]

    /// Servers of the set are told by WI015.
    func check(_ context: RuleContext, into report: inout RuleReport) {
        let deletions = context.changes.filter { $0.address.kind.isImage && $0.action == .delete }
        guard !deletions.isEmpty else { return }
        // Those that the same plan deletes do not need it.
        let going = Set(
            context.changes.filter { $0.address.kind == .server && $0.destroys }.compactMap(\.id))
        var users: [RemoteID: [RuleArgument]] = [:]
        for object in context.live.resources where object.kind == .server && !going.contains(object.id) {
            guard let image = object.attributes[.image].string, context.declaredIDs[object.id] == nil else {
                continue
            }
            users[image, default: []].append(
                RuleArgument("server \"\(object.name)\"", zh: "云服务器“\(object.name)”"))
        }
        for change in deletions {
            report.evaluated += 1
            guard let id = change.id, let names = users[id] else { continue }
            report.violate(
                change.address, at: change.origin,
                [
                    "image": "\(change.address)",
                    "users": Wording.list(names.sorted { $0.english < $1.english }),
                ])
        }
    }
}
