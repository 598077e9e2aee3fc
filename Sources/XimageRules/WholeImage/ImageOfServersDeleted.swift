import XimageCore
import XimagePlanning

struct ImageOfServersDeleted: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "WI015", name: "image-of-servers-deleted", severity: .warning, phases: [.plan],
        title: Bilingual("Servers of a deleted image", zh: "被删除镜像所创建的云服务器"),
        headline: Bilingual(
            "Servers were created from the image to be deleted",
            zh: "有云服务器由待删除的镜像创建"),
        rationale: Bilingual(
            """
            Deletion is irreversible. Servers created from the image continue to run but can no longer \
            reinstall their OS from it, and cannot be cloned ('buy the same configuration').
            """,
            zh: """
                删除不可恢复。由该镜像创建的云服务器继续运行，但不能再用它重装操作系统，\
                也不能克隆（“购买相同配置”）。
                """),
        source: "IMS user guide 'Deleting images'",
        english: RuleText(
            """
            Deleting {image} cannot be undone. {count} created from it can no longer be reinstalled from it: \
            {servers}.
            """),
        chinese: RuleText(
            "删除镜像 {image} 不可恢复；由它创建的 {count}（{servers}）今后无法再用它重装系统。"))

    static let violating = [
        RuleExample(
            "a server of the set was created from the image",
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
                  web:
                    flavor: s6.large.2
                    image: {name: shop-golden-g1}
                    systemDisk: {type: SSD, size: 40 GiB}
                removed:
                  - {from: image.golden, action: delete, reason: closed}
                """),
        RuleExample(
            "a server that is handed over was created from the image",
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
                """),
    ]
    static let satisfying = [
        RuleExample(
            "no server was created from the image",
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
            "the server is deleted with its image",
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
                  - {from: server.web, action: delete, reason: closed}
                acknowledge:
                  - {key: destroy, target: server.web, reason: closed}
                """),
        RuleExample(
            "retention keeps the image that the server was created from",
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
                images: {golden: {from: {server: build}, vault: main, revision: "1"}}
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
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: build}, vault: main, revision: "2", retention: {keep: 1}}}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        let deletions = context.changes.filter {
            $0.address.kind == .image && $0.action == .delete && $0.id != nil
        }
        guard !deletions.isEmpty else { return }
        var users: [RemoteID: [String]] = [:]
        // Those that the same plan deletes do not need it.
        let going = Set(
            context.changes.filter { change in
                guard change.address.kind == .server else { return false }
                if case .replace = change.action { return true }
                return change.action == .delete
            }.compactMap(\.id))
        for object in context.live.resources where object.kind == .server && !going.contains(object.id) {
            guard let image = object.attributes[.image].string else { continue }
            users[image, default: []].append(
                "\(context.declaredIDs[object.id].map { "\($0)" } ?? object.name)")
        }
        for change in deletions {
            report.evaluated += 1
            guard let id = change.id, let servers = users[id] else { continue }
            report.violate(
                change.address, at: change.origin,
                [
                    "image": "\(change.address)",
                    "count": Wording.count(servers.count, "server", zh: "台云服务器"),
                    "servers": Wording.list(servers.sorted()),
                ])
        }
    }
}
