import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// Snapshots, generations that are brought back, things that are left over, and adoption, on values.
@Suite struct CarePlanTests {
    // MARK: Snapshots

    private static let server = Declare.server(disks: [])
    private static let set = Declare.manifests([Declare.vault(), server])

    private static func cloud() -> SimulatedCloud {
        var cloud = SimulatedCloud()
        cloud.apply(cloud.plan(set))
        return cloud
    }

    private static func object(_ cloud: SimulatedCloud, _ kind: ResourceKind) -> LiveResource {
        cloud.objects.values.first { $0.kind == kind && $0.owner != nil }!
    }

    private static func wish(_ cloud: SimulatedCloud, keepUntil: Timestamp? = nil, _ set: DesiredState = set)
        -> SnapshotRequest
    {
        var wish = SnapshotRequest(of: object(cloud, .server), in: object(cloud, .vault), set, cloud.prior)
        wish.note = Snapshot.Note(keepUntil: keepUntil, reason: "before the upgrade")
        return wish
    }

    private static func snapshot(_ cloud: inout SimulatedCloud, keepUntil: Timestamp? = nil) -> Address {
        let wish = wish(cloud, keepUntil: keepUntil)
        cloud.apply(cloud.plan(wish.desired(), options: wish.options))
        return wish.series
    }

    @Test("A snapshot makes one image and waits for its region; nothing else is planned, whatever is open")
    func snapshotAlone() {
        let cloud = Self.cloud()
        var edited = Self.set
        edited.resources[1].attributes[.description] = "edited, and not applied"
        let wish = Self.wish(cloud, edited)
        let plan = cloud.plan(wish.desired(), options: wish.options)
        #expect(
            plan.steps.map(\.id) == [
                StepID(.create, wish.series.generation(1)), StepID(.settle, wish.series.generation(1)),
            ])
        #expect(plan.findings.map(\.code) == [])
        guard case .create(let create) = plan.steps.first?.operation else {
            Issue.record("no image is created first: \(plan.steps.map(\.id))")
            return
        }
        #expect(create.attributes[.source] == .string(Self.object(cloud, .server).id))
        #expect(create.attributes[.vault] == .string(Self.object(cloud, .vault).id))
        #expect(create.attributes[.description] == "Snapshot: before the upgrade")
        #expect(create.endsInRegion == false)
    }

    @Test("Snapshots stay although no manifest declares them, also when state is lost")
    func snapshotsStay() {
        var cloud = Self.cloud()
        let series = Self.snapshot(&cloud)
        #expect(Self.snapshot(&cloud) == series)
        #expect(cloud.records.map(\.address).contains(series.generation(2)))
        let plan = cloud.plan(Self.set)
        #expect(plan.steps.map(\.id) == [])
        #expect(plan.findings.map(\.code) == [])
        var choices = PlanOptions()
        choices.removals = [Removal(from: series, action: .forget)]
        var forgetful = cloud
        forgetful.apply(forgetful.plan(Self.set, options: choices))
        #expect(!forgetful.records.contains { $0.isSnapshot })
        #expect(forgetful.plan(Self.set).rebuilt.isEmpty)
        cloud.loseState()
        let rebuilt = cloud.plan(Self.set)
        #expect(rebuilt.steps.map(\.id) == [])
        #expect(rebuilt.rebuilt.map(\.address).contains(series.generation(2)))
    }

    @Test("A snapshot goes with its backup once its time is over, and not while something uses it")
    func snapshotsEnd() {
        var cloud = Self.cloud()
        let end = cloud.now + .seconds(3600)
        let series = Self.snapshot(&cloud, keepUntil: end)
        #expect(cloud.plan(Self.set).steps.isEmpty)
        cloud.now = end + .seconds(1)

        var used = cloud
        let image = cloud.records.first { $0.address == series.generation(1) }!
        used.addServer(from: image.id)
        let held = used.plan(Self.set)
        #expect(held.changes.filter { $0.address.kind == .image } == [])
        #expect(held.findings.map(\.code) == ["retention-held"])

        let plan = cloud.plan(Self.set)
        #expect(plan.steps.map(\.id) == [StepID(.delete, series.generation(1))])
        #expect(plan.changes.first?.reason == .snapshotOver(end))
        cloud.apply(plan)
        #expect(cloud.backups == [])
        #expect(cloud.plan(Self.set).steps.isEmpty)
    }

    @Test("An expired snapshot whose mark or name someone changed is only deleted", arguments: [1, 2])
    func changedSnapshotEnds(_ changed: Int) throws {
        var cloud = Self.cloud()
        let end = cloud.now + .seconds(3600)
        let series = Self.snapshot(&cloud, keepUntil: end)
        #expect(Self.snapshot(&cloud, keepUntil: end) == series)
        cloud.now = end + .seconds(1)
        let id = try #require(cloud.records.first { $0.address == series.generation(changed) }?.id)
        var input = PlanInput(desired: Self.set, prior: cloud.prior, live: cloud.live)
        let index = try #require(input.live.resources.firstIndex { $0.id == id })
        input.live.resources[index].owner = nil
        input.live.resources[index].hasReadMarks = true
        input.live.resources[index].attributes[.name] = "renamed"
        let plan = try Planner(rules: []).plan(input)
        #expect(
            Set(plan.steps.map(\.id)) == [
                StepID(.delete, series.generation(1)), StepID(.delete, series.generation(2)),
            ])
    }

    @Test("An orphan tells which address it was at, where another object has its place")
    func orphanOfAddress() {
        var disk = LiveResource(kind: .disk, region: "north", id: "d1", name: "old", attributes: [:])
        let address = Address(.disk, "web", part: "data")
        disk.owner = Mark.owner(project: "shop", address: address)
        func why(_ records: [ResourceRecord]) -> [String] {
            OrphanFinder(project: "shop", ownership: .believing).orphans(
                unknown: [disk], backups: [], desired: Declare.manifests([]), records: records, vaults: []
            ).map(\.why)
        }
        #expect(
            why([ResourceRecord(address: address, region: "north", id: "d2")]) == [
                "was disk.web.data, where another object is now"
            ])
        #expect(why([]) == ["bears the mark of \(disk.owner ?? ""), which is no address now"])
    }

    @Test(
        "A server in the zone of a snapshot is made at once, one in another zone when the region can use it",
        arguments: ["north-a": ["create server.saved"], "north-b": ["settle", "create server.saved"]])
    func restores(_ zone: String, _ expected: [String]) {
        var cloud = Self.cloud()
        let series = Self.snapshot(&cloud)
        cloud.change(series.generation(1)) { $0.facts = .image(ImageFacts(scope: .zone("north-a"))) }
        var saved = Declare.server("saved", zone: zone, disks: [])
        saved.attributes[.image] = .reference(series)
        let desired = Declare.manifests(Self.set.resources + [saved])
        let steps = cloud.plan(desired).steps.map { $0.id.verb == .settle ? "settle" : $0.id.description }
        #expect(steps == expected)
    }

    @Test("A server from a snapshot that is not there is refused, one that was made of it stays")
    func restoreOfNothing() {
        var cloud = Self.cloud()
        let series = Self.snapshot(&cloud)
        var saved = Declare.server("saved", disks: [])
        saved.attributes[.image] = .reference(Snapshot.series(of: "server-9"))
        let wrong = cloud.plan(Declare.manifests(Self.set.resources + [saved]))
        #expect(wrong.findings.map(\.code) == ["unknown-generation"])
        saved.attributes[.image] = .reference(series)
        let desired = Declare.manifests(Self.set.resources + [saved])
        cloud.apply(cloud.plan(desired))
        cloud.remove(series.generation(1))
        let after = cloud.plan(desired)
        #expect(after.steps.map(\.id) == [StepID(.forget, series.generation(1))])
        #expect(after.findings.map(\.code) == [])
    }

    @Test(
        "What a snapshot's description says is read again",
        arguments: [
            Snapshot.Note(), Snapshot.Note(reason: "a: b"),
            Snapshot.Note(keepUntil: Timestamp("2026-12-03T10:00:00Z")),
            Snapshot.Note(keepUntil: Timestamp("2026-12-03T10:00:00.125Z"), reason: "before: the upgrade"),
        ])
    func notes(_ note: Snapshot.Note) {
        #expect(Snapshot.Note("\(note)") == note)
    }

    @Test(
        "Other descriptions are no notes",
        arguments: ["", "A snapshot", "Snapshots", "Snapshot, kept until soon"])
    func otherDescriptions(_ text: String) { #expect(Snapshot.Note(text) == nil) }

    // MARK: Brought back

    private static func golden(_ revision: String) -> DesiredState {
        var image = Declare.image(revision: revision)
        guard case .image(var details) = image.details else { return set }
        var options = ImageOptions()
        options.retention = Retention(keep: 1, keepBackups: 5, deleteBackups: true)
        details.options = Boxed(options)
        image.details = .image(details)
        return Declare.manifests([Declare.vault(), server, image])
    }

    @Test("A pruned generation comes back on its backup, stays, and goes by name")
    func undelete() {
        var cloud = SimulatedCloud()
        for revision in ["1", "2", "3"] { cloud.apply(cloud.plan(Self.golden(revision))) }
        let desired = Self.golden("3")
        var choices = PlanOptions()
        choices.undelete = [Address(.image, "golden", generation: 1)]
        let plan = cloud.plan(desired, options: choices)
        #expect(plan.steps.map(\.id) == ["create image.golden@1"])
        #expect(plan.changes.map(\.reason) == [.undeleteRequested])
        cloud.apply(plan)
        #expect(cloud.backups.count == 3)
        let after = cloud.plan(desired)
        #expect(after.steps.map(\.id) == [])
        #expect(after.findings.map(\.code) == ["retention-held"])

        var removal = PlanOptions()
        removal.removals = [Removal(from: Address(.image, "golden", generation: 1), action: .delete)]
        let gone = cloud.plan(desired, options: removal)
        #expect(gone.steps.map(\.id) == ["delete image.golden@1"])
        cloud.apply(gone)
        #expect(cloud.plan(desired).steps.isEmpty)
        #expect(cloud.backups.count == 3)
    }

    @Test("The backup of a pruned generation is known by its id, whoever renamed it")
    func undeleteRenamed() throws {
        var cloud = SimulatedCloud()
        for revision in ["1", "2"] { cloud.apply(cloud.plan(Self.golden(revision))) }
        let index = try #require(cloud.backups.firstIndex { $0.mark?.generation == 1 })
        #expect(cloud.live.backups[index].id == cloud.backups[index].id)
        let first = Address(.image, "golden", generation: 1)
        var input = PlanInput(desired: Self.golden("2"), prior: cloud.prior, live: cloud.live)
        input.live.backups[index].name = "monthly"
        input.prior.setAside = [
            ResourceRecord(address: first, region: "north", id: cloud.backups[index].id, standing: .backup)
        ]
        input.options.undelete = [first]
        #expect(try Planner(rules: []).plan(input).steps.map(\.id) == ["create image.golden@1"])
    }

    @Test("A generation that comes back has the revision that history knows, and can be gone back to")
    func undeleteWithRevision() throws {
        for isKnown in [true, false] {
            var cloud = SimulatedCloud()
            cloud.apply(cloud.plan(Self.golden("1")))
            let first = try #require(cloud.records.first { $0.address.generation == 1 })
            for revision in ["2", "3"] { cloud.apply(cloud.plan(Self.golden(revision))) }
            var choices = PlanOptions()
            choices.undelete = [first.address]
            choices.formerRecords = isKnown ? [first] : []
            cloud.apply(cloud.plan(Self.golden("3"), options: choices))
            #expect(cloud.plan(Self.golden("3")).steps.isEmpty)
            let back = cloud.plan(Self.golden("1")).steps.map(\.id)
            #expect(back.contains("create image.golden@4") == !isKnown, "\(back)")
        }
    }

    @Test(
        "What cannot be brought back is said",
        arguments: [1: "its image is there", 7: "no backup of it is left"])
    func nothingToBringBack(_ number: Int, _ why: String) {
        var cloud = SimulatedCloud()
        cloud.apply(cloud.plan(Self.golden("1")))
        var choices = PlanOptions()
        choices.undelete = [Address(.image, "golden", generation: number)]
        let plan = cloud.plan(Self.golden("1"), options: choices)
        #expect(plan.steps.isEmpty)
        #expect(plan.findings.map(\.code) == ["undelete"])
        #expect(plan.findings.first?.detail.contains(why) == true)
    }

    @Test("The current generation is not removed by name")
    func currentStays() {
        var cloud = SimulatedCloud()
        cloud.apply(cloud.plan(Self.golden("1")))
        var choices = PlanOptions()
        choices.removals = [Removal(from: Address(.image, "golden", generation: 1), action: .delete)]
        let plan = cloud.plan(Self.golden("1"), options: choices)
        #expect(plan.steps.isEmpty)
        #expect(plan.findings.map(\.code) == ["generation-in-use"])
    }

    // MARK: Left over

    @Test("Forgotten objects are orphans; they go in a safe order when they are named, and only then")
    func orphans() {
        var cloud = SimulatedCloud()
        cloud.apply(cloud.plan(Declare.mainJob))
        cloud.loseRecords()
        let nothing = Declare.manifests([])
        #expect(cloud.plan(nothing).steps.isEmpty)
        let ids = cloud.objects.values.filter { $0.owner != nil && $0.kind != .disk }.map(\.id)
        var choices = PlanOptions()
        choices.clean = ids
        let plan = cloud.plan(nothing, options: choices)
        #expect(plan.changes.count == 3)
        let kinds = plan.steps.map(\.address.kind)
        #expect(kinds.firstIndex(of: .image)! < kinds.firstIndex(of: .vault)!)
        cloud.apply(plan)
        let left = cloud.objects.values.filter { $0.owner != nil }
        #expect(left.allSatisfy { $0.kind == .disk } && left.count == 2)
    }

    @Test("What another state created is never cleaned, whatever its marks say")
    func strangers() {
        var cloud = SimulatedCloud()
        cloud.apply(cloud.plan(Declare.mainJob))
        var input = PlanInput(
            desired: Declare.manifests([]), prior: PriorState(serial: 1), live: cloud.live)
        input.options.clean = cloud.objects.values.filter { $0.owner != nil }.map(\.id)
        let plan = Planner(rules: []).sound(input)
        #expect(plan.steps.isEmpty)
        #expect(plan.findings.count { $0.code == "no-orphan" } == input.options.clean.count)
    }

    @Test(
        "Numbers of generations run out: a warning first, an error at the end",
        arguments: [(899_998, nil), (899_999, Severity.warning), (999_998, .warning), (999_999, .error)])
    func lastNumbers(newest: Int, severity: Severity?) {
        var cloud = SimulatedCloud()
        cloud.apply(cloud.plan(Self.golden("1")))
        var input = PlanInput(desired: Self.golden("2"), prior: cloud.prior, live: cloud.live)
        input.prior.setAside.append(
            ResourceRecord(
                address: Address(.image, "golden", generation: newest), region: "north", id: "old",
                standing: .backup))
        let findings = Planner(rules: []).sound(input).findings.filter { $0.code == "generation-number" }
        #expect(findings.map(\.severity) == (severity.map { [$0] } ?? []))
    }

    @Test("A number that a left backup bears is not given again, also without retention")
    func numbers() {
        var cloud = SimulatedCloud()
        let set = Declare.manifests([
            Declare.vault(), Declare.server(disks: []), Declare.image(revision: "1"),
        ])
        cloud.apply(cloud.plan(set))
        var left = LiveBackup(region: "north", id: "left")
        let owner = Mark.owner(project: "shop", address: Address(.image, "golden"))
        left.name = "\(BackupName(image: "golden-g3", owner: owner, generation: 3))"
        var next = set
        next.resources = set.resources.map { resource in
            var resource = resource
            if resource.address.kind == .image { resource.attributes[.revision] = "2" }
            return resource
        }
        var input = PlanInput(desired: next, prior: cloud.prior, live: cloud.live)
        input.live.backups.append(left)
        #expect(Planner(rules: []).sound(input).steps.map(\.id) == ["create image.golden@2"])
        let generation = Address(.image, "golden", generation: 3)
        input.prior.setAside.append(
            ResourceRecord(address: generation, region: "north", id: "left", standing: .backup))
        #expect(Planner(rules: []).sound(input).steps.map(\.id) == ["create image.golden@4"])
    }

    @Test("A disk that hangs on a server that stays is not cleaned away; ids of others are refused")
    func attachedOrphan() {
        var cloud = SimulatedCloud()
        cloud.apply(cloud.plan(Declare.mainJob))
        cloud.loseRecords()
        let disk = cloud.objects.values.first { $0.kind == .disk && $0.owner != nil }!
        var choices = PlanOptions()
        choices.clean = [disk.id, "somebody-elses"]
        let plan = cloud.plan(Declare.manifests([]), options: choices)
        #expect(plan.steps.isEmpty)
        #expect(plan.findings.count { ["orphan", "no-orphan"].contains($0.code) } == 2)
    }

    @Test("Backups without an image in our vaults are orphans, those that retention keeps are not")
    func leftBackups() {
        var own = LiveBackup(region: "north", id: "b1")
        own.name =
            "\(BackupName(image: "golden", owner: Mark.owner(project: "shop", address: Address(.image, "golden")), generation: 2))"
        var strange = LiveBackup(region: "north", id: "b2")
        (strange.name, strange.vault) = ("backup_for_image", "vault-1")
        var elsewhere = LiveBackup(region: "north", id: "b3")
        (elsewhere.name, elsewhere.vault) = ("monthly", "vault-9")
        var policy = LiveBackup(region: "north", id: "b4")
        (policy.vault, policy.isAutomatic) = ("vault-1", true)
        var running = LiveBackup(region: "north", id: "b5")
        (running.vault, running.status) = ("vault-1", "protecting")
        var all = [own, strange, elsewhere, policy]
        for index in all.indices { all[index].status = "available" }
        let finder = OrphanFinder(project: "shop", ownership: .believing)
        func ids(_ desired: DesiredState) -> [RemoteID] {
            finder.orphans(
                unknown: [], backups: all + [running], desired: desired, records: [], vaults: ["vault-1"]
            ).map(
                \.id)
        }
        #expect(ids(Declare.manifests([])) == ["b1", "b2"])
        #expect(ids(Self.golden("1")) == ["b2"])
    }

    @Test("A copy's backup that the retention of its image keeps is no orphan")
    func inheritedRetention() {
        let address = Address(.copy, "golden", part: "south")
        var backup = LiveBackup(region: "south", id: "b1")
        backup.status = "available"
        backup.name =
            "\(BackupName(image: "golden", owner: Mark.owner(project: "shop", address: address), generation: 2))"
        let copy = DesiredResource(
            address: address, region: "north", attributes: [.targetRegion: "south"],
            details: .copy(CopyDetails(image: Address(.image, "golden"))))
        func orphans(_ resources: [DesiredResource]) -> [Orphan] {
            OrphanFinder(project: "shop", ownership: .believing).orphans(
                unknown: [], backups: [backup], desired: Declare.manifests(resources), records: [], vaults: []
            )
        }
        #expect(orphans(Self.golden("1").resources + [copy]).isEmpty)
        #expect(orphans([Declare.image(), copy]).map(\.id) == ["b1"])
    }

    // MARK: Adoption

    private static func foreign(_ name: String, disks: Int, tags: [String: String] = [:]) -> [LiveResource] {
        let attached = (0..<disks).map { number in
            LiveResource(
                kind: .disk, region: "north", id: "\(name)-disk-\(number)", name: "\(name)-v\(number)",
                attributes: [
                    .region: "north", .size: .int(100 + number), .type: "SSD",
                    .name: .string("\(name)-v\(number)"),
                ])
        }
        var server = LiveResource(
            kind: .server, region: "north", id: "id-\(name)", name: name,
            attributes: [
                .name: .string(name), .region: "north", .zone: "north-a", .flavor: "s6.large.2",
                .image: "img",
                .tags: .strings(tags),
            ])
        server.facts = .server(
            ServerFacts(
                disks: attached.enumerated().map {
                    .init(id: $1.id, device: "/dev/vd\($0)", isSystem: false, deletedWithServer: false)
                }))
        return [server] + attached
    }

    @Test(
        "Servers are adopted with their disks, under keys of their names; what is known or another's is left alone"
    )
    func adoption() {
        var theirs = Self.foreign("theirs", disks: 0)
        theirs[0].owner = "other_abcdefghij"
        let live = LiveIndex(
            Self.foreign("web 1", disks: 2) + Self.foreign("9lives", disks: 0) + Self.foreign("web", disks: 0)
                + theirs)
        let prior = PriorState(
            lineage: "l", serial: 1,
            records: [ResourceRecord(address: Address(.server, "web"), region: "north", id: "id-web")])
        let adoption = Adoption(LiveSelector(), live: live, desired: Declare.manifests([]), prior: prior)
        #expect(adoption.members.map(\.address.description) == ["server.server-9lives", "server.web-1"])
        #expect(adoption.left.map(\.server.name) == ["theirs"])
        #expect(adoption.managed == ["id-web": Address(.server, "web")])
        let declared = Declare.manifests(adoption.members.flatMap(Adoption.resources))
        let (records, unpaired) = adoption.records(declared)
        #expect(unpaired == [])
        #expect(
            records.map(\.address.description) == [
                "server.server-9lives", "server.web-1", "disk.web-1.disk1", "disk.web-1.disk2",
            ])
        #expect(records.allSatisfy { $0.isAdopted })
    }

    @Test("What a manifest only reads is not adopted beside it")
    func adoptionOfExisting() {
        var server = Declare.server("front", disks: [])
        server.ownership = .existing(.name("web", zone: nil))
        let adoption = Adoption(
            LiveSelector(), live: LiveIndex(Self.foreign("web", disks: 0)),
            desired: Declare.manifests([server]), prior: PriorState())
        #expect(adoption.members.isEmpty)
        #expect(adoption.left.map(\.because) == ["server.front declares it as existing"])
    }

    @Test("A declared server is found by its name; disks of other sizes are not paired")
    func adoptionOfDeclared() {
        var server = Declare.server("front", disks: ["data"])
        server.attributes[.name] = "web"
        let desired = Declare.manifests([server, Declare.disk("data", of: "front", sizeGiB: 500)])
        let adoption = Adoption(
            LiveSelector(), live: LiveIndex(Self.foreign("web", disks: 1)), desired: desired,
            prior: PriorState())
        #expect(adoption.undeclared(in: desired).isEmpty)
        let (records, unpaired) = adoption.records(desired)
        #expect(records.map(\.address.description) == ["server.front"])
        #expect(unpaired == [Address(.server, "front")])
    }
}
