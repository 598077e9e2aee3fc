import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// Plans that change objects where they are, or refuse to: see `Golden/updating`.
@Suite struct UpdatingWorldTests {
    @Test("A plan is as reviewed", arguments: worlds) func plans(_ world: PlanWorld) {
        world.check(in: "updating")
    }

    private static let worlds = [
        PlanWorld(
            "Each attribute of a vault is updated in place, and its record says so",
            from: Declare.manifests([Declare.vault()]),
            to: Declare.manifests([
                Declare.vault(sizeGiB: 900, tags: ["team": "shop"]).with(.name, "shop-keep").with(
                    .autoExpand, true
                )
                .with(.consistency, "app").protected.at(3)
            ])),
        PlanWorld(
            "Each attribute of a server is updated in place, with its system disk",
            from: Declare.manifests([Declare.server(description: "old")]),
            to: Declare.manifests([
                Declare.server(flavor: "s6.xlarge.2", systemGiB: 80).with(.name, "shop-front").with(
                    .power, "stopped"
                )
                .with(.tags, .strings(["tier": "web"])).with(.systemDiskType, "ESSD").at(4)
            ]),
            edit: { input in
                input.live.catalogues["north"]?.quotas = CreatingWorldTests.quotas
                input.live.catalogues["north"]?.flavors["s6.xlarge.2"] = Flavor(
                    id: "s6.xlarge.2", vcpus: 4, memoryMiB: 8192)
            }),
        PlanWorld(
            "A smaller flavor gives cores and memory back",
            from: Declare.manifests([Declare.server(flavor: "s6.xlarge.2")]),
            to: Declare.manifests([Declare.server()]),
            edit: { input in
                input.live.catalogues["north"]?.quotas = CreatingWorldTests.quotas
                input.live.catalogues["north"]?.flavors["s6.xlarge.2"] = Flavor(
                    id: "s6.xlarge.2", vcpus: 4, memoryMiB: 8192)
            }),
        PlanWorld(
            "A disk grows, gets a faster type, a name and tags",
            from: Declare.manifests([Declare.server(disks: ["data"]), Declare.disk("data", type: "SAS")]),
            to: Declare.manifests([
                Declare.server(disks: ["data"]),
                Declare.disk("data", sizeGiB: 200, onRemove: .delete).with(.name, "shop-big").with(
                    .tags, .strings(["a": "b"])
                ).with(.description, "grown").protected,
            ]), edit: { $0.live.catalogues["north"]?.quotas = CreatingWorldTests.quotas }),
        PlanWorld(
            "A disk that somebody detached is attached again, one on another server moves back",
            from: Declare.manifests([
                Declare.server(disks: ["data", "logs"]), Declare.disk("data"),
                Declare.disk("logs", position: 1),
                Declare.server("other"),
            ]),
            to: Declare.manifests([
                Declare.server(disks: ["data", "logs"]), Declare.disk("data"),
                Declare.disk("logs", position: 1),
                Declare.server("other"),
            ]),
            edit: { input in
                let other = input.id("server.other") ?? ""
                input.object("disk.web.data") { $0.attributes[.server] = .nothing }
                input.object("disk.web.logs") { $0.attributes[.server] = .string(other) }
            }),
        PlanWorld(
            "The newest generation gets another description, memory and tags; what was found in it stays",
            from: Declare.manifests([Declare.vault(), Declare.server(), Declare.image()]),
            to: Declare.manifests([
                Declare.vault(), Declare.server(),
                Declare.image(description: "nightly").with(.minimumMemory, 2048).with(
                    .tags, .strings(["a": "b"])
                )
                .protected.at(9).imaging { $0.ready = .zone },
            ]),
            edit: { input in
                input.record("image.golden@1") {
                    $0.attributes[.backup] = "b-1"
                    $0.attributes[.scope] = "region"
                }
            }),
        PlanWorld(
            "A copy is renamed in place; where it came from stays in its record",
            from: Declare.manifests([
                Declare.vault(), Declare.replicas, Declare.server(), Declare.image(), Declare.copy(),
            ]),
            to: Declare.manifests([
                Declare.vault(), Declare.replicas, Declare.server(), Declare.image(),
                Declare.copy().with(.description, "spare").at(7),
            ])),
        PlanWorld(
            "Objects without marks get them: they were adopted", from: Declare.mainJob, to: Declare.mainJob,
            edit: { input in
                for address in ["vault.main", "server.web", "disk.web.data", "image.golden@1"] {
                    input.object(address) { $0.owner = nil }
                    input.record(address) { $0.operation = nil }
                }
            }),
        PlanWorld(
            "Moved records keep their objects and get the marks of their new addresses",
            from: Declare.mainJob, to: renamedJob),
        PlanWorld(
            "Moved objects are found by their old marks when state is lost", from: Declare.mainJob,
            to: renamedJob,
            edit: { input in
                input.loseState()
                input.options.takeOver = .withoutLineage
            }),
        PlanWorld(
            "A record does not move where another one is, an instance moves alone",
            from: Declare.manifests([
                Declare.vault("a"), Declare.vault("b"), Declare.vault("c").named("vault.c[0]"),
                Declare.vault("c").named("vault.c[1]"),
            ]),
            to: {
                var desired = Declare.manifests([
                    Declare.vault("b"), Declare.vault("c").named("vault.c[0]"),
                    Declare.vault("c").named("vault.d"),
                ])
                desired.moves = [
                    Move(from: .of("vault.a"), to: .of("vault.b")),
                    Move(from: .of("vault.c[1]"), to: .of("vault.d")),
                ]
                return desired
            }()),
        PlanWorld(
            "Drift of each kind is reported and put right", from: Declare.mainJob, to: Declare.mainJob,
            edit: { input in
                input.object("vault.main") { $0.attributes[.size] = 700 }
                input.object("server.web") { $0.attributes[.flavor] = "s6.small.1" }
                input.object("disk.web.data") { $0.attributes[.name] = "theirs" }
                input.object("image.golden@1") { $0.attributes[.name] = "theirs" }
            }),
        PlanWorld(
            "Somebody made the declared change already: only records follow",
            from: Declare.manifests([Declare.vault(), Declare.server(disks: ["data"]), Declare.disk("data")]),
            to: Declare.manifests([
                Declare.vault(sizeGiB: 900).protected, Declare.server(disks: ["data"]),
                Declare.disk("data", onRemove: .delete),
            ]),
            edit: { input in
                input.object("vault.main") { $0.attributes[.size] = 900 }
                input.record("server.web") {
                    $0.declared = [:]
                    $0.attributes[.image] = .null
                }
                input.record("disk.web.data") { $0.dependencies = [] }
            }),
        PlanWorld(
            "What cannot become what is declared is refused: smaller disks, another purpose, a failed vault",
            from: Declare.manifests([
                Declare.vault(), Declare.vault("broken"), Declare.server(disks: ["data"], systemGiB: 80),
                Declare.disk("data"),
            ]),
            to: Declare.manifests([
                Declare.vault().with(.purpose, "replication").at(1), Declare.vault("broken").at(2),
                Declare.server(disks: ["data"], systemGiB: 40).at(3), Declare.disk("data", sizeGiB: 50).at(4),
            ]),
            edit: { input in
                input.record("vault.broken") { $0.standing = .incomplete }
                input.object("vault.broken") {
                    $0.phase = .failed
                    $0.status = "error"
                }
            }),
        PlanWorld(
            "A refusal that a rule reports too is reported once, in the words of the rule",
            from: Declare.manifests([Declare.vault(), Declare.server(disks: ["data"]), Declare.disk("data")]),
            to: Declare.manifests([
                Declare.vault().with(.purpose, "replication"), Declare.server(disks: ["data"]),
                Declare.disk("data", sizeGiB: 50),
            ]), rules: [SmallerDiskRule()]),
        PlanWorld(
            "A run was interrupted in an update: the record becomes current with what is left to do",
            from: Declare.manifests([Declare.vault()]), to: Declare.manifests([Declare.vault(sizeGiB: 900)]),
            edit: { input in input.record("vault.main") { $0.standing = .incomplete } }),
        PlanWorld(
            "Values that recreate a server are noted first", from: Declare.manifests([Declare.server()]),
            to: Declare.manifests([Declare.server().serving { $0.recreateOn = ["v1"] }])),
    ]

    private static let renamedJob = {
        var desired = Declare.manifests([
            Declare.vault("store").with(.name, "shop-main"),
            Declare.server("front", disks: ["data", "logs"]).with(.name, "shop-web"),
            Declare.disk("data", of: "front").with(.name, "shop-web-data"),
            Declare.disk("logs", of: "front", sizeGiB: 50, position: 1).with(.name, "shop-web-logs"),
            Declare.image("silver", of: "front", vault: "store"),
        ])
        desired.moves = [
            Move(from: .of("vault.main"), to: .of("vault.store")),
            Move(from: .of("server.web"), to: .of("server.front")),
            Move(from: .of("image.golden"), to: .of("image.silver")),
        ]
        return desired
    }()
}

/// Violated by each disk that exists.
struct SmallerDiskRule: Rule {
    static let metadata = RuleMetadata(
        id: "TT004", name: "smaller-disk", severity: .error, phases: [.plan],
        title: Bilingual("Disk size", zh: "磁盘容量"), headline: Bilingual("A smaller disk", zh: "磁盘变小"),
        rationale: Bilingual("", zh: ""), source: "", english: RuleText("{text}"), chinese: RuleText("{text}")
    )

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for disk in context.subjects(.disk) { report.violate(disk, ["text": "\(disk.address) shrinks"]) }
    }
}
