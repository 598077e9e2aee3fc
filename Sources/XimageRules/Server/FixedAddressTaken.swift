import XimageCore
import XimagePlanning

struct FixedAddressTaken: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "SV111", name: "fixed-address", severity: .error, phases: [.validate, .plan, .serverSide],
        title: Bilingual("Fixed private address", zh: "固定私有地址"),
        headline: Bilingual("Fixed address cannot be used", zh: "指定的私有地址不可用"),
        rationale: Bilingual(
            """
            A fixed private address lies in the subnet of the server, is not one of the five that the \
            service keeps (the first two and the last three), and belongs to one server at a time. With \
            `count` or `forEach` each instance needs its own.
            """,
            zh: """
                固定私有地址必须位于云服务器的子网内，不是云服务保留的五个地址之一（最前两个和最后三个），\
                且同一时间只属于一台云服务器。使用 `count` 或 `forEach` 时，每个实例需要各自的地址。
                """),
        source: """
            ECS API 'Creating ECSs', field nics.ip_address; VPC user guide 'Subnet'; ECS API 'Error codes' \
            (Ecs.0010, Ecs.0039)
            """,
        english: RuleText(
            "{server} asks for the address {ip}: {problem}.",
            fix: "Choose a free address of the subnet, or omit `network.ip`."),
        chinese: RuleText(
            "云服务器 {server} 指定私有地址 {ip}：{problem}。",
            fix: "请选择该子网内的空闲地址，或省略 `network.ip`。"))

    static let about = ["server.network.ip"]

    static let violating = [
        RuleExample(
            "outside the subnet",
            at: ["server.web | 192.168.1.10"],
            world: """
                regions:
                  cn-north-4:
                    networks: [{vpc: prod, cidr: 192.168.0.0/16, subnets: [{name: app, cidr: 192.168.0.0/24}]}]
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    network: {vpc: prod, subnet: app, ip: 192.168.1.10}
                """),
        RuleExample(
            "the gateway's",
            at: ["server.web | 192.168.0.1"],
            world: """
                regions:
                  cn-north-4:
                    networks: [{vpc: prod, cidr: 192.168.0.0/16, subnets: [{name: app, cidr: 192.168.0.0/24}]}]
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    network: {vpc: prod, subnet: app, ip: 192.168.0.1}
                """),
        RuleExample(
            "of another server",
            at: ["server.web | 192.168.0.2"],
            world: """
                regions:
                  cn-north-4:
                    networks: [{vpc: prod, cidr: 192.168.0.0/16, subnets: [{name: app, cidr: 192.168.0.0/24}]}]
                    servers: [{name: old, subnet: app}]
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    network: {vpc: prod, subnet: app, ip: 192.168.0.2}
                """),
        RuleExample(
            "twice in the set",
            at: ["server.web | 192.168.0.10"],
            world: """
                regions:
                  cn-north-4:
                    networks: [{vpc: prod, cidr: 192.168.0.0/16, subnets: [{name: app, cidr: 192.168.0.0/24}]}]
                """,
            manifest: """
                servers:
                  app:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    network: {vpc: prod, subnet: app, ip: 192.168.0.10}
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    network: {vpc: prod, subnet: app, ip: 192.168.0.10}
                """),
        RuleExample(
            "twice in the set, without the cloud",
            at: ["server.web | 192.168.0.10"],
            manifest: """
                servers:
                  app:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    network: {vpc: prod, subnet: app, ip: 192.168.0.10}
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    network: {vpc: prod, subnet: app, ip: 192.168.0.10}
                """,
            command: .validate),
    ]
    static let satisfying = [
        RuleExample(
            "a free address of the subnet",
            world: """
                regions:
                  cn-north-4:
                    networks: [{vpc: prod, cidr: 192.168.0.0/16, subnets: [{name: app, cidr: 192.168.0.0/24}]}]
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    network: {vpc: prod, subnet: app, ip: 192.168.0.10}
                """),
        RuleExample(
            "the last one that a server can have",
            world: """
                regions:
                  cn-north-4:
                    networks: [{vpc: prod, cidr: 192.168.0.0/16, subnets: [{name: app, cidr: 192.168.0.0/24}]}]
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    network: {vpc: prod, subnet: app, ip: 192.168.0.252}
                """),
        RuleExample(
            "the server's own",
            world: """
                regions:
                  cn-north-4:
                    networks: [{vpc: prod, cidr: 192.168.0.0/16, subnets: [{name: app, cidr: 192.168.0.0/24}]}]
                """,
            before: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    network: {vpc: prod, subnet: app, ip: 192.168.0.10}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.xlarge.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    network: {vpc: prod, subnet: app, ip: 192.168.0.10}
                """),
        RuleExample(
            "the same in another VPC",
            world: """
                regions:
                  cn-north-4:
                    networks:
                      - {vpc: prod, cidr: 192.168.0.0/16, subnets: [{name: app, cidr: 192.168.0.0/24}]}
                      - {vpc: test, cidr: 192.168.0.0/16, subnets: [{name: lab, cidr: 192.168.0.0/24}]}
                    servers: [{name: old, subnet: lab}]
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    network: {vpc: prod, subnet: app, ip: 192.168.0.2}
                """),
    ]

    /// One address of one network.
    private struct Place: Hashable {
        let region: Region
        let network: String
        let address: String
    }

    func check(_ context: RuleContext, into report: inout RuleReport) {
        let servers = context.subjects(.server).filter { $0.desired.attributes[.ip].string != nil }
        guard !servers.isEmpty else { return }
        let holders = holders(context, servers)
        var first: [Place: Address] = [:]
        for server in servers {
            guard let ip = server.desired.attributes[.ip].string else { continue }
            report.evaluated += 1
            let place = Place(region: server.desired.region, network: network(of: server), address: ip)
            if let other = first[place] {
                violate(
                    server, ip, RuleArgument("\(other) asks for it, too", zh: "\(other) 也指定了该地址"), &report)
                continue
            }
            first[place] = server.address
            guard server.isNew else { continue }
            if let subnet = subnet(of: server, context), let range = AddressRange(subnet.cidr),
                !range.offers(ip)
            {
                violate(server, ip, outside(range, subnet, ip), &report)
            } else if let holder = holders[place]?.first(where: { $0.id != server.live?.id }) {
                violate(
                    server, ip,
                    RuleArgument(
                        "server \"\(holder.name)\" (\(holder.id)) has it",
                        zh: "云服务器“\(holder.name)”（\(holder.id)）正在使用"), &report)
            }
        }
    }

    private func outside(_ range: AddressRange, _ subnet: Subnet, _ ip: String) -> RuleArgument {
        range.includes(ip)
            ? RuleArgument(
                "the service keeps it in subnet \"\(subnet.name)\", \(subnet.cidr)",
                zh: "该地址为子网“\(subnet.name)”（\(subnet.cidr)）的系统保留地址")
            : RuleArgument(
                "subnet \"\(subnet.name)\" is \(subnet.cidr)", zh: "子网“\(subnet.name)”的网段为 \(subnet.cidr)")
    }

    /// Live servers that have an address which some server asks for.
    private func holders(
        _ context: RuleContext, _ servers: [RuleContext.Subject]
    ) -> [Place: [LiveResource]] {
        let wanted = Set(servers.compactMap { $0.desired.attributes[.ip].string })
        var result: [Place: [LiveResource]] = [:]
        for object in context.live.resources where object.kind == .server {
            guard let ip = object.attributes[.ip].string, wanted.contains(ip),
                let network = object.attributes[.vpc].string
            else { continue }
            result[Place(region: object.region, network: network, address: ip), default: []].append(object)
        }
        return result
    }

    /// Its VPC: as found, else as declared.
    private func network(of server: RuleContext.Subject) -> String {
        server.resolved[.vpc].string ?? server.desired.attributes[.vpc].string ?? ""
    }

    private func subnet(of server: RuleContext.Subject, _ context: RuleContext) -> Subnet? {
        guard let id = server.resolved[.subnet].string else { return nil }
        return context.catalogue(of: server.desired.region, for: .networks)?.subnets.first { $0.id == id }
    }

    private func violate(
        _ server: RuleContext.Subject, _ ip: String, _ problem: RuleArgument, _ report: inout RuleReport
    ) {
        report.violate(
            server, at: .ip, ["server": "\(server.address)", "ip": "\(ip)", "problem": problem])
    }
}
