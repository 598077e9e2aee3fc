import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// Plans that delete or forget what is no longer declared: see `Golden/removing`.
@Suite struct RemovalWorldTests {
    @Test("A plan is as reviewed", arguments: worlds) func plans(_ world: PlanWorld) {
        world.check(in: "removing")
    }

    private static let worlds = [
        PlanWorld(
            "What is no longer declared is reported with the entry to write", from: Declare.mainJob,
            to: Declare.manifests([]), edit: { $0.record("server.web") { $0.address = .of("server.web[0]") } }
        ),
        PlanWorld(
            "Entries delete it in an order that the service allows", from: Declare.mainJob,
            to: Declare.manifests([], removals: removals(.delete)),
            edit: { input in
                input.acknowledge("destroy", "server.web")
                input.acknowledge("destroy-backups", "vault.main")
                input.use("vault.main")
            }),
        PlanWorld(
            "Data is deleted with consent only, an empty vault on its entry alone",
            from: Declare.manifests(Declare.mainJob.resources + [Declare.vault("empty")]),
            to: Declare.manifests(
                [], removals: removals(.delete) + [Removal(from: .of("vault.empty"), action: .delete)]),
            edit: { $0.use("vault.main") }),
        PlanWorld(
            "Entries forget it, with the disks of the server", from: Declare.mainJob,
            to: Declare.manifests([], removals: removals(.forget)),
            edit: { $0.record("disk.web.data") { $0.onRemove = .delete } }),
        PlanWorld(
            "A protected object is not deleted",
            from: Declare.manifests([Declare.vault().protected, Declare.server(), Declare.image().protected]),
            to: Declare.manifests([Declare.server()], removals: removals(.delete))),
        PlanWorld(
            "Disks that are dropped follow `onRemove`, or their own entries, and leave their server first",
            from: Declare.manifests([
                Declare.server(disks: ["a", "b", "c", "d", "e"]), Declare.disk("a", onRemove: .delete),
                Declare.disk("b", position: 1), Declare.disk("c", position: 2),
                Declare.disk("d", position: 3, onRemove: .delete),
                Declare.disk("e", position: 4),
            ]),
            to: Declare.manifests(
                [Declare.server()],
                removals: [
                    Removal(from: .of("disk.web.c"), action: .delete),
                    Removal(from: .of("disk.web.d"), action: .forget),
                ]),
            edit: { input in
                input.acknowledge("destroy", "disk.web.c")
                input.object("disk.web.e") { $0.attributes[.server] = .nothing }
            }),
        PlanWorld(
            "A server goes and its disks follow: one with it, one forgotten; a disk that waits for no server is kept",
            from: Declare.manifests([
                Declare.server(disks: ["a", "b"]), Declare.disk("a", onRemove: .delete),
                Declare.disk("b", position: 1),
                Declare.server("kept", disks: ["c"]), Declare.disk("c", of: "kept", onRemove: .delete),
            ]),
            to: Declare.manifests(
                [],
                removals: [
                    Removal(from: .of("server.web"), action: .delete),
                    Removal(from: .of("server.kept"), action: .delete),
                ]),
            edit: { input in
                input.acknowledge("destroy", "server.web")
                input.acknowledge("destroy", "server.kept")
                input.options.exclusions = [.glob("server.kept")]
            }),
        PlanWorld(
            "The disks of a server that nobody decided about stay", from: Declare.mainJob,
            to: Declare.manifests([Declare.vault(), Declare.image(of: "other"), Declare.server("other")])),
        PlanWorld(
            "Records of objects that no longer exist are forgotten", from: Declare.mainJob,
            to: Declare.manifests([]),
            edit: { $0.live.resources = [] }),
        PlanWorld(
            "Destroy deletes everything, with backups and loose disks", from: everything, to: everything,
            mode: .destroy(withBackups: true), rules: [ContextRule(), GoneRule()],
            edit: { input in
                input.use("vault.main")
                input.object("disk.web.logs") { $0.attributes[.server] = "elsewhere" }
                input.depose("server.web", "old-server", kind: .server)
                input.lose("copy.golden.south@1")
            }),
        PlanWorld(
            "Destroy without backups keeps vaults that hold some and deletes empty ones",
            from: Declare.manifests([
                Declare.vault(), Declare.vault("used"), Declare.vault("gone"), Declare.server(),
                Declare.image(),
            ]),
            to: Declare.manifests([]), mode: .destroy(withBackups: false),
            edit: { input in
                input.use("vault.used")
                input.record("vault.gone") { $0.protect = true }
            }),
        PlanWorld(
            "Backups that nobody could list keep a vault, also one that reports no use",
            from: Declare.manifests([Declare.vault(), Declare.vault("empty")]), to: Declare.manifests([]),
            mode: .destroy(withBackups: false), edit: { $0.hideBackups() }),
        PlanWorld(
            "A vault is deleted with backups that nobody could list: their number is unknown",
            from: Declare.manifests([Declare.vault(), Declare.server(), Declare.image()]),
            to: Declare.manifests([]), mode: .destroy(withBackups: true),
            edit: { input in
                input.use("vault.main")
                input.hideBackups()
            }),
        PlanWorld(
            "An entry does not delete a vault while nobody can list its backups",
            from: Declare.manifests([Declare.vault()]),
            to: Declare.manifests([], removals: [Removal(from: .of("vault.main"), action: .delete)]),
            edit: { $0.hideBackups() }),
        PlanWorld(
            "A vault deletes what no image deletes before: a bare backup, and that of a server of someone else",
            from: Declare.mainJob, to: Declare.manifests([]), mode: .destroy(withBackups: true),
            edit: { input in
                let vault = input.id("vault.main")
                input.leaveBackup("b-7", of: "image.golden", generation: 7)
                var strange = LiveBackup(region: "north", id: "b-0")
                (strange.status, strange.sizeGiB, strange.server) = ("available", 12, "server-of-others")
                strange.expiresAt = Timestamp("2027-01-01T00:00:00Z")
                input.live.backups.append(strange)
                for index in input.live.backups.indices { input.live.backups[index].vault = vault }
            }),
        PlanWorld(
            "A size that was not read is unknown, and never nothing", from: Declare.mainJob,
            to: Declare.manifests([]), mode: .destroy(withBackups: false),
            edit: { input in
                input.object("disk.web.data") { $0.attributes[.size] = .null }
            }),
        PlanWorld(
            "Destroy of a single disk detaches it from its server, which stays",
            from: Declare.mainJob, to: Declare.mainJob, mode: .destroy(withBackups: true),
            edit: { $0.options.targets = [.glob("disk.web.logs")] }),
        PlanWorld(
            "Orphans are cleaned in a safe order; what is attached, and what is no orphan, is reported",
            from: everything, to: Declare.manifests([Declare.vault()]),
            edit: { input in
                let keep = input.prior.records.filter { $0.address == .of("vault.main") }
                input.prior.records = keep
                input.live.backups = []
                input.leaveBackup("b-9", of: "image.golden", generation: 9)
                var strange = LiveBackup(region: "north", id: "b-0")
                (strange.vault, strange.status, strange.sizeGiB) = (keep.first?.id, "available", 12)
                input.live.backups.append(strange)
                input.live.resources.append(
                    LiveResource(
                        kind: .disk, region: "north", id: "hung", name: "hung",
                        attributes: [.server: "s-1", .size: 5],
                        owner: Mark.owner(project: "shop", address: .of("disk.old.data"))))
                input.knowOperations()
                input.live.resources += ImageWorldTests.theirs
                input.options.clean =
                    input.live.resources.filter { $0.owner != nil && $0.kind != .vault }.map(\.id) + [
                        "b-9", "b-0", "none",
                    ]
            }),
        PlanWorld(
            "Snapshots leave by entry or when their time is over, and stay while a server needs them",
            from: Declare.manifests([Declare.vault(), Declare.server()]),
            to: Declare.manifests([
                Declare.vault(), Declare.server(),
                Declare.server("again").with(.image, .reference(Snapshot.series(of: "s-5"))),
            ]),
            edit: { input in
                for (number, text) in [
                    "Snapshot, kept until 2026-06-01T00:00:00Z", "Snapshot, kept until 2027-06-01T00:00:00Z",
                    "Snapshot: one",
                    "Snapshot: two", "Snapshot, kept until 2026-06-01T00:00:00Z",
                    "Snapshot, kept until 2026-06-02T12:00:00Z",
                ].enumerated() {
                    input.snapshot("s-\(number + 1)", text)
                }
                input.options.removals = [
                    Removal(from: Snapshot.series(of: "s-3"), action: .delete),
                    Removal(from: Snapshot.series(of: "s-4"), action: .forget),
                ]
            }),
    ]

    private static let everything = Declare.manifests(
        Declare.mainJob.resources + [Declare.replicas, Declare.copy(), Declare.vault("empty")])

    private static func removals(_ action: Removal.Action) -> [Removal] {
        ["vault.main", "server.web", "image.golden"].map { Removal(from: .of($0), action: action) }
    }
}

/// A rule that is asked in every run; it finds nothing wrong.
struct GoneRule: RemovalRule {
    static let metadata = RuleMetadata(
        id: "TT002", name: "gone", severity: .error, phases: [.plan, .apply],
        title: Bilingual("Leaving", zh: "离开"), headline: Bilingual("Something leaves", zh: "有对象离开"),
        rationale: Bilingual("", zh: ""), source: "", english: RuleText("{text}"), chinese: RuleText("{text}")
    )

    func check(_ context: RuleContext, into report: inout RuleReport) {
        report.evaluated = context.changes.count
    }
}

extension PlanInput {
    /// Somebody's backups are in a vault.
    mutating func use(_ vault: String) {
        object(vault) {
            $0.facts = .vault(VaultFacts(allocatedGiB: 190, usedMiB: 2048, members: [], objectType: "server"))
        }
    }

    /// A snapshot of a server that nobody declares.
    mutating func snapshot(_ server: RemoteID, _ description: String) {
        let address = Snapshot.series(of: server).generation(1)
        let attributes: Attributes = [
            .name: .string("shop-snapshot-\(server)-g1"), .region: "north", .kind: "whole",
            .source: .string(server),
            .vault: "vault-1", .description: .string(description),
        ]
        var facts = ImageFacts(scope: .region, backup: "backup-of-\(server)", capturedGiB: 40)
        facts.sourceServer = server
        live.resources.append(
            LiveResource(
                kind: .image, region: "north", id: "snap-\(server)", name: "shop-snapshot-\(server)-g1",
                attributes: attributes, owner: Mark.owner(project: "shop", address: address.series),
                facts: .image(facts)))
        prior.records.append(
            ResourceRecord(
                address: address, region: "north", id: "snap-\(server)", attributes: attributes,
                createdAt: live.readAt))
    }
}

extension PlanInput {
    /// The key may not list backups.
    fileprivate mutating func hideBackups() {
        live.backups = []
        live.unreadable = [UnreadableFact(service: "cbr", region: "north", fact: "backups", reason: "403")]
    }
}
