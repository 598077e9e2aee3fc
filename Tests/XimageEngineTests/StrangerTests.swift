import Foundation
import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageState
import XimageTestSupport

/// A mark is believed only where state knows the object: whoever can write tags can write a mark.
@Suite struct StrangerTests {
    private static func alone(_ more: String = "") -> String {
        Manifests.mainJob(more: more)
    }

    private func plan(
        _ lab: Lab, _ desired: DesiredState, mode: PlanInput.Mode = .apply,
        _ edit: (inout PlanOptions) -> Void = { _ in }
    ) async throws -> Plan {
        var options = PlanOptions()
        edit(&options)
        return try await lab.session().plan(.init(desired, mode: mode, options: options)).plan
    }

    private func codes(_ plan: Plan) -> Set<String> {
        Set(plan.findings.filter { $0.severity == .error }.map(\.code))
    }

    private func everything(_ lab: Lab) async throws -> Set<RemoteID> {
        var ids: Set<RemoteID> = []
        for kind in [ResourceKind.vault, .server, .disk, .image] {
            ids.formUnion(try await lab.provider.list(kind, in: "cn-north-4").map(\.id))
        }
        return ids
    }

    // MARK: Another state

    @Test(
        "A second folder with the same project neither deletes, cleans, uses nor creates what the first one has"
    )
    func secondFolder() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Self.alone())
            try await lab.apply(desired)
            let objects = try await everything(lab)
            let other = try lab.elsewhere()

            let first = try await plan(other, desired)
            #expect(codes(first) == ["take-over"])
            #expect(try await other.apply(desired) == nil)
            #expect(try await plan(other, desired, mode: .destroy(withBackups: true)).steps.isEmpty)
            #expect(try await other.apply(desired, mode: .destroy(withBackups: true)) == nil)
            let drift = try await other.session().drift(desired, everything: true)
            #expect(drift.orphans.isEmpty)
            let cleaning = try await plan(other, desired) { $0.clean = Array(objects) }
            #expect(cleaning.isBlocked && cleaning.steps.allSatisfy { $0.operation.removedID == nil })
            #expect(try await everything(lab) == objects)

            // With a state of its own the second folder is refused each address that the first one has.
            let set = try Manifests.desired(
                Manifests.head + """
                    vaults:
                      own: {size: 100 GiB}
                    """)
            try await other.apply(set)
            let second = try await plan(other, desired)
            #expect(codes(second) == ["mark-stranger", "removal-undecided"])
            #expect(try await other.apply(desired) == nil)
            #expect(
                try await plan(other, desired, mode: .destroy(withBackups: true)).steps.map(\.id.description)
                    == ["delete vault.own"])
            #expect(try await everything(lab).isSuperset(of: objects))
            #expect(try await plan(lab, desired).steps.isEmpty)
        }
    }

    @Test("Another environment's state is refused, also under one path")
    func environments() async throws {
        try await Lab.with { lab in
            var desired = try Manifests.desired(Self.alone())
            desired.settings.environment = "dev"
            try await lab.apply(desired)
            desired.settings.environment = "prod"
            let production = desired
            for command in ["plan", "apply", "destroy", "drift"] {
                let error = await #expect(throws: StateError.self, "\(command)") {
                    switch command {
                    case "plan": _ = try await lab.plan(production)
                    case "apply": _ = try await lab.apply(production)
                    case "destroy": _ = try await lab.apply(production, mode: .destroy(withBackups: false))
                    default: _ = try await lab.session().drift(production)
                    }
                }
                #expect(error?.exitClass == 7)
            }
        }
    }

    // MARK: Written marks

    @Test(
        "A foreign object with a copied mark is no generation, no source, nothing to clean and nothing to delete",
        arguments: [1, 2, 99, 999_999])
    func writtenMark(generation: Int) async throws {
        try await Lab.with { lab in
            let text = Manifests.mainJob(
                image: """
                        revision: "1"
                        retention: {keep: 1, deleteBackups: true}
                    """,
                more: """
                    """)
            let desired = try Manifests.desired(text)
            try await lab.apply(desired)
            let image = try #require(
                try await lab.provider.list(.image, in: "cn-north-4").first { $0.owner != nil })
            let digest = try #require(image.operation?.digest)

            // Somebody else's set, whose objects get our marks.
            let foreign = try await lab.foreignObjects(text)
            #expect(foreign.count >= 4)
            for object in foreign {
                let address =
                    switch object.kind {
                    case .image: "image.golden"
                    case .server: "server.web"
                    case .disk: "disk.web.data"
                    default: "vault.main"
                    }
                _ = try await lab.provider.update(
                    UpdateRequest(
                        address: Address(object.kind, "x", part: object.kind == .disk ? "y" : nil),
                        region: "cn-north-4", id: object.id, changes: [:],
                        current: [:], owner: Mark.owner(project: "shop", address: .of(address)),
                        operation: OperationMark(
                            operation: OperationID("aaaaaaaaaaaaaaaaaaaa")!, generation: generation,
                            digest: digest, lineage: MarkLineage("zzzzz"))))
            }
            #expect(try await plan(lab, desired).steps.map(\.id.description) == [])
            let cleaning = try await plan(lab, desired) { $0.clean = foreign.map(\.id) }
            #expect(cleaning.steps.isEmpty)
            #expect(try await lab.session().drift(desired, everything: true).orphans.isEmpty)
            let next = try Manifests.desired(text.replacingOccurrences(of: "\"1\"", with: "\"2\""))
            let renewing = try await plan(lab, next)
            let ids = Set(foreign.map(\.id))
            #expect(renewing.steps.contains { $0.id.description == "create image.golden@2" })
            #expect(renewing.steps.allSatisfy { $0.operation.removedID.map(ids.contains) != true })
            let destroying = try await plan(lab, desired, mode: .destroy(withBackups: true))
            #expect(destroying.steps.allSatisfy { $0.operation.removedID.map(ids.contains) != true })
        }
    }

    // MARK: Take-over

    @Test(
        "A lost state: the plan is shown and blocked; taken over, nothing is created and the lineage continues"
    )
    func takeOver() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Self.alone())
            try await lab.apply(desired)
            let before = try lab.prior()
            let made = try await lab.made()
            lab.loseState()

            let blocked = try await plan(lab, desired)
            #expect(codes(blocked) == ["take-over"])
            #expect(blocked.steps.isEmpty)
            let marks = try #require(before.identity.marks)
            #expect(
                blocked.findings.first { $0.code == "take-over" }?.fix?.contains("--take-over \(marks)")
                    == true)
            #expect(!FileManager.default.fileExists(atPath: lab.statePath))
            _ = try await lab.apply(desired)
            #expect(try lab.prior().records.isEmpty)

            let taking = try await plan(lab, desired) { $0.takeOver = .lineage(marks) }
            #expect(!taking.isBlocked && taking.steps.isEmpty)
            var options = PlanOptions()
            options.takeOver = .lineage(marks)
            _ = try await lab.apply(desired, selecting: options)
            #expect(try lab.prior().records.map(\.id) == before.records.map(\.id))
            #expect(try lab.prior().identity.marks == marks)
            #expect(try await lab.made() == made)
            #expect(try await plan(lab, desired).findings.filter { $0.severity == .error }.isEmpty)
        }
    }

    @Test(
        "What is taken over is not deleted in the same run, unless an acknowledgement names it or the plan was reviewed"
    )
    func takenOverStays() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Self.alone())
            try await lab.apply(desired)
            let marks = try #require(try lab.prior().identity.marks)
            lab.loseState()
            var smaller = desired
            smaller.resources.removeAll { $0.address == .of("image.golden") }
            smaller.removals = [
                Removal(from: .of("image.golden"), action: .delete, reason: "no longer needed")
            ]
            let refused = try await plan(lab, smaller) { $0.takeOver = .lineage(marks) }
            #expect(codes(refused).contains("consent"))
            let reviewed = try await plan(lab, smaller) {
                $0.takeOver = .lineage(marks)
                $0.isReviewed = true
            }
            #expect(!codes(reviewed).contains("consent"))
            #expect(reviewed.steps.map(\.id.description) == ["delete image.golden@1"])
        }
    }

    /// A generation that another state created, of which the marks say that it is the newest one of ours.
    private func writeNewest(_ lab: Lab, _ text: String) async throws -> TakeOver {
        let marks = try #require(MarkLineage("zzzzz"))
        let image = try #require(try await lab.foreignObjects(text).first { $0.kind == .image })
        _ = try await lab.provider.update(
            UpdateRequest(
                address: .of("image.golden"), region: "cn-north-4", id: image.id, changes: [:], current: [:],
                owner: Mark.owner(project: "shop", address: .of("image.golden")),
                operation: OperationMark(
                    operation: try #require(OperationID("aaaaaaaaaaaaaaaaaaaa")), generation: 2,
                    digest: image.operation?.digest ?? "", lineage: marks)))
        return .lineage(marks)
    }

    @Test(
        "What only follows from a take-over is held back too: our own generation by retention, our own server by its image",
        arguments: [
            (
                Manifests.mainJob(image: "    retention: {keep: 1, deleteBackups: true}"), "image.golden@1"
            ),
            (
                Manifests.mainJob(
                    server: """
                          shop:
                            flavor: s6.large.2
                            image: {from: golden}
                            systemDisk: {type: SSD, size: 40 GiB}
                            onNewImage: replace
                        """), "server.shop"
            ),
        ])
    func consequences(text: String, address: String) async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(text)
            try await lab.apply(desired)
            let takeOver = try await writeNewest(lab, text)
            let objects = try await everything(lab)
            func deletes(_ plan: Plan) -> Bool {
                plan.steps.contains {
                    $0.operation.removedID != nil && $0.address.description == address
                }
            }

            let without = try await plan(lab, desired)
            #expect(!deletes(without))
            let held = try await plan(lab, desired) { $0.takeOver = takeOver }
            #expect(deletes(held))
            let finding = try #require(
                held.findings.first { $0.code == "consent" && $0.address?.description == address })
            #expect(finding.severity == .error && finding.summary.contains("held back"))
            var options = PlanOptions()
            options.takeOver = takeOver
            #expect(try await lab.apply(desired, selecting: options) == nil)
            #expect(try await everything(lab) == objects)

            let reviewed = try await plan(lab, desired) {
                $0.takeOver = takeOver
                $0.isReviewed = true
            }
            #expect(!reviewed.findings.contains { $0.summary.contains("held back") })
            var named = desired
            let target = Address.of(address)
            named.acknowledgements.append(
                Acknowledgement(key: "destroy", target: target, reason: "wanted"))
            let agreed = try await plan(lab, named) { $0.takeOver = takeOver }
            #expect(!agreed.findings.contains { $0.summary.contains("held back") && $0.address == target })
        }
    }

    @Test("A state that is older than its objects stops, and deletes and creates nothing")
    func behind() async throws {
        try await Lab.with { lab in
            let set = Manifests.head + "vaults:\n  main: {size: 100 GiB}\n"
            let larger = set + "  second: {size: 100 GiB}\n"
            try await lab.apply(try Manifests.desired(set))
            let copy = lab.statePath + ".copy"
            try FileManager.default.copyItem(atPath: lab.statePath, toPath: copy)
            try await lab.apply(try Manifests.desired(larger))
            lab.loseState()
            try FileManager.default.copyItem(atPath: copy, toPath: lab.statePath)
            let desired = try Manifests.desired(larger)
            let error = await #expect(throws: SessionRefusal.self) { _ = try await lab.plan(desired) }
            #expect(error?.diagnostic.fix?.contains("ximage state recover") == true)
            await #expect(throws: SessionRefusal.self) { _ = try await lab.apply(desired) }
            #expect(try await lab.provider.list(.vault, in: "cn-north-4").count { $0.owner != nil } == 2)
        }
    }

    @Test("A deleted object that lists still show is neither unknown nor created again")
    func listedAfterItsDeletion() async throws {
        try await Lab.with { lab in
            let text = Manifests.head + "vaults:\n  main: {size: 100 GiB}\n  old: {size: 100 GiB}\n"
            try await lab.apply(try Manifests.desired(text))
            let id = try #require(try lab.prior().records.first { $0.address == .of("vault.old") }?.id)
            let object = try #require(
                try await lab.provider.list(.vault, in: "cn-north-4").first { $0.id == id })
            var desired = try Manifests.desired(text)
            desired.resources.removeAll { $0.address == .of("vault.old") }
            desired.removals = [Removal(from: .of("vault.old"), action: .delete, reason: "not needed")]
            try await lab.apply(desired)
            var lagging = AlteredProvider(inner: lab.provider)
            lagging.added = [object]
            let plan = try await lab.session(over: lagging).plan(.init(desired)).plan
            #expect(plan.steps.isEmpty && plan.findings.filter { $0.severity == .error }.isEmpty)
            let again = try await lab.session(over: lagging).plan(.init(try Manifests.desired(text))).plan
            #expect(again.steps.map(\.id.description) == ["create vault.old"])
        }
    }

    // MARK: Released

    @Test("A released object keeps its data: no clean, no rebuild, no adoption; import takes it back")
    func released() async throws {
        try await Lab.with { lab in
            let text = Manifests.head + "vaults:\n  main: {size: 100 GiB}\n  old: {size: 100 GiB}\n"
            try await lab.apply(try Manifests.desired(text))
            let id = try #require(try lab.prior().records.first { $0.address == .of("vault.old") }?.id)
            var desired = try Manifests.desired(text)
            desired.resources.removeAll { $0.address == .of("vault.old") }
            desired.removals = [Removal(from: .of("vault.old"), action: .forget, reason: "theirs now")]
            try await lab.apply(desired)
            let object = try #require(try await lab.provider.read(id, .vault, in: "cn-north-4"))
            #expect(object.owner == Mark.released)
            #expect(try lab.prior().records.map(\.address) == [.of("vault.main")])
            #expect(try lab.prior().setAside.map(\.standing) == [.released])
            #expect(try await lab.session().drift(desired, everything: true).orphans.isEmpty)
            #expect(try await plan(lab, desired) { $0.clean = [id] }.steps.isEmpty)

            let again = try await plan(lab, try Manifests.desired(text))
            #expect(again.findings.contains { $0.code == "released" && $0.fix?.contains(id) == true })
            #expect(again.steps.map(\.id.description) == ["create vault.old"])

            lab.loseState()
            let fresh = try await plan(lab, try Manifests.desired(text))
            #expect(!fresh.findings.contains { $0.detail.contains(id) })
        }
    }

    @Test("A released object is named also where `moved` leads from its address to the declared one")
    func releasedAndMoved() async throws {
        try await Lab.with { lab in
            let text = Manifests.head + "vaults:\n  main: {size: 100 GiB}\n  old: {size: 100 GiB}\n"
            try await lab.apply(try Manifests.desired(text))
            let id = try #require(try lab.prior().records.first { $0.address == .of("vault.old") }?.id)
            var without = try Manifests.desired(text)
            without.resources.removeAll { $0.address == .of("vault.old") }
            without.removals = [Removal(from: .of("vault.old"), action: .forget, reason: "theirs now")]
            try await lab.apply(without)
            let moved = try Manifests.desired(
                text.replacingOccurrences(of: "  old:", with: "  new:")
                    + "moved:\n  - {from: vault.old, to: vault.new}\n")
            let finding = try #require(
                try await plan(lab, moved).findings.first { $0.code == "released" })
            #expect(finding.address == .of("vault.new"))
            #expect(finding.fix?.contains("ximage import 'vault.new' \(id)") == true)
        }
    }

    @Test("A vault with the backup of an image that stays is not deleted, whatever is acknowledged")
    func vaultUnderImage() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Self.alone())
            try await lab.apply(desired)
            let records = try lab.prior().records
            let image = try #require(records.first { $0.address.kind == .image }?.id)
            let vault = try #require(records.first { $0.address.kind == .vault }?.id)
            var smaller = desired
            smaller.resources.removeAll { [.image, .vault].contains($0.address.kind) }
            smaller.acknowledgements = [
                Acknowledgement(key: "destroy-backups", target: .of("vault.main"), reason: "empty")
            ]
            // Forgotten in the same plan, then released before it, then with all else.
            smaller.removals = [
                Removal(from: .of("image.golden"), action: .forget, reason: "theirs"),
                Removal(from: .of("vault.main"), action: .delete, reason: "not needed"),
            ]
            var released = desired
            released.resources.removeAll { $0.address.kind == .image }
            released.removals = [smaller.removals[0]]
            func refused(_ desired: DesiredState, _ mode: PlanInput.Mode = .apply) async throws {
                let plan = try await plan(lab, desired, mode: mode)
                let finding = try #require(plan.findings.first { $0.code == "VA016" })
                #expect(finding.severity == .error && finding.detail.contains(image), "\(finding)")
                #expect(plan.findings.count { $0.code == "VA016" } == 1)
                #expect(try await lab.apply(desired, mode: mode) == nil)
                #expect(try await lab.provider.read(vault, .vault, in: "cn-north-4") != nil)
            }
            try await refused(smaller)
            try await lab.apply(released)
            try await refused(smaller)
            try await refused(released, .destroy(withBackups: true))
        }
    }

    @Test(
        "An old record is no right to an object that was released or that another project marked since",
        arguments: [Mark.released, Mark.owner(project: "theirs", address: .of("vault.old"))])
    func oldRecord(owner: String) async throws {
        try await Lab.with { lab in
            let text = Manifests.head + "vaults:\n  main: {size: 100 GiB}\n  old: {size: 100 GiB}\n"
            let desired = try Manifests.desired(text)
            try await lab.apply(desired)
            let id = try #require(try lab.prior().records.first { $0.address == .of("vault.old") }?.id)
            _ = try await lab.provider.update(
                UpdateRequest(
                    address: .of("vault.old"), region: "cn-north-4", id: id, changes: [:], current: [:],
                    owner: owner))
            let destroyed = try await plan(lab, desired, mode: .destroy(withBackups: true))
            #expect(codes(destroyed) == ["not-ours"])
            #expect(try await lab.apply(desired, mode: .destroy(withBackups: true)) == nil)
            let larger = try Manifests.desired(
                text.replacingOccurrences(of: "old: {size: 100", with: "old: {size: 200"))
            #expect(try await codes(plan(lab, larger)) == ["not-ours"])
            #expect(try await lab.provider.read(id, .vault, in: "cn-north-4") != nil)
        }
    }

    @Test("A disk of ours on a server outside the set is not deleted under it")
    func diskElsewhere() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Self.alone())
            try await lab.apply(desired)
            let disk = try #require(try lab.prior().records.first { $0.address.kind == .disk }?.id)
            let provider = AlteredProvider(inner: lab.provider) { object in
                guard object.id == disk else { return object }
                var object = object
                object.attributes[.server] = "another-server"
                return object
            }
            let plan = try await lab.session(over: provider).plan(
                .init(desired, mode: .destroy(withBackups: true))
            ).plan
            #expect(plan.findings.contains { $0.code == "disk-in-use" && $0.severity == .error })
        }
    }

    @Test("A disk that stays when it is no longer declared is released too")
    func keptDisk() async throws {
        try await Lab.with { lab in
            try await lab.apply(try Manifests.desired(Self.alone()))
            let id = try #require(try lab.prior().records.first { $0.address.kind == .disk }?.id)
            var desired = try Manifests.desired(
                Self.alone().replacingOccurrences(
                    of: "    dataDisks:\n      data: {type: SSD, size: 100 GiB}\n", with: ""))
            desired.removals = [Removal(from: .of("disk.web.data"), action: .forget, reason: "kept")]
            try await lab.apply(desired)
            #expect(try await lab.provider.read(id, .disk, in: "cn-north-4")?.owner == Mark.released)
            #expect(try lab.prior().setAside.map(\.id) == [id])
            #expect(try await plan(lab, desired) { $0.clean = [id] }.steps.isEmpty)
        }
    }

    // MARK: Marks

    @Test(
        "A mark that someone removed is restored, and drift names it",
        arguments: [ResourceKind.vault, .server, .disk])
    func removedMark(_ kind: ResourceKind) async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Self.alone())
            try await lab.apply(desired)
            let record = try #require(try lab.prior().records.first { $0.address.kind == kind })
            let without = AlteredProvider(inner: lab.provider) { object in
                guard object.id == record.id else { return object }
                var object = object
                (object.owner, object.operation) = (nil, nil)
                return object
            }
            let session = lab.session(over: without)
            let plan = try await session.plan(.init(desired)).plan
            #expect(plan.steps.map(\.id.description) == ["update \(record.address)"])
            let drift = try await session.drift(desired).drift
            #expect(drift.contains { $0.address == record.address && $0.lostMark })
            // Overwritten by another project: drift names it, and nothing is done until that is settled.
            let overwritten = AlteredProvider(inner: lab.provider) { object in
                guard object.id == record.id else { return object }
                var object = object
                object.owner = Mark.owner(project: "theirs", address: record.address)
                return object
            }
            let theirs = lab.session(over: overwritten)
            #expect(codes(try await theirs.plan(.init(desired)).plan) == ["not-ours"])
            #expect(
                try await theirs.drift(desired).drift.contains { $0.address == record.address && $0.lostMark }
            )
            // Tags that were not read are not missing.
            let unread = AlteredProvider(inner: lab.provider) { object in
                var object = object
                (object.owner, object.operation, object.hasReadMarks) = (nil, nil, false)
                return object
            }
            #expect(try await lab.session(over: unread).plan(.init(desired)).plan.steps.isEmpty)
        }
    }
}

extension StrangerTests {
    @Test("A server whose marks are gone with the state keeps its data disk")
    func unmarkedServer() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Manifests.mainJob())
            try await lab.apply(desired)
            let before = try lab.prior()
            let marks = try #require(before.identity.marks)
            lab.loseState()
            let server = try #require(before.records.first { $0.address.kind == .server }?.id)
            let provider = AlteredProvider(inner: lab.provider) { object in
                guard object.id == server else { return object }
                var object = object
                (object.owner, object.operation) = (nil, nil)
                return object
            }
            var options = PlanOptions()
            options.takeOver = .lineage(marks)
            let plan = try await lab.session(over: provider).plan(.init(desired, options: options)).plan
            #expect(plan.isBlocked)
            #expect(plan.findings.contains { $0.code == "disk-in-use" && $0.detail.contains(server) })
            #expect(!plan.steps.contains { $0.address.kind == .disk })
        }
    }
}

extension Lab {
    func loseState() {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: statePath + suffix) }
    }

    /// Applies the set as somebody else's project, under other names, and answers its objects.
    func foreignObjects(_ text: String) async throws -> [LiveResource] {
        var theirs = try Manifests.desired(text)
        theirs.settings.project = "theirs"
        for index in theirs.resources.indices {
            guard case .string(let name) = theirs.resources[index].attributes[.name] else { continue }
            theirs.resources[index].attributes[.name] = .string("their-\(name)")
        }
        _ = try await elsewhere().apply(theirs)
        let known = Set(try prior().records.map(\.id))
        var result: [LiveResource] = []
        for kind in [ResourceKind.vault, .server, .disk, .image] {
            result += try await provider.list(kind, in: "cn-north-4").filter {
                $0.owner != nil && !known.contains($0.id)
            }
        }
        return result
    }
}
