import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// What this set did not make is neither changed nor deleted without consent to that object.
@Suite struct WhoseTests {
    private static func applied(_ desired: DesiredState) -> SimulatedCloud {
        var cloud = SimulatedCloud()
        cloud.apply(cloud.plan(desired))
        return cloud
    }

    private static func input(
        _ cloud: SimulatedCloud, _ desired: DesiredState, _ mode: PlanInput.Mode = .apply
    ) -> PlanInput { PlanInput(desired: desired, prior: cloud.prior, live: cloud.live, mode: mode) }

    private static func plan(_ input: PlanInput) throws -> Plan { try Planner(rules: []).plan(input) }

    // MARK: Existing

    @Test(
        "What state manages and the manifests declare as existing is left alone until somebody decides",
        arguments: [PlanInput.Mode.apply, .destroy(withBackups: true)])
    func existing(_ mode: PlanInput.Mode) throws {
        let before = Declare.manifests([
            Declare.vault(), Declare.server(disks: ["data"]), Declare.disk("data"),
        ])
        let after = Declare.manifests([
            Declare.vault().existing(.name("shop-main", zone: nil)),
            Declare.server().existing(.name("shop-web", zone: nil)),
        ])
        let plan = try Self.plan(Self.input(Self.applied(before), after, mode))
        let told = plan.findings.filter { $0.code == "existing-managed" }
        #expect(plan.isBlocked)
        #expect(
            told.compactMap { $0.address?.description }.sorted() == [
                "disk.web.data", "server.web", "vault.main",
            ])
        #expect(told.allSatisfy { $0.fix?.contains("ximage state rm") ?? false })
    }

    // MARK: Imported

    @Test("destroy deletes what was imported only with an acknowledgement of its address")
    func imported() throws {
        let desired = Declare.manifests([
            Declare.vault(), Declare.server(disks: ["data"]), Declare.disk("data"),
        ])
        var input = Self.input(Self.applied(desired), desired, .destroy(withBackups: false))
        #expect(try !Self.plan(input).isBlocked)
        for address in ["server.web", "disk.web.data"] { input.record(address) { $0.operation = nil } }
        let refused = try Self.plan(input)
        #expect(
            refused.findings.filter { $0.code == "consent" }.compactMap { $0.address?.description }.sorted()
                == ["disk.web.data", "server.web"])
        #expect(refused.findings.allSatisfy { $0.fix?.contains("ximage apply") != true })
        input.acknowledge("destroy", "server.web")
        input.acknowledge("destroy", "disk.web.data")
        let agreed = try Self.plan(input)
        #expect(!agreed.isBlocked)
        #expect(agreed.steps.count == 3)
    }

    // MARK: Losses

    @Test("destroy stops as apply does where most of what state knows is gone")
    func losses() throws {
        let desired = Declare.manifests((0..<12).map { Declare.server("s\($0)") })
        var input = Self.input(Self.applied(desired), desired, .destroy(withBackups: false))
        for number in 0..<11 { input.lose("server.s\(number)") }
        let refused = try Self.plan(input)
        let told = refused.findings.first { $0.code == LossGuard.code }
        #expect(told?.severity == .error)
        #expect(told?.fix?.contains("ximage destroy --acknowledge 'objects-gone@north=11'") ?? false)
        input.options.acceptedLosses = ["north": 11]
        #expect(try !Self.plan(input).isBlocked)
    }

    // MARK: Disks of others

    @Test(
        "A disk that somebody named and attached is not taken for one that came with the server",
        arguments: [("foreign", false), ("shop-web-volume-0001", true), ("shop-web-data", true)])
    func named(_ name: String, isOurs: Bool) throws {
        let before = Declare.manifests([Declare.server()])
        let after = Declare.manifests([Declare.server(disks: ["data"]), Declare.disk("data")])
        var input = Self.input(Self.applied(before), after)
        input.attachDisks([("n1", 100, "SSD")])
        let index = try #require(input.live.resources.firstIndex { $0.id == "n1" })
        let disk = input.live.resources[index]
        input.live.resources[index] = LiveResource(
            kind: .disk, region: disk.region, id: disk.id, name: name, attributes: disk.attributes)
        input.live.resources[index].hasReadMarks = true
        let plan = try Self.plan(input)
        #expect(plan.steps.map(\.id) == [isOurs ? "label disk.web.data" : "create disk.web.data"])
        let orphans = UnnamedDisks(desired: before, prior: input.prior).orphans(
            among: LiveIndex(input.live.resources))
        #expect(orphans.isEmpty == !name.contains("volume"))
    }

    @Test("Disks that have the names of two declared ones are those, in whatever order they hang")
    func swapped() throws {
        let before = Declare.manifests([Declare.server()])
        let after = Declare.manifests([
            Declare.server(disks: ["a", "b"]), Declare.disk("a"), Declare.disk("b", position: 1),
        ])
        var input = Self.input(Self.applied(before), after)
        input.attachDisks([("n1", 100, "SSD"), ("n2", 100, "SSD")])
        for (id, name) in [("n1", "shop-web-b"), ("n2", "shop-web-a")] {
            let index = try #require(input.live.resources.firstIndex { $0.id == id })
            let disk = input.live.resources[index]
            input.live.resources[index] = LiveResource(
                kind: .disk, region: disk.region, id: disk.id, name: name, attributes: disk.attributes)
        }
        let labels = try Self.plan(input).steps.compactMap { step -> String? in
            guard case .label(let label) = step.operation else { return nil }
            return "\(step.address) \(label.id ?? "")"
        }
        #expect(labels.sorted() == ["disk.web.a n2", "disk.web.b n1"])
    }

    // MARK: Backups of others

    @Test(
        "A rebuilt generation whose backup was there before it does not take that along",
        arguments: [(0, false), (600, false), (2000, true)])
    func earlierBackup(_ seconds: Int, isEarlier: Bool) throws {
        let taken = Timestamp(milliseconds: 1_800_000_000_000)
        var facts = ImageFacts(scope: .region, backup: "backup-1")
        facts.takenAt = taken
        let image = LiveResource(
            kind: .image, region: "north", id: "image-1", name: "shop-golden-g1",
            attributes: [.createdAt: .string("\(taken + .seconds(seconds))"), .kind: "whole"],
            facts: .image(facts))
        let record = StateRebuilder.record(of: image, at: .of("image.golden"), in: "shop", declared: nil)
        #expect(record.attributes[.sourceBackup] == (isEarlier ? "backup-1" : .null))
    }

    // MARK: Marks

    @Test(
        "Drift and plan tell of an operation mark that somebody removed or overwrote, and the plan restores it"
    )
    func operationMark() throws {
        let desired = Declare.manifests([Declare.vault(), Declare.server()])
        for other in [nil, OperationMark("bbbbbbbbbbbbbbbbbbbb.g0.cccccccc.ddddd")] {
            var input = Self.input(Self.applied(desired), desired)
            for address in ["server.web", "vault.main"] {
                input.object(address) { ($0.operation, $0.hasReadMarks) = (other, true) }
            }
            let plan = try Self.plan(input)
            #expect(plan.steps.map(\.id.description).sorted() == ["update server.web", "update vault.main"])
            #expect(plan.drift.map(\.lostMark) == [true, true])
        }
    }

    @Test("An owner mark of another address of the project is restored, unless the record was moved there")
    func ownerMark() throws {
        let desired = Declare.manifests([Declare.vault(), Declare.server()])
        for isMoved in [false, true] {
            var input = Self.input(Self.applied(desired), desired)
            input.object("server.web") { ($0.owner, $0.hasReadMarks) = ("shop_aaaaaaaaaa", true) }
            for index in input.prior.records.indices { input.prior.records[index].awaitsMarks = isMoved }
            let plan = try Self.plan(input)
            #expect(plan.steps.map(\.id.description) == ["update server.web"])
            #expect(plan.drift.map(\.lostMark) == (isMoved ? [] : [true]))
            guard case .update(let step) = plan.steps.first?.operation else { continue }
            #expect(step.retags && !step.record.awaitsMarks)
            // The vault has its marks, so that they are watched from now on.
            #expect(plan.refreshed.allSatisfy { !$0.awaitsMarks } && plan.refreshed.isEmpty != isMoved)
        }
    }

    // MARK: Released

    @Test("A released object is reported while its key has no other object, and no longer")
    func released() throws {
        let desired = Declare.manifests([Declare.vault(), Declare.server()])
        for isTaken in [false, true] {
            var input = Self.input(Self.applied(desired), desired)
            let server = try #require(input.prior.records.first { $0.address == .of("server.web") })
            let object = try #require(input.live.resources.first { $0.id == server.id })
            var released = server
            (released.id, released.standing) = ("server-before", .released)
            var before = object
            (before.id, before.owner, before.operation) = ("server-before", Mark.released, nil)
            input.prior.setAside = [released]
            input.live.resources.append(before)
            if !isTaken {
                input.prior.records.removeAll { $0.id == server.id }
                input.live.resources.removeAll { $0.id == server.id }
            }
            let found = try Self.plan(input).findings.contains { $0.code == "released" }
            #expect(found != isTaken)
        }
    }

    // MARK: Deletion

    @Test("A shared disk is not deleted while a server of others uses it, too")
    func sharedDisk() throws {
        let desired = Declare.manifests([
            Declare.vault(), Declare.server(disks: ["data"]), Declare.disk("data"),
        ])
        for other in [nil, "server-of-others"] {
            var input = Self.input(Self.applied(desired), desired, .destroy(withBackups: false))
            input.object("disk.web.data") { disk in
                let servers = [disk.attributes[.server].string, other].compactMap(\.self)
                disk.facts = .disk(DiskFacts(servers: servers, isBootable: false))
            }
            let found = try Self.plan(input).findings.contains { $0.code == "disk-in-use" }
            #expect(found == (other != nil))
        }
    }

    @Test("What the manifests protect by now is not destroyed, whether an apply recorded that or not")
    func protectedSince() throws {
        let before = Declare.manifests([
            Declare.vault(), Declare.server(disks: ["data"]), Declare.disk("data"),
        ])
        for address in ["vault.main", "server.web", "disk.web.data"] {
            var after = before
            let index = try #require(after.resources.firstIndex { $0.address == .of(address) })
            after.resources[index].protect = true
            let plan = try Self.plan(Self.input(Self.applied(before), after, .destroy(withBackups: true)))
            #expect(plan.findings.filter { $0.code == "protected" }.map(\.address) == [.of(address)])
        }
    }

    @Test("Images of single disks have no backup that could be lost", arguments: ["system", "data"])
    func noBackup(_ kind: String) throws {
        var image = Declare.image()
        image.attributes[.kind] = .string(kind)
        let desired = Declare.manifests([Declare.vault(), Declare.server(), image])
        var input = Self.input(Self.applied(desired), desired, .destroy(withBackups: true))
        input.live.backups = []
        input.object("image.golden@1") { object in
            guard case .image(var facts) = object.facts else { return }
            facts.backup = nil
            object.facts = .image(facts)
        }
        let change = try #require(try Self.plan(input).changes.first { $0.address.kind == .image })
        #expect(change.action == .delete && change.backupRisk == nil && !change.takesBackup)
        #expect(change.notes.isEmpty)
    }

    // MARK: Set aside

    @Test("What was not chosen is listed with its id; what somebody took out of state is left alone")
    func setAside() throws {
        let desired = Declare.manifests([Declare.vault(), Declare.server()])
        let cloud = Self.applied(desired)
        let server = try #require(cloud.prior.records.first { $0.address == .of("server.web") })
        for (standing, isListed) in [(ResourceRecord.Standing.passedOver, true), (.removed, false)] {
            var input = Self.input(cloud, Declare.manifests([Declare.vault()]))
            input.prior.records.removeAll { $0.id == server.id }
            var record = server
            record.standing = standing
            input.prior.setAside = [record]
            let listed = PassedOver(prior: input.prior).orphans(among: LiveIndex(input.live.resources))
            #expect(listed.map(\.id) == (isListed ? [server.id] : []))
            input.options.clean = [server.id]
            let plan = try Self.plan(input)
            #expect(plan.steps.map(\.operation.removedID) == (isListed ? [server.id] : []))
            #expect(plan.findings.contains { $0.code == "no-orphan" } == !isListed)
        }
    }
}
