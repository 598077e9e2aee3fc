import XimageCore
import XimagePlanning

struct ReferenceCycle: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "LC004", name: "reference-cycle", severity: .error, phases: [.validate],
        title: Bilingual("Reference cycles", zh: "循环引用"),
        headline: Bilingual("Manifest contains a reference cycle", zh: "清单存在循环引用"),
        rationale: Bilingual(
            """
            References must form a directed graph without cycles (for example a server created from an image \
            of itself, directly or through copies).
            """,
            zh: "引用必须构成没有环的有向图（例如，云服务器不能由其自身的镜像创建，无论直接还是经过复制）。"),
        source: "ximage documentation 'Manifest reference'",
        english: RuleText(
            "The manifest contains a cycle: {path}.",
            fix: "Break it by referring to an existing image id."),
        chinese: RuleText(
            "清单存在循环依赖：{path}。",
            fix: "请改为引用已有镜像 ID 以打破循环。"))

    static let about = ["server.image"]

    static let violating = [
        RuleExample(
            "a server from an image of itself",
            at: ["server.web | golden"],
            manifest: """
                vaults: {main: {size: 1000 GiB}}
                servers:
                  web:
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                images: {golden: {from: {server: web}, vault: main}}
                """,
            command: .validate),
        RuleExample(
            "two servers and their images in a circle",
            at: ["server.build | site"],
            manifest: """
                vaults: {main: {size: 1000 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {from: site}
                    systemDisk: {type: SSD, size: 40 GiB}
                  web:
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                images:
                  golden: {from: {server: build}, vault: main}
                  site: {from: {server: web}, vault: main}
                """,
            command: .validate),
    ]
    static let satisfying = [
        RuleExample(
            "another server from the image",
            manifest: """
                vaults: {main: {size: 1000 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                  web:
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                images:
                  golden: {from: {server: build}, vault: main}
                """),
        RuleExample(
            "a chain of images",
            manifest: """
                vaults: {main: {size: 1000 GiB}}
                servers:
                  build:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                  web:
                    flavor: s6.large.2
                    image: {from: golden}
                    systemDisk: {type: SSD, size: 40 GiB}
                images:
                  golden: {from: {server: build}, vault: main}
                  site: {from: {server: web}, vault: main}
                """),
    ]

    /// A server starts from one image, an image has one source: the chain from a server has no branches.
    func check(_ context: RuleContext, into report: inout RuleReport) {
        var settled: Set<Address> = []
        for server in context.subjects(.server) where server.desired.attributes[.image].reference != nil {
            report.evaluated += 1
            var path: [Address] = []
            var next: Address? = server.address
            while let address = next, settled.insert(address).inserted {
                path.append(address)
                guard let subject = context.subject(address.series) else { break }
                next = subject.desired.attributes[address.kind == .server ? .image : .source].reference
            }
            guard let end = next, let start = path.firstIndex(of: end) else { continue }
            let cycle = path[start...] + [end]
            let first = context.subject(path[start]) ?? server
            report.violate(
                first, at: first.address.kind == .server ? .image : .source,
                ["path": "\(cycle.map { "\($0)" }.joined(separator: " -> "))"])
        }
    }
}
