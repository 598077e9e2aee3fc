import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// Each invariant of plans, broken in a plan that was sound before.
@Suite struct PlanInvariantTests {
    /// A sound plan with the draft that it was checked against.
    private struct Example {
        var plan: Plan
        let draft: PlanDraft

        init(_ cloud: SimulatedCloud, _ desired: DesiredState, _ edit: (inout PlanInput) -> Void = { _ in })
            throws
        {
            var input = PlanInput(desired: desired, prior: cloud.prior, live: cloud.live)
            edit(&input)
            let planner = Planner(rules: [])
            draft = try planner.draft(input)
            plan = try planner.finish(draft, guests: [:])
            #expect(!plan.steps.isEmpty)
        }

        /// The number of the invariant that is broken now; `nil` when none is.
        var broken: Int? {
            do {
                try draft.check(plan)
                return nil
            } catch {
                if case .invariant(let number, _) = error { return number }
                return 1
            }
        }

        func step(_ id: StepID) throws -> Int { try #require(plan.steps.firstIndex { $0.id == id }) }

        mutating func replace(_ id: StepID, _ edit: (PlanStep) -> PlanStep) throws {
            let index = try step(id)
            plan.steps[index] = edit(plan.steps[index])
        }
    }

    private static func applied(_ desired: DesiredState) -> SimulatedCloud {
        var cloud = SimulatedCloud()
        cloud.apply(cloud.plan(desired))
        return cloud
    }

    /// The server of the main job moves to another image; its disks move over.
    private static var replacement: DesiredState {
        var desired = Declare.manifests([
            Declare.vault(), Declare.server(image: "Debian", disks: ["data", "logs"]), Declare.disk("data"),
            Declare.disk("logs", sizeGiB: 50, position: 1), Declare.image(),
        ])
        desired.acknowledgements = [Acknowledgement(key: "destroy", target: Address(.server, "web"))]
        return desired
    }

    private static func delete(_ step: PlanStep, _ edit: (inout DeleteStep) -> Void) -> PlanStep {
        guard case .delete(var delete) = step.operation else { return step }
        edit(&delete)
        return PlanStep(id: step.id, region: step.region, operation: .delete(delete), edges: step.edges)
    }

    @Test("1: step ids are unique, edges lead to earlier steps")
    func graph() throws {
        var twice = try Example(SimulatedCloud(), Declare.mainJob)
        #expect(twice.broken == nil)
        twice.plan.steps.append(twice.plan.steps[0])
        #expect(twice.broken == 1)
        var missing = try Example(SimulatedCloud(), Declare.mainJob)
        missing.plan.steps.remove(at: try missing.step("create vault.main"))
        #expect(missing.broken == 1)
        var late = try Example(SimulatedCloud(), Declare.mainJob)
        late.plan.steps.reverse()
        #expect(late.broken == 1)
    }

    @Test("2: changes have steps, and steps have changes")
    func changes() throws {
        var stepless = try Example(SimulatedCloud(), Declare.mainJob)
        stepless.plan.steps.removeAll { $0.address.kind == .image }
        #expect(stepless.broken == 2)
        var changeless = try Example(SimulatedCloud(), Declare.mainJob)
        changeless.plan.changes.removeAll { $0.address.kind == .vault }
        #expect(changeless.broken == 2)
    }

    @Test("3: no object is worked on by two steps in no order")
    func oneAtATime() throws {
        let cloud = Self.applied(Declare.manifests([Declare.vault(), Declare.server()]))
        var image = Declare.image()
        var details = try #require(image.imageDetails)
        var options = ImageOptions()
        options.quiesce = Quiesce()
        details.options = Boxed(options)
        image.details = .image(details)
        var example = try Example(cloud, Declare.manifests([Declare.vault(), Declare.server(), image]))
        #expect(example.plan.steps.contains { $0.id.verb == .stop })
        let start = try #require(example.plan.steps.first { $0.id.verb == .start }).id
        try example.replace(start) { $0.waiting(for: []) }
        #expect(example.broken == 3)
    }

    @Test("4: a server is deleted after the disks that stay have left it")
    func keptDisks() throws {
        var example = try Example(Self.applied(Declare.mainJob), Self.replacement)
        try example.replace("delete old server.web") { step in
            step.waiting(for: step.edges.filter { $0.reason != .disksMovedBeforeDelete })
        }
        #expect(example.broken == 4)
    }

    @Test("5: nothing is deleted that was not read, is only read, or is protected")
    func deletions() throws {
        var unread = try Example(Self.applied(Declare.mainJob), Self.replacement)
        try unread.replace("delete old server.web") { Self.delete($0) { $0.id = "server-of-others" } }
        #expect(unread.broken == 5)

        var cloud = Self.applied(Declare.manifests([Declare.vault(), Declare.server("old")]))
        cloud.addServer(from: "image-ubuntu")
        var others = Declare.server("theirs")
        others.ownership = .existing(.id("foreign-server"))
        var desired = Declare.manifests(
            [Declare.vault(), others],
            removals: [Removal(from: Address(.server, "old"), action: .delete)])
        desired.acknowledgements = [Acknowledgement(key: "destroy", target: Address(.server, "old"))]
        var onlyRead = try Example(cloud, desired)
        try onlyRead.replace("delete server.old") { Self.delete($0) { $0.id = "foreign-server" } }
        #expect(onlyRead.broken == 5)

        var vault = Declare.vault()
        vault.protect = true
        var protected = try Example(
            Self.applied(Declare.manifests([vault])),
            Declare.manifests([], removals: [Removal(from: Address(.vault, "main"), action: .delete)]))
        #expect(protected.plan.findings.map(\.code) == ["protected"])
        protected.plan.findings = []
        #expect(protected.broken == 5)
    }

    @Test("6: what nobody agreed to blocks the plan, and data at risk is named")
    func consent() throws {
        var silent = Self.replacement
        silent.acknowledgements = []
        var pending = try Example(Self.applied(Declare.mainJob), silent)
        #expect(pending.plan.isBlocked)
        #expect(pending.plan.findings.map(\.code) == ["consent"])
        pending.plan.findings = []
        #expect(pending.broken == 6)

        var riskless = try Example(Self.applied(Declare.mainJob), Self.replacement)
        let index = try #require(riskless.plan.changes.firstIndex { $0.risk != nil })
        let change = riskless.plan.changes[index]
        riskless.plan.changes[index] = Change(
            address: change.address, region: change.region, action: change.action, id: change.id,
            before: change.before, after: change.after, reason: change.reason)
        #expect(riskless.broken == 6)
    }

    @Test("6: a deleted vault has its backups at risk, unless another step deletes them before")
    func backups() throws {
        let removals = ["vault.main", "image.golden"].map { Removal(from: .of($0), action: .delete) }
        var desired = Declare.manifests(
            [], removals: removals + [Removal(from: .of("server.web"), action: .forget)])
        desired.acknowledgements = [Acknowledgement(key: "destroy-backups", target: .of("vault.main"))]
        var example = try Example(Self.applied(Declare.mainJob), desired) { input in
            input.leaveBackup("b-7", of: "image.golden", generation: 7)
            let vault = input.id("vault.main")
            for index in input.live.backups.indices { input.live.backups[index].vault = vault }
        }
        #expect(example.broken == nil)
        let index = try #require(example.plan.changes.firstIndex { $0.address == .of("vault.main") })
        #expect(example.plan.changes[index].backupRisk?.count == 2)
        let change = example.plan.changes[index]
        example.plan.changes[index] = change.risking(change.risk, backups: nil)
        #expect(example.broken == 6)
    }

    @Test("7: only the disk that was asked for gets name and marks")
    func adoptions() throws {
        let desired = Declare.manifests([Declare.server(disks: ["data"]), Declare.disk("data")])
        var cloud = SimulatedCloud()
        var first = cloud.plan(desired)
        first.steps.removeAll { $0.id == "label disk.web.data" }
        cloud.apply(first)
        var example = try Example(cloud, desired)
        #expect(example.plan.steps.map(\.id) == ["label disk.web.data"])
        try example.replace("label disk.web.data") { step in
            guard case .label(var label) = step.operation else { return step }
            label.create.attributes[.size] = 7
            return PlanStep(id: step.id, region: step.region, operation: .label(label), edges: step.edges)
        }
        #expect(example.broken == 7)
    }

    @Test("8: usage is the sum over the steps; a disk that exists already takes nothing")
    func usage() throws {
        var catalogue = Catalogue.north
        catalogue.quotas.servers = .init(used: 1, limit: 10)
        catalogue.quotas.disks = .init(used: 2, limit: 10)
        var example = try Example(SimulatedCloud(), Declare.mainJob) {
            $0.live.catalogues = ["north": catalogue]
        }
        #expect(example.plan.usages.prefix(2).map(\.after) == [2, 5])
        let usage = example.plan.usages[0]
        example.plan.usages[0] = Usage(
            region: usage.region, thing: usage.thing, used: usage.used, after: 3, peak: 3, limit: usage.limit)
        #expect(example.broken == 8)
    }

    @Test("9: no address comes into being twice")
    func creations() throws {
        var twice = try Example(SimulatedCloud(), Declare.mainJob)
        try twice.replace("create server.web") { step in
            guard case .create(var create) = step.operation else { return step }
            create.disks += create.disks.prefix(1)
            return PlanStep(id: step.id, region: step.region, operation: .create(create), edges: step.edges)
        }
        #expect(twice.broken == 9)
    }
}
