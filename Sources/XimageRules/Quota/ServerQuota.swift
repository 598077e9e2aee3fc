import XimageCore
import XimagePlanning

struct ServerQuota: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "QT003", name: "server-quota", severity: .error, phases: [.plan, .apply, .serverSide],
        title: Bilingual("Server quota", zh: "云服务器配额"),
        headline: Bilingual("Server quota is exceeded", zh: "云服务器配额不足"),
        rationale: Bilingual(
            "Instances, vCPUs and memory to be created must fit what remains.",
            zh: "将要创建的实例数、vCPU 和内存不能超出剩余配额。"),
        source: "ECS API 'Querying tenant quotas'; ECS API 'Error codes' (Ecs.0001)",
        english: RuleText(
            "The plan needs {need} {what} in {region}, {left} remain.",
            fix: "Reduce the count or request more.{first}"),
        chinese: RuleText(
            "计划在 {region} 需要 {need} {what}，剩余 {left}。",
            fix: "请减少数量或申请扩大配额。{first}"))

    static let violating = [
        RuleExample(
            "no server is left",
            at: ["- | web"],
            world: """
                quotas: {servers: 1}
                regions: {cn-north-4: {servers: [{name: old}]}}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "too few vCPUs are left",
            at: ["- | web"],
            world: "quotas: {cores: 1}",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "too little memory for a larger flavor",
            at: ["- | web"],
            world: "quotas: {ramMB: 6144}",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.xlarge.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            accepted: "The sandbox does not check quotas when a flavor changes."),
        RuleExample(
            "a second server while the first one stays",
            at: ["- | api"],
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: "quotas: {servers: 1}",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                  api:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "enough is left",
            world: "quotas: {servers: 1, cores: 2, ramMB: 4096}",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "the server runs already",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: "quotas: {servers: 1}",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "a server takes the place of one that is deleted",
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """,
            meanwhile: "quotas: {servers: 1, cores: 2, ramMB: 4096}",
            manifest: """
                servers:
                  api:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                removed:
                  - {from: server.web, action: delete, reason: done}
                acknowledge:
                  - {target: server.web, key: destroy, reason: done}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        var needs: [Region: [QuotaNeed]] = [:]
        for server in context.subjects(.server) where server.needsFlavor {
            let new = context.flavor(of: server)
            // What goes first makes room for its successor.
            let goesFirst = server.change?.action == .replace(.deleteBeforeCreate)
            let staysOne = server.change?.action == .update
            let old =
                goesFirst || staysOne
                ? server.live?.attributes[.flavor].string.flatMap {
                    context.catalogues[server.desired.region]?.flavors[$0]
                }
                : nil
            needs[server.desired.region, default: []].append(
                QuotaNeed(
                    subject: server,
                    amounts: [
                        goesFirst || staysOne ? 0 : 1, (new?.vcpus ?? 0) - (old?.vcpus ?? 0),
                        (new?.memoryMiB ?? 0) - (old?.memoryMiB ?? 0),
                    ]))
        }
        for (region, servers) in needs.sorted(by: { $0.key < $1.key }) {
            let catalogue = context.catalogue(of: region, for: .offers)
            let fact = context.refused("server quotas", in: region) ?? context.refused("flavors", in: region)
            if QuotaNeed.areUnread(servers, fact, into: &report) { continue }
            guard let quotas = catalogue?.quotas else { continue }
            let counted: [(Quotas.Quota?, Usage.Thing, RuleArgument)] = [
                (quotas.servers, .servers, RuleArgument("servers", zh: "台云服务器")),
                (quotas.cores, .cores, RuleArgument("vCPUs", zh: "个 vCPU")),
                (quotas.memoryMiB, .memoryMiB, RuleArgument("MiB of memory", zh: "MiB 内存")),
            ]
            for (index, (quota, thing, words)) in counted.enumerated() {
                QuotaNeed.check(
                    servers, index, quota, of: thing, what: words, region, in: context, into: &report)
            }
        }
    }
}
