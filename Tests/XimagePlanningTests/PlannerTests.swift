import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

@Suite struct PlannerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// What was applied before.
        var before: DesiredState
        /// What is declared now.
        var now: DesiredState
        /// Changes as "action address".
        var expected: [String]
    }

    static func world(_ desired: DesiredState) -> SimulatedCloud {
        var cloud = SimulatedCloud()
        cloud.apply(cloud.plan(desired))
        return cloud
    }

    @Test(
        "Chooses the action",
        arguments: [
            Case(
                testDescription: "nothing is there: all is made", before: Declare.manifests([]),
                now: Declare.mainJob,
                expected: [
                    "create vault.main", "create server.web", "create disk.web.data", "create disk.web.logs",
                    "create image.golden@1",
                ]),
            Case(
                testDescription: "all is as declared: nothing", before: Declare.mainJob, now: Declare.mainJob,
                expected: []),
            Case(
                testDescription: "a bigger disk is updated in place",
                before: Declare.manifests([
                    Declare.server(disks: ["data"]), Declare.disk("data", sizeGiB: 100),
                ]),
                now: Declare.manifests([Declare.server(disks: ["data"]), Declare.disk("data", sizeGiB: 200)]),
                expected: ["update disk.web.data"]),
            Case(
                testDescription: "another tag is updated in place",
                before: Declare.manifests([Declare.vault()]),
                now: Declare.manifests([Declare.vault(tags: ["team": "shop"])]),
                expected: ["update vault.main"]),
            Case(
                testDescription: "a tag that is no longer declared goes",
                before: Declare.manifests([Declare.vault(tags: ["team": "shop"])]),
                now: Declare.manifests([Declare.vault()]),
                expected: ["update vault.main"]),
            Case(
                testDescription: "another flavor is updated in place",
                before: Declare.manifests([Declare.server()]),
                now: Declare.manifests([Declare.server(flavor: "s6.xlarge.2")]),
                expected: ["update server.web"]),
            Case(
                testDescription: "another image replaces the server, its disk moves over",
                before: Declare.manifests([Declare.server(disks: ["data"]), Declare.disk("data")]),
                now: Declare.manifests([
                    Declare.server(image: "Debian", disks: ["data"]), Declare.disk("data"),
                ]),
                expected: ["replace server.web", "update disk.web.data"]),
            Case(
                testDescription: "another zone replaces the server and its disk",
                before: Declare.manifests([Declare.server(disks: ["data"]), Declare.disk("data")]),
                now: Declare.manifests([
                    Declare.server(zone: "north-b", disks: ["data"]), Declare.disk("data", zone: "north-b"),
                ]),
                expected: ["replace server.web", "replace disk.web.data"]),
            Case(
                testDescription: "another revision makes another generation and keeps the old one",
                before: Declare.manifests([Declare.vault(), Declare.server(), Declare.image(revision: "1")]),
                now: Declare.manifests([Declare.vault(), Declare.server(), Declare.image(revision: "2")]),
                expected: ["create image.golden@2"]),
            Case(
                testDescription: "another description updates the newest generation in place",
                before: Declare.manifests([Declare.vault(), Declare.server(), Declare.image()]),
                now: Declare.manifests([
                    Declare.vault(), Declare.server(), Declare.image(description: "nightly"),
                ]),
                expected: ["update image.golden@1"]),
            Case(
                testDescription: "a further disk is made and attached",
                before: Declare.manifests([Declare.server()]),
                now: Declare.manifests([Declare.server(disks: ["data"]), Declare.disk("data")]),
                expected: ["create disk.web.data"]),
            Case(
                testDescription: "a dropped disk is detached and kept",
                before: Declare.manifests([Declare.server(disks: ["data"]), Declare.disk("data")]),
                now: Declare.manifests([Declare.server()]), expected: ["forget disk.web.data"]),
            Case(
                testDescription: "a dropped disk with onRemove: delete is deleted",
                before: Declare.manifests([
                    Declare.server(disks: ["data"]), Declare.disk("data", onRemove: .delete),
                ]),
                now: Declare.manifests([Declare.server()]), expected: ["delete disk.web.data"]),
            Case(
                testDescription: "a removed server is deleted, its disk is kept",
                before: Declare.manifests([Declare.server(disks: ["data"]), Declare.disk("data")]),
                now: Declare.manifests(
                    [], removals: [Removal(from: Address(.server, "web"), action: .delete)]),
                expected: ["delete server.web", "forget disk.web.data"]),
            Case(
                testDescription: "a removed server can be forgotten with all that is its own",
                before: Declare.manifests([
                    Declare.server(disks: ["data"]), Declare.disk("data", onRemove: .delete),
                ]),
                now: Declare.manifests(
                    [], removals: [Removal(from: Address(.server, "web"), action: .forget)]),
                expected: ["forget server.web", "forget disk.web.data"]),
        ])
    func choosesAction(_ example: Case) {
        let plan = Self.world(example.before).plan(example.now)
        #expect(plan.changes.map { "\($0.action.word) \($0.address)" } == example.expected)
    }

    @Test("A smaller disk is refused without any rule, and nothing is planned for it")
    func shrinking() throws {
        func set(sizeGiB: Int, tags: [String: String]) -> DesiredState {
            Declare.manifests([
                Declare.vault(tags: tags), Declare.server(disks: ["data"]),
                Declare.disk("data", sizeGiB: sizeGiB),
            ])
        }
        let cloud = Self.world(set(sizeGiB: 200, tags: [:]))
        // What has nothing to do with the disk stays in the plan, which is blocked as a whole.
        let plan = cloud.plan(set(sizeGiB: 100, tags: ["team": "shop"]))
        #expect(plan.steps.map(\.id) == ["update vault.main"])
        #expect(plan.changes.map(\.address) == [Address(.vault, "main")])
        #expect(plan.isBlocked)
        let disk = Address(.disk, "web", part: "data")
        #expect(plan.findings.map(\.code) == ["cannot-change"])
        let refusal = try #require(plan.findings.first)
        #expect(refusal.severity == .error)
        #expect(refusal.address == disk)
        #expect(refusal.detail.contains("cannot change `size`"))
    }

    @Test("What is no longer declared stops the plan and shows the entry to write")
    func undeclared() {
        let plan = Self.world(Declare.manifests([Declare.vault()])).plan(Declare.manifests([]))
        #expect(plan.steps.isEmpty)
        #expect(plan.isBlocked)
        #expect(plan.findings.first?.code == "removal-undecided")
        #expect(plan.findings.first?.fix?.contains("{from: vault.main, action: delete") == true)
    }

    @Test("A lost state is given back by the marks, and the plan is empty")
    func rebuilds() {
        var cloud = Self.world(Declare.mainJob)
        cloud.loseState()
        let plan = cloud.plan(Declare.mainJob)
        #expect(plan.steps.isEmpty)
        #expect(
            plan.rebuilt.map(\.address.description) == [
                "vault.main", "server.web", "disk.web.data", "disk.web.logs", "image.golden@1",
            ])
    }

    @Test("A record whose object is gone plans the object again and says so")
    func vanished() {
        var cloud = Self.world(Declare.mainJob)
        cloud.remove(Address(.vault, "main"))
        let plan = cloud.plan(Declare.mainJob)
        #expect(plan.changes.first?.action == .create)
        #expect(plan.changes.first?.reason == .vanished("vault-1"))
        #expect(plan.drift.contains { $0.address == Address(.vault, "main") && $0.isGone })
    }

    @Test("A change from outside is drift and is put right")
    func drift() {
        var cloud = Self.world(Declare.mainJob)
        cloud.change(Address(.vault, "main")) { $0.attributes[.size] = 900 }
        let plan = cloud.plan(Declare.mainJob)
        #expect(plan.drift.map(\.address) == [Address(.vault, "main")])
        #expect(plan.changes.map(\.differences) == [[.size]])
    }

    @Test("A server with a fixed address goes before its successor comes")
    func fixedAddress() {
        let before = Declare.manifests([Declare.server(ip: "192.168.0.9")])
        let plan = Self.world(before).plan(
            Declare.manifests([Declare.server(image: "Debian", ip: "192.168.0.9")]))
        #expect(plan.steps.map(\.id) == ["delete server.web", "create server.web"])
        #expect(plan.changes[0].action == .replace(.deleteBeforeCreate))
    }

    @Test("A replaced server's data at risk names the image that last captured it")
    func risk() throws {
        let plan = Self.world(Declare.mainJob).plan(
            Declare.manifests([
                Declare.vault(), Declare.server(image: "Debian", disks: ["data", "logs"]),
                Declare.disk("data"),
                Declare.disk("logs", sizeGiB: 50, position: 1), Declare.image(),
            ]))
        let change = try #require(plan.changes.first { $0.address == Address(.server, "web") })
        #expect(change.risk?.sizeGiB == 40)
        #expect(change.risk?.capturedBy == Address(.image, "golden", generation: 1))
    }

    @Test(
        "An image of one disk counts as the last capture of that disk alone",
        arguments: [
            ("system", "server.web", true), ("system", "disk.web.data", false),
            ("data", "disk.web.data", true),
            ("data", "disk.web.logs", false), ("data", "server.web", false),
        ])
    func capturesOfOneDisk(kind: String, at risk: String, counts: Bool) throws {
        var image = Declare.image()
        image.attributes[.kind] = .string(kind)
        image.attributes[.vault] = .null
        if kind == "data" { image.attributes[.sourceDisk] = .reference(.of("disk.web.data")) }
        let disks = [Declare.disk("data"), Declare.disk("logs", sizeGiB: 50, position: 1)]
        let server = Declare.server(disks: ["data", "logs"])
        let removed = try #require(Address(risk))
        let kept = disks.filter { $0.address != removed }
        let left =
            removed.kind == .disk ? [Declare.server(disks: kept.compactMap(\.address.part))] + kept : []
        let plan = Self.world(Declare.manifests([Declare.vault(), server] + disks + [image])).plan(
            Declare.manifests(
                [Declare.vault()] + left, removals: [Removal(from: removed, action: .delete)]))
        let change = try #require(plan.changes.first { $0.address == removed })
        #expect(change.risk != nil)
        #expect((change.risk?.capturedBy != nil) == counts)
    }

    @Test("Data disks move to the new server before the old one is deleted")
    func disksMove() throws {
        let plan = Self.world(Declare.mainJob).plan(
            Declare.manifests([
                Declare.vault(), Declare.server(image: "Debian", disks: ["data", "logs"]),
                Declare.disk("data"),
                Declare.disk("logs", sizeGiB: 50, position: 1), Declare.image(),
            ]))
        let order = plan.steps.map(\.id)
        let old = try #require(order.firstIndex(of: "delete old server.web"))
        for step: StepID in ["create server.web", "update disk.web.data", "update disk.web.logs"] {
            #expect(
                try #require(order.firstIndex(of: step)) < old, "\(step) comes before the old server goes")
        }
    }

    @Test("Destroy deletes images first, then servers, disks and vaults")
    func destroy() {
        let plan = Self.world(Declare.mainJob).plan(Declare.mainJob, mode: .destroy(withBackups: true))
        #expect(
            plan.steps.map(\.id) == [
                "delete image.golden@1", "delete server.web", "delete disk.web.data", "delete disk.web.logs",
                "delete vault.main",
            ])
    }

    @Test("Destroy without backups keeps the vault that holds them")
    func destroyKeepsBackups() {
        let plan = Self.world(Declare.mainJob).plan(Declare.mainJob, mode: .destroy(withBackups: false))
        #expect(!plan.steps.contains { $0.address.kind == .vault })
        #expect(plan.findings.map(\.code) == ["VA016"])
        #expect(!plan.isBlocked)
    }
}
