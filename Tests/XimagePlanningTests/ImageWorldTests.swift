import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// Plans that create generations of images and copies: see `Golden/images`.
@Suite struct ImageWorldTests {
    @Test("A plan is as reviewed", arguments: worlds) func plans(_ world: PlanWorld) {
        world.check(in: "images")
    }

    private static let worlds = [
        PlanWorld(
            "A running server is stopped for its image and started again when its zone can use it",
            from: sources, to: set { $0.quiesce = Quiesce() }, rules: [ContextRule()]),
        PlanWorld(
            "A server that is stopped already is only started after its image", from: sources,
            to: set { $0.quiesce = Quiesce(then: .running) },
            edit: { $0.object("server.web") { $0.attributes[.power] = "stopped" } }),
        PlanWorld(
            "A server stays stopped after its image, which is waited for in its whole region", from: sources,
            to: set { $0.quiesce = Quiesce(then: .stopped) }),
        PlanWorld(
            "A server that is stopped and restored as it was needs no step", from: sources,
            to: set { $0.quiesce = Quiesce() },
            edit: { $0.object("server.web") { $0.attributes[.power] = "stopped" } }),
        PlanWorld(
            "A new server powers itself off before it is imaged with its disks",
            to: Declare.manifests([
                Declare.vault(),
                Declare.server(disks: ["data"]).serving {
                    $0.settled = SettledCondition(.poweredOff, within: .seconds(600))
                },
                Declare.disk("data"), Declare.image().imaging { $0.quiesce = Quiesce() },
            ])),
        PlanWorld(
            "Servers of a group are stopped one at a time, two groups beside each other",
            from: Declare.manifests([Declare.vault()] + fleet.filter { $0.address.kind == .server }),
            to: Declare.manifests([Declare.vault()] + fleet)),
        PlanWorld(
            "A server that changes is imaged when its changes are done, with the disk that comes and without the one that goes",
            from: Declare.manifests([
                Declare.vault(), Declare.server(disks: ["data", "old"]), Declare.disk("data"),
                Declare.disk("old", position: 1),
            ]),
            to: Declare.manifests([
                Declare.vault(sizeGiB: 900), Declare.server(flavor: "s6.xlarge.2", disks: ["data", "new"]),
                Declare.disk("data", sizeGiB: 200), Declare.disk("new", position: 1),
                Declare.image().imaging { $0.quiesce = Quiesce() },
            ]), rules: [ContextRule()]),
        PlanWorld(
            "A whole image is copied when its region can use it, of this and of the last plan",
            from: Declare.manifests([Declare.vault(), Declare.replicas, Declare.server(), Declare.image()]),
            to: Declare.manifests([
                Declare.vault(), Declare.replicas, Declare.server(), Declare.image(),
                Declare.image("silver").imaging { $0.ready = .zone },
                Declare.copy(), Declare.copy(of: "silver"),
            ]), rules: [ContextRule()],
            edit: { input in
                input.object("image.golden@1") {
                    $0.facts = .image(
                        ImageFacts(scope: .zone("north-a"), backup: "backup-of-image-4", capturedGiB: 40))
                }
            }),
        PlanWorld(
            "Another revision makes a generation, its copy follows; a failed and a lost generation leave",
            from: revision("1"), revision("2"), revision("3"), to: revision("4"),
            edit: { input in
                input.lose("image.golden@1")
                input.object("image.golden@2") {
                    $0.phase = .failed
                    $0.status = "error"
                }
                input.object("copy.golden.south@2") { $0.phase = .failed }
                input.lose("copy.golden.south@1")
            }),
        PlanWorld(
            "The revision of a kept generation makes that one current again", from: revision("1"),
            revision("2"),
            to: revision("1")),
        PlanWorld(
            "The newest generation failed: another one is created, under a number that was never used",
            from: revision("1"), to: revision("1"),
            edit: { input in
                input.object("image.golden@1") {
                    $0.phase = .failed
                    $0.status = "killed"
                }
                input.leaveBackup("left", of: "image.golden", generation: 7)
            }),
        PlanWorld(
            "A generation that was brought back stays current: its backup is its own, not another source",
            from: revision("1"), to: revision("1"),
            edit: { input in
                input.record("image.golden@1") { $0.attributes[.sourceBackup] = "b-1" }
                input.object("image.golden@1") { $0.operation?.digest = "other" }
            }),
        PlanWorld(
            "Renewal on request; what nobody declares is reported", from: revision("1"), to: revision("1"),
            edit: { $0.options.renew = [.of("image.golden"), .of("image.gold")] }),
        PlanWorld(
            "A schedule is due, and with `--due-only` nothing else is done", from: daily("1"),
            to: Declare.manifests(daily("1").resources + [Declare.vault("later"), Declare.image("other")]),
            edit: { $0.options.onlyDue = true }),
        PlanWorld(
            "A schedule that is not due yet makes nothing; without `--due-only` the rest is done",
            from: daily("1"),
            to: Declare.manifests(daily("1").resources + [Declare.vault("later")]),
            edit: { $0.live.readAt = Timestamp("2026-06-01T20:00:00Z")! }),
        PlanWorld(
            "Only servers with a tag are copied, and a series of copies stays in its region",
            from: Declare.manifests([
                Declare.vault(), Declare.replicas, Declare.server(), Declare.image(), Declare.copy(),
            ]),
            to: Declare.manifests([
                Declare.vault(), Declare.replicas, Declare.server().with(.tags, .strings(["tier": "web"])),
                Declare.image(revision: "2"), Declare.image("silver"), Declare.image("tin"),
                Declare.copy().with(.targetRegion, "west").at(8),
                Declare.copy(of: "silver", onlyTags: ["tier": ["db", "web"]]),
                Declare.copy(of: "tin", onlyTags: ["tier": ["db"]]),
            ])),
        PlanWorld(
            "An image of a disk of a server that is only read, by position and by id",
            to: Declare.manifests([
                Declare.vault(), Declare.server("theirs").existing(.name("theirs", zone: nil)),
                diskImage("first", .reference(.of("disk.theirs.disk1"))),
                diskImage("second", .reference(.of("disk.theirs.disk2"))), diskImage("byid", .string("d-2")),
                diskImage("third", .string("disk3")),
                Declare.image("whole", of: "theirs").imaging { $0.quiesce = Quiesce(groupBy: "tier") },
                Declare.image("plain").with(.source, .map(["id": "s-1"])),
            ]), rules: [ContextRule()], edit: { $0.live.resources += theirs }),
    ]

    private static let sources = Declare.manifests([
        Declare.vault(), Declare.server(disks: ["data"]), Declare.disk("data"),
    ])

    private static func set(_ edit: (inout ImageOptions) -> Void) -> DesiredState {
        Declare.manifests(sources.resources + [Declare.image().imaging(edit)])
    }

    private static func revision(_ text: String) -> DesiredState {
        Declare.manifests([
            Declare.vault(), Declare.replicas, Declare.server(), Declare.image(revision: text),
            Declare.copy(),
        ])
    }

    private static func daily(_ text: String) -> DesiredState {
        Declare.manifests([
            Declare.vault(), Declare.replicas, Declare.server(),
            Declare.image(revision: text).imaging { $0.schedule = Schedule(every: .seconds(86_400)) },
            Declare.copy(),
        ])
    }

    private static func diskImage(_ name: String, _ disk: Value) -> DesiredResource {
        Declare.image(name, of: "theirs").with(.kind, "data").with(.sourceDisk, disk)
    }

    /// Two groups of two servers with an image of each.
    private static let fleet = (0..<4).flatMap { index in
        [
            Declare.server("s\(index)").serving { $0.labels = ["rack": index < 2 ? "one" : "two"] },
            Declare.image(of: "s\(index)").named("image.golden[\(index)]").imaging {
                $0.quiesce = Quiesce(groupBy: "rack")
            },
        ]
    }

    /// A server of somebody else with two data disks.
    static let theirs = {
        func disk(_ id: RemoteID, _ size: Int) -> LiveResource {
            LiveResource(
                kind: .disk, region: "north", id: id, name: "vol \(id)",
                attributes: [.size: .int(size), .type: "SAS"])
        }
        let server = LiveResource(
            kind: .server, region: "north", id: "s-1", name: "theirs",
            attributes: [.zone: "north-a", .power: "running", .tags: .strings(["tier": "db"])],
            facts: .server(
                ServerFacts(
                    disks: ["d-0", "d-1", "d-2"].map {
                        .init(id: $0, device: "", isSystem: $0 == "d-0", deletedWithServer: false)
                    })))
        return [server, disk("d-0", 40), disk("d-1", 100), disk("d-2", 200)]
    }()
}
