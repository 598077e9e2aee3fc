import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// Plans in which one object takes the place of another: see `Golden/replacing`.
@Suite struct ReplacingWorldTests {
    @Test("A plan is as reviewed", arguments: worlds) func plans(_ world: PlanWorld) {
        world.check(in: "replacing")
    }

    private static let worlds = [
        PlanWorld(
            "A new server takes over the disks of the old one, which is deleted with consent",
            from: Declare.mainJob,
            to: edited { $0.with(.image, .map(["name": "Debian"])).at(3) }, rules: [ContextRule()],
            edit: { input in
                input.acknowledge("destroy", "server.web")
                input.live.catalogues["north"]?.quotas = CreatingWorldTests.quotas
            }),
        PlanWorld(
            "An acknowledgement counts on its last day and not after it",
            from: Declare.manifests([Declare.server("a"), Declare.server("b")]),
            to: Declare.manifests([
                Declare.server("a", image: "Debian"), Declare.server("b", image: "Debian"),
            ]),
            edit: { input in
                for (address, day) in [("server.a", "2026-06-02"), ("server.b", "2026-06-01")] {
                    input.acknowledgements.append(
                        Acknowledgement(key: "destroy", target: .of(address), until: day))
                }
            }),
        PlanWorld(
            "A protected server is not replaced", from: Declare.mainJob,
            to: edited { $0.with(.image, .map(["name": "Debian"])).protected }),
        PlanWorld(
            "A fixed address: the old server is deleted first, and its disks are loose by then",
            from: edited { $0.with(.ip, "192.168.0.9") },
            to: edited { $0.with(.ip, "192.168.0.9").with(.keyPair, "ops") },
            edit: { $0.acknowledge("destroy", "server.web") }),
        PlanWorld(
            "Another zone: server and disks are replaced", from: Declare.mainJob,
            to: Declare.manifests([
                Declare.vault(), Declare.server(zone: "north-b", disks: ["data", "logs"]),
                Declare.disk("data", zone: "north-b"),
                Declare.disk("logs", sizeGiB: 50, zone: "north-b", position: 1),
                Declare.image(),
            ]), edit: { $0.acknowledge("destroy", "server.web") }),
        PlanWorld(
            "Disks are recreated with their server: one is deleted, one is kept and forgotten",
            from: disks(onRemove: .delete) { $0 },
            to: disks(onRemove: .delete) {
                $0.with(.image, .map(["name": "Debian"])).serving { $0.onReplace = .recreate }
            }, edit: { $0.acknowledge("destroy", "server.web") }),
        PlanWorld(
            "A slower disk replaces a disk on its server",
            from: Declare.manifests([Declare.server(disks: ["data"]), Declare.disk("data")]),
            to: Declare.manifests([
                Declare.server(disks: ["data"]), Declare.disk("data", type: "SAS").protected,
            ]),
            edit: { $0.acknowledge("destroy", "server.web") }),
        PlanWorld(
            "What failed to be created is replaced without consent, but for a disk: there may be something on it",
            from: Declare.manifests([
                Declare.server(disks: ["data"]), Declare.disk("data"), Declare.server("b"),
            ]),
            to: Declare.manifests([
                Declare.server(disks: ["data"]), Declare.disk("data").protected,
                Declare.server("b").protected,
            ]),
            edit: { input in
                for address in ["disk.web.data", "server.b"] {
                    input.record(address) { $0.standing = .incomplete }
                    input.object(address) {
                        $0.phase = .failed
                        $0.status = "ERROR"
                    }
                }
            }),
        PlanWorld(
            "A current server that failed is replaced only where something else asks for it, with consent",
            from: Declare.manifests([Declare.server(), Declare.server("b")]),
            to: Declare.manifests([Declare.server(image: "Debian"), Declare.server("b")]),
            edit: { input in
                for address in ["server.web", "server.b"] { input.object(address) { $0.phase = .failed } }
            }),
        PlanWorld(
            "A changed value of yours recreates the server",
            from: Declare.manifests([Declare.server().serving { $0.recreateOn = ["v1"] }]),
            to: Declare.manifests([Declare.server().serving { $0.recreateOn = ["v2"] }])),
        PlanWorld(
            "A rollout replaces the first server alone, waits for its port, then one at a time",
            from: fleet("Ubuntu"), to: fleet("Debian"), edit: { $0.acknowledge("destroy", "server.web") }),
        PlanWorld(
            "A rollout with fixed addresses paces the deletes",
            from: fleet("Ubuntu", ip: true, canary: 0), to: fleet("Debian", ip: true, canary: 0),
            edit: { $0.acknowledge("destroy", "server.web") }),
        PlanWorld(
            "An interrupted replacement: old objects are deleted, a disk that stays is forgotten",
            from: Declare.manifests([
                Declare.server(disks: ["data", "logs"]), Declare.disk("data"), Declare.disk("logs"),
            ]),
            to: Declare.manifests([
                Declare.server(disks: ["data", "logs"]), Declare.disk("data"), Declare.disk("logs"),
            ]),
            edit: { input in
                input.depose("server.web", "old-server", kind: .server)
                input.depose("disk.web.data", "old-data", kind: .disk)
                input.depose("disk.web.logs", "old-logs", kind: .disk) { $0.onRemove = .delete }
                input.prior.records.append(
                    ResourceRecord(
                        address: .of("server.web"), region: "north", id: "older-server", standing: .deposed))
            }),
        PlanWorld(
            "An old object of an interrupted replacement needs consent where nothing declares its address any more",
            from: Declare.manifests([Declare.vault()]), to: Declare.manifests([Declare.vault()]),
            edit: { input in
                input.depose("server.web", "old-server", kind: .server)
                input.depose("disk.web.logs", "old-logs", kind: .disk) { $0.onRemove = .delete }
            }),
        PlanWorld(
            "An excluded disk keeps its server from being replaced", from: Declare.mainJob,
            to: edited { $0.with(.image, .map(["name": "Debian"])) },
            edit: { $0.options.exclusions = [.glob("disk.web.logs")] }),
        PlanWorld(
            "What would move to a new server waits while that is left out",
            from: Declare.mainJob,
            to: Declare.manifests([
                Declare.vault(), Declare.server(zone: "north-b", disks: ["data", "logs"]),
                Declare.disk("data", zone: "north-b"),
                Declare.disk("logs", sizeGiB: 50, zone: "north-b", position: 1), Declare.image(),
            ]), edit: { $0.options.exclusions = [.glob("disk.web.logs")] }),
        PlanWorld(
            "A blocked disk keeps its server from being replaced, and the plan says why",
            from: Declare.mainJob,
            to: edited { $0.with(.image, .map(["name": "Debian"])) },
            edit: { $0.options.blocked = [.of("disk.web.logs"): Bilingual("no room", zh: "原因")] }),
    ]

    /// The main job with another server.
    private static func edited(_ edit: (DesiredResource) -> DesiredResource) -> DesiredState {
        var desired = Declare.mainJob
        desired.resources = desired.resources.map { $0.address.kind == .server ? edit($0) : $0 }
        return desired
    }

    private static func disks(
        onRemove: DiskDetails.Removal, _ edit: (DesiredResource) -> DesiredResource
    ) -> DesiredState {
        Declare.manifests([
            edit(Declare.server(disks: ["data", "logs"])), Declare.disk("data", onRemove: onRemove).protected,
            Declare.disk("logs", position: 1),
        ])
    }

    private static func fleet(_ image: String, ip: Bool = false, canary: Int = 1) -> DesiredState {
        Declare.manifests(
            (0..<4).map { index in
                Declare.server(image: image, ip: ip ? "192.168.0.\(index + 2)" : nil).named(
                    "server.web[\(index)]"
                )
                .serving {
                    $0.rollout = Rollout(
                        atOnce: ip ? 2 : 1, canary: canary,
                        healthy: ip ? nil : .init(port: 443, within: .seconds(300)))
                }
            })
    }
}

extension PlanInput {
    /// The old object of a replacement that was interrupted.
    mutating func depose(
        _ address: String, _ id: RemoteID, kind: ResourceKind,
        _ edit: (inout ResourceRecord) -> Void = { _ in }
    ) {
        var record = ResourceRecord(address: .of(address), region: "north", id: id, standing: .deposed)
        edit(&record)
        prior.records.append(record)
        live.resources.append(
            LiveResource(
                kind: kind, region: "north", id: id, name: id, attributes: [.size: 10, .server: "old-server"])
        )
    }
}
