import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// Plans that create objects, whole: see `Golden/creating`.
@Suite struct CreatingWorldTests {
    @Test("A plan is as reviewed", arguments: worlds) func plans(_ world: PlanWorld) {
        world.check(in: "creating")
    }

    private static let worlds = [
        PlanWorld(
            "All is new: vault, server with its disks, image, and the quotas that they take",
            to: Declare.manifests([
                Declare.vault(tags: ["team": "shop"]).protected.at(1),
                Declare.server(disks: ["data", "logs"], description: "front").with(.power, "stopped").at(2),
                Declare.disk("data", onRemove: .delete), Declare.disk("logs", sizeGiB: 50, position: 1),
                Declare.image(revision: "1").at(5),
            ]), rules: [ContextRule()], edit: { $0.live.catalogues["north"]?.quotas = quotas }),
        PlanWorld(
            "Nothing to do: all is as declared, and what is only read is not counted", from: Declare.mainJob,
            to: Declare.manifests(
                Declare.mainJob.resources + [
                    Declare.vault("theirs").existing(.name("theirs", zone: nil)),
                    Declare.server("front").existing(.name("front", zone: "north-b")),
                ]), rules: [ContextRule()],
            edit: { input in
                for zone in ["north-a", "north-b"] {
                    input.live.resources.append(
                        LiveResource(
                            kind: .server, region: "north", id: "front-\(zone)", name: "front",
                            attributes: [.zone: .string(zone)]))
                }
            }),
        PlanWorld(
            "Objects that no longer exist are created again, and their records are forgotten with them",
            from: Declare.mainJob, to: Declare.mainJob,
            edit: { input in
                input.lose("vault.main")
                input.lose("disk.web.data")
                input.lose("image.golden@1")
            }),
        PlanWorld(
            "A disk is added to a server that exists",
            from: Declare.manifests([Declare.server(disks: ["data"]), Declare.disk("data")]),
            to: Declare.manifests([
                Declare.server(disks: ["data", "logs"]), Declare.disk("data"),
                Declare.disk("logs", position: 1, onRemove: .delete).protected,
            ]), edit: { $0.live.catalogues["north"]?.quotas = quotas }),
        PlanWorld(
            "Naming of disks was cut off: they are recognised by size and type and get their marks",
            from: Declare.manifests([Declare.server()]),
            to: Declare.manifests([
                Declare.server(disks: ["data", "logs", "cache"]), Declare.disk("data"),
                Declare.disk("logs", sizeGiB: 50, position: 1),
                Declare.disk("cache", type: "SAS", position: 2),
            ]),
            edit: { input in
                input.live.catalogues["north"]?.quotas = quotas
                input.attachDisks([("n1", 100, "SSD"), ("n2", 50, "SSD"), ("n3", 100, "SSD")])
            }),
        PlanWorld(
            "Two disks of one size are two disks: in attach order, and none that has a record",
            from: Declare.manifests([Declare.server(disks: ["old"]), Declare.disk("old")]),
            to: Declare.manifests([
                Declare.server(disks: ["old", "one", "two", "three"]), Declare.disk("old"),
                Declare.disk("one", position: 1), Declare.disk("two", position: 2),
                Declare.disk("three", position: 3),
            ]),
            edit: { input in
                input.object("disk.web.old") { $0.owner = nil }
                input.attachDisks([("n1", 100, "SSD"), ("n2", 100, "SSD")])
            }),
        PlanWorld(
            "Images, networks and groups are found by name or id; what no name finds is known to rules",
            to: Declare.manifests([
                look(
                    "byname", image: ["name": "Ubuntu"], vpc: "prod", subnet: "apps", groups: ["web", "sg-2"]),
                look(
                    "byid", image: ["id": "image-debian"], vpc: "vpc-1", subnet: "subnet-2", groups: ["web"]),
                look("subnet", image: ["name": "Ubuntu"], vpc: nil, subnet: "apps", groups: []),
                look("twice", image: ["name": "Twice"], vpc: "shared", subnet: "double", groups: ["any"]),
                look("never", image: ["id": "image-none"], vpc: "none", subnet: "none", groups: ["none"]),
                look("other", image: ["name": "None"], vpc: "vpc-2", subnet: "apps", groups: []),
            ]), rules: [ContextRule()], edit: { $0.live.catalogues["north"] = networks }),
        PlanWorld(
            "Ids of a server that exists are shown by the names behind them",
            from: Declare.manifests([
                look("web", image: ["name": "Ubuntu"], vpc: "prod", subnet: "apps", groups: [])
            ]),
            to: Declare.manifests([
                look("web", image: ["name": "Debian"], vpc: "vpc-2", subnet: "subnet-9", groups: ["web"])
            ]),
            edit: { input in
                input.live.catalogues["north"] = networks
                input.record("server.web") {
                    $0.attributes[.vpc] = "vpc-1"
                    $0.attributes[.subnet] = "subnet-1"
                }
                input.object("server.web") {
                    $0.attributes[.vpc] = "vpc-1"
                    $0.attributes[.subnet] = "subnet-1"
                }
            }),
        PlanWorld(
            "Groups that are declared later are set; groups that the answer does not contain are not compared",
            from: Declare.manifests([Declare.server("a"), Declare.server("b"), Declare.server("c")]),
            to: Declare.manifests([
                Declare.server("a").with(.securityGroups, .strings(["web"])),
                Declare.server("b").with(.securityGroups, .strings(["web"])),
                Declare.server("c").with(.vpc, "none"),
            ]),
            edit: { input in
                input.live.catalogues["north"] = networks
                input.record("server.b") { $0.attributes[.securityGroups] = .strings(["sg-2"]) }
            }),
        PlanWorld(
            "A server of a spread stays in its zone with its disks, a new one takes that of the list",
            from: Declare.manifests([
                Declare.server("a", zone: "north-b", disks: ["data"]),
                Declare.disk("data", of: "a", zone: "north-b"),
            ]),
            to: Declare.manifests([
                Declare.server("a", disks: ["data"]).serving { $0.zones = ["north-a", "north-b"] },
                Declare.disk("data", of: "a"),
                Declare.server("b", disks: ["data"]).serving { $0.zones = ["north-a", "north-b"] },
                Declare.disk("data", of: "b"),
            ]),
            edit: { input in
                input.depose("server.a", "old-a", kind: .server)
                input.live.resources[input.live.resources.count - 1].attributes[.zone] = "north-a"
            }),
        PlanWorld(
            "What refers to itself is reported, and nothing is done",
            to: Declare.manifests([
                Declare.vault(), Declare.server().with(.image, .reference(Address(.image, "golden"))),
                Declare.image(),
            ])),
    ]

    static let quotas = {
        var quotas = Quotas()
        quotas.images = .init(used: 3, limit: 100)
        quotas.servers = .init(used: 9, limit: 9)
        quotas.cores = .init(used: 10, limit: 200)
        quotas.memoryMiB = .init(used: 4096, limit: 819_200)
        quotas.disks = .init(used: 5, limit: 50)
        quotas.diskGiB = .init(used: 900, limit: 10_000)
        return quotas
    }()

    private static let networks = {
        var catalogue = Catalogue.north
        for id in ["image-t1", "image-t2"] {
            catalogue.images[id] = CatalogueImage(id: id, name: "Twice", isPublic: false)
        }
        catalogue.networks = [
            NamedObject(id: "vpc-1", name: "prod"), NamedObject(id: "vpc-2", name: "shared"),
            NamedObject(id: "vpc-3", name: "shared"),
        ]
        catalogue.subnets = [
            Subnet(id: "subnet-1", name: "apps", network: "vpc-1", cidr: ""),
            Subnet(id: "subnet-2", name: "data", network: "vpc-1", cidr: ""),
            Subnet(id: "subnet-3", name: "double", network: "vpc-2", cidr: ""),
            Subnet(id: "subnet-4", name: "double", network: "vpc-2", cidr: ""),
            Subnet(id: "subnet-9", name: "nine", network: "vpc-2", cidr: ""),
        ]
        catalogue.securityGroups = [
            NamedObject(id: "sg-1", name: "web"), NamedObject(id: "sg-2", name: "db"),
            NamedObject(id: "sg-3", name: "any"), NamedObject(id: "sg-4", name: "any"),
        ]
        return catalogue
    }()

    private static func look(
        _ name: String, image: [String: Value], vpc: String?, subnet: String, groups: [String]
    ) -> DesiredResource {
        Declare.server(name).with(.image, .map(image)).with(.vpc, vpc.map { .string($0) } ?? .null)
            .with(.subnet, .string(subnet)).with(.securityGroups, groups.isEmpty ? .null : .strings(groups))
    }
}

extension PlanInput {
    /// Disks that were created with the server and have neither name nor marks.
    mutating func attachDisks(
        _ disks: [(id: RemoteID, sizeGiB: Int, type: String)], to server: String = "server.web"
    ) {
        let born = prior.records.first { $0.address == .of(server) }?.createdAt
        for disk in disks {
            live.resources.append(
                LiveResource(
                    kind: .disk, region: "north", id: disk.id, name: "shop-web-volume-0001",
                    attributes: [
                        .region: "north", .zone: "north-a", .size: .int(disk.sizeGiB),
                        .type: .string(disk.type),
                        .server: id(server).map { .string($0) } ?? .null,
                        .createdAt: born.map { .string($0.description) } ?? .null,
                    ]))
        }
        object(server) { server in
            guard case .server(var facts) = server.facts else { return }
            facts.disks += disks.map {
                .init(id: $0.id, device: "/dev/vdx", isSystem: false, deletedWithServer: false)
            }
            server.facts = .server(facts)
        }
    }
}
