import Foundation
import Testing

/// One manifest set as a stranger could write it, with the lines that allow it.
///
/// `OUTSIDE` stands for a folder beside the set, `LISTENER` for a URL of this machine that nobody may call.
struct StrangersSet: Sendable, CustomTestStringConvertible {
    /// What has to happen once the set is trusted.
    enum Effect: Sendable {
        /// The listener is called.
        case call
        /// The file outside is opened.
        case open
        /// Nothing that a test could see without the real cloud.
        case none
    }

    let name: String
    /// Path to text, in the folder of the set.
    var files: [String: String]
    /// Path to target.
    var links: [(path: String, target: String)] = []
    /// What must be refused.
    var commands: [[String]] = [["plan"]]
    /// What allows it; `nil` for what a person has to name themselves.
    var trust: String?
    /// What is trusted from the start, as it is not the point.
    var base = ""
    var effect = Effect.none

    var testDescription: String { name }
}

extension StrangersSet {
    static let canary = "CANARY-7f3a91"

    static let all: [StrangersSet] = endpoints + profiles + hosts + links + userData + facts + typed + state

    private static let head = """
        project: shop
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
        vaults: {main: {size: 500 GiB}}

        """

    private static let server = """
        flavor: s6.large.2, image: {name: "Ubuntu 22.04 server 64bit"}, systemDisk: {type: SSD, size: 40 GiB}
        """

    private static func set(_ more: String) -> [String: String] { ["shop.yaml": head + more + "\n"] }

    private static func cloud(_ endpoints: String) -> String {
        "provider: {type: huaweicloud, endpoints: {\(endpoints)}}"
    }

    private static let services = ["iam", "ims", "ecs", "evs", "cbr", "vpc"]
    private static let everyService = services.map { "\($0): \"LISTENER\"" }.joined(separator: ", ")
    private static let reading = [
        ["plan"], ["plan", "--format", "json"], ["drift"], ["list", "servers"], ["list", "images"],
        ["list", "orphans"], ["facts", "collect", "server.web"],
    ]

    // MARK: Endpoints

    private static let endpoints: [StrangersSet] =
        services.map { service in
            StrangersSet(
                name: "an endpoint of \(service)",
                files: set(
                    cloud(
                        service == "iam"
                            ? "iam: \"LISTENER\"" : "iam: \"LISTENER\", \(service): \"LISTENER/\(service)\"")),
                commands: service == "iam"
                    ? reading + [["apply", "--yes"], ["destroy", "--yes"]] : [["plan"]],
                trust: service == "iam"
                    ? "{endpoints: [\"LISTENER\"]}" : "{endpoints: [\"LISTENER\", \"LISTENER/\(service)\"]}",
                effect: .call)
        } + [
            StrangersSet(
                name: "an endpoint of an environment",
                files: set("environments: {prod: {\(cloud("iam: \"LISTENER\""))}}"),
                commands: [["plan", "--env", "prod"]], trust: "{endpoints: [\"LISTENER\"]}", effect: .call),
            StrangersSet(
                name: "an endpoint in another file",
                files: set("").merging(["zz.yml": cloud("iam: \"LISTENER\"")]) { $1 },
                trust: "{endpoints: [\"LISTENER\"]}", effect: .call),
            StrangersSet(
                name: "an endpoint from the default of a variable",
                files: set("variables: {to: {default: \"LISTENER\"}}\n" + cloud("iam: \"${var.to}\"")),
                trust: "{endpoints: [\"LISTENER\"]}", effect: .call),
            StrangersSet(
                name: "an endpoint that looks like one of the vendor",
                files: set(cloud("ims: \"https://ims.cn-north-4.myhuaweicloud.com.example.net\""))),
            StrangersSet(
                name: "a bucket of somebody below the domain of the vendor",
                files: set(cloud("ims: \"https://ims.obs.myhuaweicloud.com\""))),
            StrangersSet(
                name: "a port of the vendor's host",
                files: set(cloud("ims: \"https://ims.cn-north-4.myhuaweicloud.com:8443\""))),
        ]

    private static let profiles = [
        StrangersSet(
            name: "a profile",
            files: set("provider: {type: huaweicloud, profile: prod, endpoints: {\(everyService)}}"),
            commands: reading + [["apply", "--yes"]], trust: "{profiles: [prod], endpoints: [\"LISTENER\"]}",
            base: "{endpoints: [\"LISTENER\"]}", effect: .call),
        StrangersSet(
            name: "a profile of an environment",
            files: set(
                "environments: {e: {provider: {type: huaweicloud, profile: prod, endpoints: {\(everyService)}}}}"
            ),
            commands: [["plan", "--env", "e"]], trust: "{profiles: [prod], endpoints: [\"LISTENER\"]}",
            base: "{endpoints: [\"LISTENER\"]}", effect: .call),
    ]

    // MARK: Hosts

    private static func host(_ name: String, _ more: String, _ value: String, _ others: String = "")
        -> StrangersSet
    {
        let more = more.replacingOccurrences(of: "SERVER", with: server)
        return StrangersSet(
            name: name, files: set(cloud(everyService) + "\n" + more),
            commands: [["plan"], ["facts", "collect", "server.web"]],
            trust: "{endpoints: [\"LISTENER\"], hosts: [\(others)'\(value)']}",
            base: "{endpoints: [\"LISTENER\"]}",
            effect: .call)
    }

    private static let hosts = [
        host(
            "a host of a server", "servers: {web: {SERVER, guest: {collect: {ssh: \"root@192.0.2.1\"}}}}",
            "root@192.0.2.1"),
        host(
            "a host that a server's address fills",
            "servers: {web: {SERVER, guest: {collect: {ssh: \"root@${server.ip}\"}}}}",
            "root@${server.ip}"),
        host(
            "a host to go through",
            "servers: {web: {SERVER, guest: {collect: {ssh: \"root@192.0.2.1\", jump: \"ops@198.51.100.7\"}}}}",
            "ops@198.51.100.7", "'root@192.0.2.1', "),
        host(
            "a host of an image",
            "servers: {web: {SERVER}}\nimages: {golden: {from: {server: web}, vault: main, revision: '1', guest: {collect: {ssh: \"root@192.0.2.9\"}}}}",
            "root@192.0.2.9"),
        host(
            "a host of one of many servers",
            "servers: {web: {SERVER}, many: {forEach: [a, b], SERVER, guest: {collect: {ssh: \"root@192.0.2.3\"}}}}",
            "root@192.0.2.3"),
        host(
            "a host from the default of a variable",
            "variables: {to: {default: 192.0.2.4}}\nservers: {web: {SERVER, guest: {collect: {ssh: \"root@${var.to}\"}}}}",
            "root@192.0.2.4"),
    ]

    // MARK: Links

    private static func link(
        _ name: String, _ links: [(path: String, target: String)], _ files: [String: String] = set(""),
        _ commands: [[String]] = [["validate"], ["plan"], ["show"], ["fmt"], ["fmt", "--check", "--diff"]]
    ) -> StrangersSet {
        StrangersSet(
            name: name, files: files, links: links, commands: commands,
            trust: "{files: [\"OUTSIDE/secret.yaml\"]}", effect: .open)
    }

    private static let links = [
        link("a link to a file", [("x.yaml", "OUTSIDE/secret.yaml")]),
        link("a relative link", [("x.yaml", "../outside/secret.yaml")]),
        link("a link in a folder", [("a/b/x.yml", "OUTSIDE/secret.yaml")]),
        link("a link to a link", [("x.yaml", "not-yaml"), ("not-yaml", "OUTSIDE/secret.yaml")]),
        link(
            "a link through a linked folder", [("x.yaml", "sub/secret.yaml"), ("sub", "../outside")]),
        link(
            "a link that `include` names", [("x.yaml", "OUTSIDE/secret.yaml")],
            ["shop.yaml": "include: [\"*.yaml\"]\n" + head],
            [["validate", "shop.yaml"], ["plan", "shop.yaml"]]),
        link(
            "a link in the place of the file with `project`", [("x.yaml", "OUTSIDE/secret.yaml")],
            ["notes.txt": ""],
            [["validate"], ["plan"], ["validate", "--format", "json"], ["validate", "--format", "sarif"]]),
    ]

    // MARK: Files that a set names

    private static func userData(
        _ name: String, _ file: String, _ links: [(path: String, target: String)] = []
    )
        -> StrangersSet
    {
        StrangersSet(
            name: name, files: set("servers: {web: {\(server), userData: {file: \"\(file)\"}}}"),
            links: links,
            commands: [["validate"], ["validate", "--expand"], ["plan"], ["apply", "--yes"]],
            trust: "{files: [\"OUTSIDE/secret.txt\"]}", effect: .open)
    }

    private static let userData = [
        userData("user data by an absolute path", "OUTSIDE/secret.txt"),
        userData("user data above the set", "../outside/secret.txt"),
        userData("user data above the set and back", "./../set/../outside/./secret.txt"),
        userData("user data through a link", "init.txt", [("init.txt", "OUTSIDE/secret.txt")]),
        userData("user data through a linked folder", "sub/secret.txt", [("sub", "../outside")]),
        StrangersSet(
            name: "user data from the default of a variable",
            files: set(
                "variables: {from: {default: OUTSIDE/secret.txt}}\nservers: {web: {\(server), userData: {file: \"${var.from}\"}}}"
            ),
            trust: "{files: [\"OUTSIDE/secret.txt\"]}", effect: .open),
    ]

    private static func facts(_ name: String, _ file: String, _ links: [(path: String, target: String)] = [])
        -> StrangersSet
    {
        StrangersSet(
            name: name,
            files: set(
                "servers: {web: {\(server), guest: {facts: \"\(file)\"}}}\nimages: {golden: {from: {server: web}, vault: main, revision: '1'}}"
            ),
            links: links, trust: "{files: [\"OUTSIDE/secret.txt\"]}")
    }

    private static let facts = [
        facts("guest facts by an absolute path", "OUTSIDE/secret.txt"),
        facts("guest facts above the set", "../outside/secret.txt"),
        facts("guest facts through a link", "facts.json", [("facts.json", "OUTSIDE/secret.txt")]),
    ]

    /// What a pipeline names, and a stranger makes a link.
    private static let typed = [
        StrangersSet(
            name: "a named file that is a link", files: set(""), links: [("x.yaml", "OUTSIDE/secret.yaml")],
            commands: [
                ["validate", "x.yaml"], ["validate", "--syntax-only", "x.yaml"], ["plan", "x.yaml"],
                ["fmt", "x.yaml"],
                ["fmt", "--diff", "x.yaml"], ["plan", "shop.yaml", "--var-file", "x.yaml"],
            ]),
        StrangersSet(
            name: "a named folder that is a link", files: set(""), links: [("deploy", "../outside")],
            commands: [
                ["validate", "deploy"], ["plan", "deploy"], ["fmt", "deploy"],
                ["validate", "deploy/secret.yaml"],
            ]),
    ]

    // MARK: State

    private static func state(
        _ name: String, _ more: String, _ links: [(path: String, target: String)] = [], _ trust: String
    ) -> StrangersSet {
        StrangersSet(
            name: name, files: set(more), links: links,
            commands: [
                ["plan"], ["drift"], ["show"], ["state", "list"], ["status"], ["list", "vaults"],
                ["apply", "--yes"],
            ], trust: trust, effect: .open)
    }

    private static let state = [
        state(
            "a state by an absolute path", "state: {path: OUTSIDE/new.db}", [],
            "{state: [\"OUTSIDE/new.db\"]}"),
        state(
            "a state above the set", "state: {path: ../outside/new.db}", [], "{state: [\"OUTSIDE/new.db\"]}"),
        state(
            "a linked folder of the state", "", [(".ximage", "OUTSIDE")],
            "{state: [\"OUTSIDE/state.db\"], files: [\"OUTSIDE/sandbox.db\"]}"),
        state(
            "a linked state", "", [(".ximage/state.db", "OUTSIDE/new.db")], "{state: [\"OUTSIDE/new.db\"]}"
        ).quiet,
        state(
            "a link beside the state", "", [(".ximage/state.db-wal", "OUTSIDE/new.db")],
            "{files: [\"OUTSIDE/new.db\"]}"
        ).quiet,
        state("a linked folder of facts", "", [(".ximage/facts", "OUTSIDE")], "{files: [\"OUTSIDE\"]}").quiet,
        state(
            "a linked file of facts", "", [(".ximage/facts/a.json", "OUTSIDE/secret.txt")],
            "{files: [\"OUTSIDE/secret.txt\"]}"
        ).quiet,
        state(
            "a linked sandbox", "", [(".ximage/sandbox.db", "OUTSIDE/new.db")],
            "{files: [\"OUTSIDE/new.db\"]}"
        ).quiet,
        state(
            "a linked port file of the sandbox", "", [(".ximage/sandbox.db.port", "OUTSIDE/new.db")],
            "{files: [\"OUTSIDE/new.db\"]}"
        ).quiet,
        state(
            "a linked draft of the port file", "", [(".ximage/sandbox.db.port.new", "OUTSIDE/new.db")],
            "{files: [\"OUTSIDE/new.db\"]}"
        ).quiet,
    ]

    /// Trusted, it does nothing that has to be seen.
    private var quiet: StrangersSet {
        var result = self
        result.effect = .none
        return result
    }
}
