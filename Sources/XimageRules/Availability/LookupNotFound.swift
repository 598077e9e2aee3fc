import XimageCore
import XimagePlanning

struct LookupNotFound: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "AV011", name: "lookup-not-found", severity: .error, phases: [.validate, .plan],
        title: Bilingual("Objects a server refers to", zh: "云服务器引用的资源"),
        headline: Bilingual("Referenced object is missing or ambiguous", zh: "引用的资源不存在或不唯一"),
        rationale: Bilingual(
            """
            Image, VPC, subnet, security groups, key pair and encryption key of a server are regional. When a \
            server is declared in the region of a copy, all its references must be of that region. An ambiguous \
            name must be replaced by an id.
            """,
            zh: """
                云服务器使用的镜像、虚拟私有云、子网、安全组、密钥对和加密密钥都是区域级资源。如果云服务器声明在\
                复制的目标区域，其引用的所有资源都必须属于该区域。不唯一的名称必须改用 ID。
                """),
        source: "ECS API 'Creating ECSs', fields vpcid, nics, security_groups and key_name",
        english: RuleText(
            "{object} \"{id}\" of {server} {problem} in {region}.",
            fix: "{remedy}"),
        chinese: RuleText(
            "云服务器 {server} 使用的 {object}“{id}”在 {region} {problem}。",
            fix: "{remedy}"))

    static let about = ["server.image", "server.network.subnet", "server.network.vpc"]

    static let violating = [
        RuleExample(
            "a misspelt image name",
            at: ["server.web | Ubuntu 22.04 serve 64bit"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: Ubuntu 22.04 serve 64bit}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "an image name that two images have",
            at: ["server.web | golden-1"],
            world: """
                regions:
                  cn-north-4:
                    servers: [{name: build, flavor: s6.large.2}, {name: batch, flavor: s6.large.2}]
                    vaults: [{name: backups, size: 500}]
                    images:
                      - {name: golden-1, server: build, vault: backups}
                      - {name: golden-1, server: batch, vault: backups}
                """,
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: golden-1}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "a network that the region does not have",
            at: ["server.web | subnet-dr", "server.web | vpc-dr"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    network: {vpc: vpc-dr, subnet: subnet-dr}
                """),
        RuleExample(
            "a security group that does not exist",
            at: ["server.web | [default, web-only]"],
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    network: {securityGroups: [default, web-only]}
                """),
    ]
    static let satisfying = [
        RuleExample(
            "every name is one object of the region",
            manifest: """
                servers:
                  web:
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                """),
        RuleExample(
            "the network of a server in another region",
            manifest: """
                servers:
                  web:
                    region: cn-south-1
                    zone: cn-south-1a
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    network: {vpc: vpc-dr, subnet: subnet-dr, securityGroups: [default]}
                """),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        guard context.isOnline else { return }
        report.evaluated += context.subjects(.server).count
        // Many servers can share one slip; the nearest names are sought once.
        var known: [String: [String]] = [:]
        for (address, problems) in context.lookupProblems.sorted(by: { $0.key < $1.key }) {
            guard let server = context.subject(address) else { continue }
            for problem in problems {
                if let fact = context.refused(problem.attribute.listed, in: server.desired.region) {
                    report.missing(fact)
                    continue
                }
                let key = "\(server.desired.region) \(problem.attribute) \(problem.name)"
                let nearest = known[key] ?? Nearest.words(to: problem.name, in: problem.candidates)
                known[key] = nearest
                let isAmbiguous = !problem.matches.isEmpty
                report.violate(
                    server, at: problem.attribute,
                    [
                        "object": word(problem.attribute), "id": "\(problem.name)", "server": "\(address)",
                        "region": "\(server.desired.region)",
                        "problem": isAmbiguous
                            ? RuleArgument("is the name of several objects", zh: "对应多个对象")
                            : RuleArgument("was not found", zh: "不存在"),
                        "remedy": isAmbiguous
                            ? choice(problem, server, context)
                            : remedy(nearest, problem, in: server.desired.region),
                    ],
                    remark: isAmbiguous
                        ? RuleArgument(
                            "\(problem.matches.count) matches", zh: "匹配 \(problem.matches.count) 个")
                        : RuleArgument("not found", zh: "不存在"))
            }
        }
    }

    private func word(_ attribute: AttributeName) -> RuleArgument {
        switch attribute {
        case .image: RuleArgument("Image", zh: "镜像")
        case .vpc: RuleArgument("VPC", zh: "虚拟私有云")
        case .subnet: RuleArgument("Subnet", zh: "子网")
        default: RuleArgument("Security group", zh: "安全组")
        }
    }

    /// The nearest names of the region, and the command that lists all.
    private func remedy(
        _ nearest: [String], _ problem: LookupProblem, in region: Region
    ) -> RuleArgument {
        let offers = problem.attribute == .image ? "base-images" : "networks"
        let command = "\n  ximage list \(offers) --region \(region.shellQuoted)"
        guard nearest.isEmpty else {
            let names = nearest.map { "\"\($0)\"" }.joined(separator: ", ")
            return RuleArgument(
                "Did you mean \(names)? To see all of \(region):\(command)",
                zh: "是否为：\(names)？查看 \(region) 的全部资源：\(command)")
        }
        return RuleArgument(
            "Name one that \(region) has. To see all:\(command)",
            zh: "请使用 \(region) 的资源。查看全部：\(command)")
    }

    /// Names every id; an image that suits the flavor comes first.
    private func choice(
        _ problem: LookupProblem, _ server: RuleContext.Subject, _ context: RuleContext
    ) -> RuleArgument {
        let catalogue = context.catalogues[server.desired.region]
        let flavor = server.desired.attributes[.flavor].string.flatMap { catalogue?.flavors[$0] }
        func fits(_ id: RemoteID) -> Bool {
            guard let image = catalogue?.images[id] else { return false }
            return image.status == "active" && image.architecture == flavor?.architecture
        }
        let ids = problem.matches.sorted { (fits($0) ? 0 : 1, $0) < (fits($1) ? 0 : 1, $1) }
        let list = Wording.list(ids)
        return RuleArgument(
            "Give the id instead of the name, the best fit first: \(list.english).",
            zh: "请改用 ID（最合适者在前）：\(list.chinese ?? list.english)。")
    }
}

extension AttributeName {
    /// The list that answers a look-up, as in ``UnreadableFact``.
    fileprivate var listed: String {
        switch self {
        case .image: "images"
        case .securityGroups: "security groups"
        default: "networks"
        }
    }
}
