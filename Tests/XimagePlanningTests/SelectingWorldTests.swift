import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// Plans of parts, of selections, and of what the lists and the state lack: see `Golden/selecting`.
@Suite struct SelectingWorldTests {
    @Test("A plan is as reviewed", arguments: worlds) func plans(_ world: PlanWorld) {
        world.check(in: "selecting")
    }

    private static let worlds = [
        PlanWorld(
            "Each server that a selection finds gets an image and a copy with its own texts", to: selected(),
            rules: [ContextRule()],
            edit: { input in
                input.live.resources += [
                    server("id-1", "web-1"), server("id-2", "web-2", ["backup": "daily", "skip": "yes"]),
                    server("id-3", "db-1", ["backup": "weekly"]), server("id-4", "far", region: "south"),
                ]
            }),
        PlanWorld(
            "A selection by name and id; an exception without a condition excludes nobody",
            to: selected {
                $0.selector = LiveSelector()
                $0.selector.names = ["web*"]
                $0.selector.ids = ["id-1", "id-3"]
                $0.except = LiveSelector()
            },
            edit: {
                $0.live.resources += [
                    server("id-1", "web-1"), server("id-2", "web-2"), server("id-3", "db-1"),
                ]
            }),
        PlanWorld(
            "A selection over two regions: each image is in the region of its server",
            to: selected { $0.selector.regions = ["north", "south"] },
            edit: { input in
                input.live.resources += [server("id-1", "web-1"), server("id-2", "far", region: "south")]
            }),
        PlanWorld("A selection that matches nothing is a mistake", to: selected()),
        PlanWorld(
            "A selection with fewer matches than expected", to: selected { $0.minimum = 2 },
            edit: { $0.live.resources += [server("id-1", "web-1")] }),
        PlanWorld(
            "A selection with more matches than expected",
            to: selected { ($0.minimum, $0.maximum) = (nil, 1) },
            edit: { $0.live.resources += [server("id-1", "web-1"), server("id-2", "web-2")] }),
        PlanWorld(
            "Series whose source is no longer selected are kept, with their number", to: selected(),
            edit: { input in
                input.live.resources.append(server("id-1", "web-1"))
                for number in 2...5 {
                    for generation in 1...(number == 2 ? 2 : 1) {
                        let address = Address(
                            .image, "nightly", instance: .key("id-\(number)"), generation: generation)
                        input.live.resources.append(
                            LiveResource(
                                kind: .image, region: "north", id: "i-\(number)-\(generation)", name: "old"))
                        input.prior.records.append(
                            ResourceRecord(address: address, region: "north", id: "i-\(number)-\(generation)")
                        )
                    }
                }
            }),
        PlanWorld(
            "Acknowledgements for some matches count for their images, by name or id",
            to: {
                var desired = selected()
                desired.acknowledgements = [
                    Acknowledgement(key: "note", target: .of("image.nightly"), only: ["web-1", "id-3"]),
                    Acknowledgement(key: "note", target: .of("image.fixed"), only: ["one"]),
                ]
                desired.resources.append(
                    Declare.image("fixed").named(#"image.fixed["one"]"#).with(.source, "id-1"))
                desired.resources.sort { $0.address < $1.address }
                return desired
            }(), rules: [NotedRule()],
            edit: {
                $0.live.resources += [
                    server("id-1", "web-1"), server("id-2", "web-2"), server("id-3", "web-3"),
                ]
            }),
        PlanWorld(
            "A bound server keeps its vault, others take the first with room: size, growth and number count",
            from: Declare.manifests([
                Declare.vault("a", sizeGiB: 100), Declare.vault("b", sizeGiB: 200), Declare.vault("c"),
            ]),
            to: Declare.manifests([
                Declare.vault("a", sizeGiB: 100), Declare.vault("b", sizeGiB: 200), Declare.vault("c"),
                Declare.vault("new", sizeGiB: 10), Declare.vault("read").existing(.name("read", zone: nil)),
                pick("bound", of: "s-1"), pick("first", of: "s-2"), pick("second", of: "s-3"),
                pick("third", of: "s-4"),
                pick("theirs", of: "s-5"), pick("foreign", of: "s-6"),
                pick("none", of: "s-3", [.of("vault.dr")]),
                pick("small", of: "s-2", [.of("vault.new"), .of("vault.c")]),
            ]), rules: [ContextRule()],
            edit: { input in
                input.bind("vault.a", ["s-1"], usedMiB: 0)
                input.bind("vault.b", ["s-9"], usedMiB: 51_200)
                for (index, size) in [10, 100, 150, 900, 1, 1].enumerated() {
                    input.live.resources += server(sizeGiB: size, "s-\(index + 1)")
                }
                input.live.resources += [
                    vault("read", members: ["s-5"]), vault("foreign", members: ["s-6"]),
                ]
            }),
        PlanWorld(
            "A declared server that is bound to a vault keeps it",
            from: Declare.manifests([Declare.vault("a"), Declare.vault("b"), Declare.server()]),
            to: Declare.manifests([
                Declare.vault("a"), Declare.vault("b"), Declare.server(),
                pick("golden", of: "").with(.source, .reference(.of("server.web"))),
            ]),
            edit: { input in input.bind("vault.b", [input.id("server.web") ?? ""], usedMiB: 0) }),
        PlanWorld(
            "A vault that grows, or has no more places",
            from: Declare.manifests([
                Declare.vault("a", sizeGiB: 10), Declare.vault("b", sizeGiB: 10), Declare.vault("c"),
            ]),
            to: Declare.manifests([
                Declare.vault("a", sizeGiB: 10), Declare.vault("b", sizeGiB: 10).with(.autoExpand, true),
                Declare.vault("c"),
                pick("one", of: "s-1", [.of("vault.c"), .of("vault.a"), .of("vault.b")]),
            ]),
            edit: { input in
                input.object("vault.b") { $0.attributes[.autoExpand] = true }
                input.bind("vault.c", (0..<Limits.vaultServers).map { "m-\($0)" }, usedMiB: 0)
                input.live.resources += server(sizeGiB: 100, "s-1")
            }),
        PlanWorld(
            "A pool without a free place is reported for servers that are only read",
            from: Declare.manifests([Declare.vault("a")]),
            to: Declare.manifests([
                Declare.vault("a"), pool("one", of: "s-1"),
                pool("kept", of: "s-1").with(.vault, .reference(.of("vault.a"))),
                Declare.server("web"),
                pool("spread", of: "s-1").with(.source, .reference(.of("server.web"))).with(
                    .vault, .reference(.of("vault.a"))),
            ]),
            edit: { input in
                input.bind("vault.a", (0..<Limits.vaultServers).map { "m-\($0)" }, usedMiB: 0)
                input.live.resources += server(sizeGiB: 100, "s-1")
            }),
        PlanWorld(
            "A target brings what it needs, and nothing is removed that is only needed",
            from: Declare.mainJob,
            to: parts, edit: { $0.options.targets = [.glob("image.golden"), .label("tier", "db")] }),
        PlanWorld(
            "A target brings what it needs, and what that needs",
            to: Declare.manifests(copied.resources + [Declare.vault("spare"), Declare.server("spare")]),
            edit: { $0.options.targets = [.glob("copy.golden.*")] }),
        PlanWorld(
            "An excluded vault that needs nothing leaves nothing out",
            from: Declare.manifests([Declare.vault(), Declare.server()]),
            to: Declare.manifests([Declare.vault(), Declare.server(), Declare.image()]),
            edit: { $0.options.exclusions = [.glob("vault.main")] }),
        PlanWorld(
            "An excluded change of a disk leaves out the image that would capture it",
            from: Declare.manifests([Declare.vault(), Declare.server(disks: ["data"]), Declare.disk("data")]),
            to: Declare.manifests([
                Declare.vault(), Declare.server(disks: ["data"]), Declare.disk("data", sizeGiB: 200),
                Declare.image(),
            ]), edit: { $0.options.exclusions = [.glob("disk.web.data")] }),
        PlanWorld(
            "An exclusion leaves out what needs it", from: Declare.mainJob, to: parts,
            edit: { $0.options.exclusions = [.glob("vault.main"), .label("tier", "db")] }),
        PlanWorld(
            "Patterns that fit nothing stop the plan, with the nearest address", from: Declare.mainJob,
            to: parts,
            edit: { input in
                input.options.targets = [
                    .glob("server.wbe"), .glob("image.xxxxxxxxxxxx"), .glob("server.web"),
                    .label("tier", "none"),
                ]
                input.options.exclusions = [.glob("disk.web.dat"), .label("tier", "db")]
            }),
        PlanWorld(
            "With `--due-only`, images that are not due stay as they are, and targets narrow it",
            from: scheduled, to: scheduled,
            edit: { input in
                input.options.onlyDue = true
                input.options.targets = [.glob("image.golden*")]
            }),
        PlanWorld(
            "What an error blocks is left out with all that needs it", from: Declare.mainJob, to: parts,
            edit: {
                $0.options.blocked = [
                    .of("vault.main"): Bilingual("VA001: too small", zh: "原因"),
                    .of("server.db"): Bilingual("SV001: no", zh: "原因"),
                ]
            }),
        PlanWorld(
            "A blocked disk of a new server takes the server along",
            to: Declare.manifests([
                Declare.server(disks: ["data", "logs"]), Declare.disk("data"),
                Declare.disk("logs", position: 1),
            ]),
            edit: { $0.options.blocked = [.of("disk.web.data"): Bilingual("DK001: no", zh: "原因")] }),
        PlanWorld(
            "Excluded disks leave out those after them on the new server",
            to: Declare.manifests([
                Declare.server(disks: ["a", "b", "c"]), Declare.disk("a"), Declare.disk("b", position: 1),
                Declare.disk("c", position: 2),
            ]), edit: { $0.options.exclusions = [.glob("disk.web.b")] }),
        PlanWorld(
            "A lost state is given back by the marks, with the keys of the disks in images and copies",
            from: copied,
            to: copied,
            edit: { input in
                input.capture("image.golden@1", ["disk.web.data", "disk.web.logs"])
                input.capture("copy.golden.south@1", ["disk.web.data", "disk.web.logs"])
                input.loseState()
            }),
        PlanWorld(
            "Marks that two objects have, or that no address has, are reported", from: Declare.mainJob,
            to: Declare.mainJob,
            edit: { input in
                let owner = Mark.owner(project: "shop", address: .of("vault.main"))
                input.live.resources.append(
                    LiveResource(kind: .vault, region: "north", id: "v-2", name: "second", owner: owner))
                for number in 1...4 {
                    input.live.resources.append(
                        LiveResource(
                            kind: .disk, region: "north", id: "k-\(number)", name: "kept",
                            attributes: [.size: 1],
                            owner: Mark.owner(
                                project: "shop",
                                address: .of(number < 3 ? "disk.web.data" : "disk.old.d\(number)"))))
                }
                input.knowOperations()
            }),
        PlanWorld(
            "Of two disks with one mark the attached one counts; three unknown ones are all named",
            from: Declare.mainJob,
            to: Declare.mainJob,
            edit: { input in
                input.prior.records.removeAll {
                    $0.address == .of("disk.web.data") || $0.address == .of("vault.main")
                }
                for id in ["k-1", "k-2"] {
                    input.live.resources.append(
                        LiveResource(
                            kind: .disk, region: "north", id: id, name: "kept", attributes: [.size: 1],
                            owner: Mark.owner(
                                project: "shop", address: .of(id == "k-1" ? "disk.web.data" : "disk.old.data")
                            )))
                }
                input.live.resources.append(
                    LiveResource(
                        kind: .vault, region: "south", id: "v-9", name: "far",
                        owner: Mark.owner(project: "shop", address: .of("vault.far"))))
                input.knowOperations()
            }),
        PlanWorld(
            "A snapshot of a server is created alone and ends in its zone",
            from: Declare.manifests([Declare.vault(), Declare.server(disks: ["data"]), Declare.disk("data")]),
            to: Declare.manifests([]),
            edit: { input in
                let set = Declare.manifests([
                    Declare.vault(),
                    Declare.server(disks: ["data"]).serving {
                        $0.settled = SettledCondition(.poweredOff, within: .seconds(60))
                    }, Declare.disk("data"), Declare.image(),
                ])
                guard let server = input.live.resources.first(where: { $0.kind == .server }),
                    let vault = input.live.resources.first(where: { $0.kind == .vault })
                else { return }
                var request = SnapshotRequest(of: server, in: vault, set, input.prior)
                request.note = Snapshot.Note(reason: "before the upgrade")
                request.quiesces = true
                input.desired = request.desired()
                input.options = request.options
            }),
        PlanWorld(
            "Rules of each outcome are counted once", from: Declare.mainJob, to: Declare.mainJob,
            rules: [
                OutcomeRule.Violated(), OutcomeRule.Noted(), OutcomeRule.Missing(), OutcomeRule.Deferred(),
                OutcomeRule.Passed(),
                OutcomeRule.Idle(), OutcomeRule.Concluding(),
            ], edit: { $0.acknowledge("word", "server.web") }),
    ]

    // MARK: Selections

    private static func server(
        _ id: String, _ name: String, _ tags: [String: String] = ["backup": "daily"], region: Region = "north"
    ) -> LiveResource {
        LiveResource(
            kind: .server, region: region, id: id, name: name,
            attributes: [.name: .string(name), .zone: "north-a", .power: "running", .tags: .strings(tags)],
            facts: .server(ServerFacts()))
    }

    private static func selected(_ edit: (inout ImageSelection) -> Void = { _ in }) -> DesiredState {
        var selector = LiveSelector()
        selector.tags = ["backup": ["daily", "hourly"]]
        selector.regions = ["north"]
        var except = LiveSelector()
        except.tags = ["skip": ["yes"]]
        var details = ImageDetails(
            nameTemplate: "shop-${source.name}-${generation.date}", commitment: "2026-06-01")
        var options = ImageOptions()
        options.guest = GuestSettings()
        options.guest?.factsFile = "facts/${source.id}.json"
        options.guest?.collect = .init(ssh: "root@${source.name}")
        details.options = Boxed(options)
        var copy = Declare.copy(of: "nightly").with(.description, "of ${source.name}")
        copy.details = .copy(CopyDetails(image: .of("image.nightly"), nameTemplate: "dr-${source.zone}"))
        var selection = ImageSelection(
            selector: selector, except: except,
            image: DesiredResource(
                address: .of("image.nightly"), region: "north",
                attributes: [
                    .kind: "whole", .vault: .reference(.of("vault.main")),
                    .description:
                        "${source.tags.backup} of ${source.id} in ${source.zone}${source.other}${source.tags.none}.",
                    .tags: .strings(["of": "${source.name}"]),
                ], details: .image(details)), copies: [copy])
        edit(&selection)
        var desired = Declare.manifests([Declare.vault(), Declare.replicas])
        desired.selections = [selection]
        return desired
    }

    // MARK: Vaults

    private static func pick(
        _ name: String, of server: RemoteID,
        _ vaults: [Address] = [.of("vault.a"), .of("vault.b"), .of("vault.c")]
    ) -> DesiredResource {
        Declare.image(name).with(.source, .string(server)).with(.vault, .null).imaging {
            $0.vaultChoice = .bound(else: vaults)
        }
    }

    private static func pool(_ name: String, of server: RemoteID) -> DesiredResource {
        Declare.image(name).with(.source, .string(server)).with(.vault, .null).imaging {
            $0.vaultChoice = .pool([.of("vault.a")])
        }
    }

    private static func server(sizeGiB: Int, _ id: RemoteID) -> [LiveResource] {
        [
            LiveResource(
                kind: .server, region: "north", id: id, name: id,
                facts: .server(
                    ServerFacts(
                        disks: [.init(id: "of-\(id)", device: "", isSystem: false, deletedWithServer: false)])
                )),
            LiveResource(
                kind: .disk, region: "north", id: "of-\(id)", name: "", attributes: [.size: .int(sizeGiB)]),
        ]
    }

    private static func vault(_ name: String, members: [RemoteID]) -> LiveResource {
        LiveResource(
            kind: .vault, region: "north", id: "id-\(name)", name: name, attributes: [.size: 100],
            facts: .vault(VaultFacts(allocatedGiB: 1, usedMiB: 0, members: members, objectType: "server")))
    }

    // MARK: Parts

    /// Changes of everything, and two servers more.
    private static let parts = {
        var desired = Declare.manifests(
            [
                Declare.vault(sizeGiB: 900), Declare.vault("spare"),
                Declare.server(flavor: "s6.xlarge.2", disks: ["data"]),
                Declare.disk("data", sizeGiB: 200), Declare.image(revision: "2"),
                Declare.server("db", disks: ["data"]).serving { $0.labels = ["tier": "db"] },
                Declare.disk("data", of: "db"),
                Declare.image("db", of: "db"), Declare.server("app"),
            ])
        desired.removals = [Removal(from: .of("disk.web.logs"), action: .delete)]
        desired.acknowledgements = [Acknowledgement(key: "destroy", target: .of("disk.web.logs"))]
        return desired
    }()

    private static let scheduled = {
        let daily = Schedule(every: .seconds(86_400))
        return Declare.manifests([
            Declare.vault(), Declare.replicas, Declare.server(),
            Declare.image().imaging { $0.schedule = daily },
            Declare.image("golden2").imaging { $0.schedule = Schedule(every: .seconds(7 * 86_400)) },
            Declare.image("other").imaging { $0.schedule = daily }, Declare.copy(),
        ])
    }()

    private static let copied = Declare.manifests(
        Declare.mainJob.resources + [Declare.replicas, Declare.copy()])
}

extension PlanInput {
    mutating func bind(_ vault: String, _ members: [RemoteID], usedMiB: Int) {
        object(vault) {
            $0.facts = .vault(
                VaultFacts(allocatedGiB: 1, usedMiB: usedMiB, members: members, objectType: "server"))
        }
    }
}

/// Violated by each image, unless it is acknowledged.
struct NotedRule: Rule {
    static let metadata = RuleMetadata(
        id: "TT003", name: "noted", severity: .error, phases: [.plan], acknowledgement: "note",
        title: Bilingual("Image", zh: "镜像"), headline: Bilingual("An image", zh: "有镜像"),
        rationale: Bilingual("", zh: ""), source: "", english: RuleText("{text}."),
        chinese: RuleText("{text}."))

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for image in context.subjects(.image) { report.violate(image, ["text": "\(image.address)"]) }
    }
}

/// One rule for each way in which a rule can come out.
enum OutcomeRule {
    private static func metadata(_ id: String, acknowledgement: String? = nil) -> RuleMetadata {
        RuleMetadata(
            id: id, name: id.lowercased(), severity: .warning, phases: [.plan, .serverSide],
            acknowledgement: acknowledgement, title: Bilingual("Outcome", zh: "结果"),
            headline: Bilingual("Outcome", zh: "结果"), rationale: Bilingual("", zh: ""), source: "",
            english: RuleText("{text}", fix: "none"), chinese: RuleText("{text}"))
    }

    struct Violated: Rule {
        static let metadata = OutcomeRule.metadata("TT010", acknowledgement: "other")

        func check(_ context: RuleContext, into report: inout RuleReport) {
            report.missing("ports")
            for server in context.subjects(.server) {
                report.violate(server, ["text": "server, \(report.evaluated) evaluated"], remark: "seen")
            }
        }
    }

    /// A waived warning is a note, and notes are no violations.
    struct Noted: Rule {
        static let metadata = OutcomeRule.metadata("TT011", acknowledgement: "word")

        func check(_ context: RuleContext, into report: inout RuleReport) {
            report.violate(.of("server.web"), ["text": "server"])
        }
    }

    struct Missing: Rule {
        static let metadata = OutcomeRule.metadata("TT012")

        func check(_ context: RuleContext, into report: inout RuleReport) {
            report.missing("zones")
            report.missing("zones")
            report.missing("areas")
            report.deferred = 1
        }
    }

    struct Deferred: Rule {
        static let metadata = OutcomeRule.metadata("TT013")

        func check(_ context: RuleContext, into report: inout RuleReport) {
            (report.evaluated, report.deferred) = (2, 1)
        }
    }

    struct Passed: Rule {
        static let metadata = OutcomeRule.metadata("TT014")

        func check(_ context: RuleContext, into report: inout RuleReport) { report.evaluated = 1 }
    }

    struct Idle: Rule {
        static let metadata = OutcomeRule.metadata("TT015")

        func check(_ context: RuleContext, into report: inout RuleReport) {}
    }

    /// Reports how the others came out.
    struct Concluding: ConcludingRule {
        static let metadata = OutcomeRule.metadata("TT016")

        func conclude(_ outcome: RuleOutcome, in context: RuleContext, into report: inout RuleReport) {
            let unknown = outcome.unknown.map {
                "\($0.rule) \($0.severity) \($0.isServerSide) \($0.fact) \($0.count)"
            }
            report.violate(
                nil,
                [
                    "text":
                        "keys \(outcome.keys.sorted()), used \(outcome.usedAcknowledgements.map(\.key)), unknown \(unknown)"
                ])
        }
    }
}
