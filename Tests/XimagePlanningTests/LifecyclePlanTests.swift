import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// Copies, quiescing, moves and parts of plans, on values.
@Suite struct LifecyclePlanTests {
    private static func copy(_ retention: Retention? = nil) -> DesiredResource {
        DesiredResource(
            address: Address(.copy, "golden", part: "south"), region: "north",
            attributes: [
                .region: "north", .targetRegion: "south", .source: .reference(Address(.image, "golden")),
                .targetVault: .reference(Address(.vault, "dr")), .agency: "ims_copy",
            ],
            details: .copy(CopyDetails(image: Address(.image, "golden"), retention: retention)))
    }

    private static func set(revision: String, retention: Retention? = nil, quiesce: Quiesce? = nil)
        -> DesiredState
    {
        var vault = Declare.vault("dr")
        vault.region = "south"
        vault.attributes[.region] = "south"
        vault.attributes[.purpose] = "replication"
        var image = Declare.image(revision: revision)
        guard case .image(var details) = image.details else { return Declare.mainJob }
        var options = ImageOptions()
        options.retention = retention
        options.quiesce = quiesce
        details.options = Boxed(options)
        image.details = .image(details)
        return Declare.manifests([Declare.vault(), vault, Declare.server(disks: []), image, copy()])
    }

    @Test("Each generation is copied while it is the newest, and copies follow their own retention")
    func generations() {
        var cloud = SimulatedCloud()
        let rule = Retention(keep: 2, deleteBackups: true)
        for revision in 1...4 {
            let desired = Self.set(revision: "\(revision)", retention: rule)
            cloud.apply(cloud.plan(desired))
            #expect(cloud.plan(desired).steps.map(\.id) == [])
        }
        let kept = cloud.records.map(\.address).filter { $0.kind == .image || $0.kind == .copy }.sorted()
        #expect(
            kept.map(\.description) == [
                "image.golden@3", "image.golden@4", "copy.golden.south@3", "copy.golden.south@4",
            ])
        #expect(cloud.backups.count == 4)
    }

    @Test("A record follows where its generation can be used, without a step")
    func scope() {
        var cloud = SimulatedCloud()
        let desired = Self.set(revision: "1")
        cloud.apply(cloud.plan(desired))
        let image = Address(.image, "golden", generation: 1)
        for (scope, text) in [
            (ImageFacts.Scope.zone("north-a"), "north-a"), (.region, "region"), (.none, "region"),
        ] {
            cloud.change(image) { $0.facts = .image(ImageFacts(scope: scope)) }
            let plan = cloud.plan(desired)
            #expect(plan.steps.map(\.id) == [])
            cloud.apply(plan)
            #expect(cloud.records.first { $0.address == image }?.attributes[.scope].string == text)
        }
    }

    @Test("The old generation goes after the new one is ready, never before")
    func order() {
        var cloud = SimulatedCloud()
        let rule = Retention(keep: 1, deleteBackups: true)
        cloud.apply(cloud.plan(Self.set(revision: "1", retention: rule)))
        let plan = cloud.plan(Self.set(revision: "2", retention: rule))
        let delete = plan.steps.first { $0.id == "delete image.golden@1" }
        #expect(delete?.edges.map(\.step) == ["create image.golden@2"])
        #expect(plan.findings.map(\.code) == ["retention"])
    }

    @Test("A generation that a server runs on stays, and the plan says why")
    func inUse() {
        var cloud = SimulatedCloud()
        let rule = Retention(keep: 1, deleteBackups: true)
        cloud.apply(cloud.plan(Self.set(revision: "1", retention: rule)))
        let image = cloud.records.first { $0.address.description == "image.golden@1" }?.id ?? ""
        cloud.addServer(from: image)
        let live = cloud.plan(Self.set(revision: "2", retention: rule))
        #expect(!live.steps.contains { $0.id == "delete image.golden@1" })
        #expect(live.findings.contains { $0.code == "retention-held" && $0.detail.contains("in use by") })
    }

    @Test("Stopped servers are started after their image, however it ends, and so many are stopped at a time")
    func quiesce() {
        var resources = [Declare.vault()]
        for index in 0..<3 {
            resources.append(Declare.server("s\(index)"))
            var image = Declare.image("golden", of: "s\(index)")
            image.address.instance = .key("s\(index)")
            if case .image(var details) = image.details {
                var options = ImageOptions()
                options.quiesce = Quiesce()
                details.options = Boxed(options)
                image.details = .image(details)
            }
            resources.append(image)
        }
        let plan = SimulatedCloud().plan(Declare.manifests(resources))
        let stops = plan.steps.filter {
            if case .stop = $0.operation { true } else { false }
        }
        let starts = plan.steps.filter {
            if case .start = $0.operation { true } else { false }
        }
        #expect(stops.count == 3 && starts.count == 3)
        for start in starts { #expect(start.edges.map(\.reason) == [.imageBeforeStart]) }
        let lanes = stops.map { $0.edges.filter { $0.reason == .fewStoppedAtATime }.map(\.step) }
        #expect(lanes == [[], [starts[0].id], [starts[1].id]])
    }

    @Test(
        "An entry of `removed` for an instance counts before that of its block, in either order",
        arguments: [false, true])
    func specificRemoval(isReversed: Bool) {
        var cloud = SimulatedCloud()
        let servers = ["server.web[0]", "server.web[1]"].map { Declare.server().named($0) }
        cloud.apply(cloud.plan(Declare.manifests(servers)))
        let entries = [
            Removal(from: .of("server.web"), action: .delete),
            Removal(from: .of("server.web[1]"), action: .forget),
        ]
        let plan = cloud.plan(Declare.manifests([], removals: isReversed ? entries.reversed() : entries))
        let actions = Dictionary(uniqueKeysWithValues: plan.changes.map { ($0.address, $0.action) })
        #expect(actions == [.of("server.web[0]"): .delete, .of("server.web[1]"): .forget])
    }

    @Test("A moved record keeps its object and gets the mark of its new address")
    func moves() {
        var cloud = SimulatedCloud()
        cloud.apply(cloud.plan(Declare.manifests([Declare.vault("old")])))
        let id = cloud.records[0].id
        var desired = Declare.manifests([Declare.vault("new")])
        desired.resources[0].attributes[.name] = "shop-old"
        desired.moves = [Move(from: Address(.vault, "old"), to: Address(.vault, "new"))]
        let plan = cloud.plan(desired)
        #expect(plan.steps.map(\.id) == ["update vault.new"])
        #expect(plan.changes.first?.reason == .moved(Address(.vault, "old")))
        #expect(plan.renamed.map(\.record.id) == [id])
        guard case .update(let update) = plan.steps.first?.operation else {
            Issue.record("the vault is not updated")
            return
        }
        #expect(update.retags && update.changes.isEmpty)
    }

    @Test("A part of a plan holds what it needs, and leaves out what needs what was left out")
    func parts() {
        let desired = Self.set(revision: "1")
        func steps(_ edit: (inout PlanOptions) -> Void) -> [StepID] {
            var choices = PlanOptions()
            edit(&choices)
            let cloud = SimulatedCloud()
            let input = PlanInput(desired: desired, prior: cloud.prior, live: cloud.live, options: choices)
            return Planner(rules: []).sound(input).steps.map(\.id)
        }
        #expect(steps { $0.targets = [.glob("server.w*")] } == ["create server.web"])
        #expect(
            Set(steps { $0.targets = [.glob("image.golden")] }) == [
                "create vault.main", "create server.web", "create image.golden@1",
            ])
        #expect(
            Set(steps { $0.exclusions = [.glob("vault.main")] }) == ["create vault.dr", "create server.web"])
    }

    @Test("A pattern that fits nothing stops the plan, also one that would leave something out")
    func fitsNothing() {
        func findings(_ edit: (inout PlanOptions) -> Void) -> [String] {
            var choices = PlanOptions()
            edit(&choices)
            let input = PlanInput(
                desired: Self.set(revision: "1"), prior: PriorState(), live: SimulatedCloud().live,
                options: choices)
            return Planner(rules: []).sound(input).findings.filter { $0.severity == .error }.map {
                "\($0.detail) \($0.fix ?? "")"
            }
        }
        #expect(findings { $0.targets = [.glob("server.w*"), .label("tier", "web")] }.count == 1)
        #expect(
            findings { $0.exclusions = [.glob("server.wbe")] } == [
                "`--exclude server.wbe` fits no address of this set, of its state or of this plan. "
                    + "Did you mean `server.web`?"
            ])
        #expect(findings { $0.targets = [.glob("copy.golden.south@*")] } == [])
        #expect(
            findings {
                $0.targets = [.glob("server.old")]
                $0.removals = [Removal(from: Address(.server, "old"), action: .delete)]
            } == [
                "`--removed server.old=delete` fits no object of the state, so there is nothing to remove. "
                    + "To see all addresses:\n  ximage state list"
            ])
    }
}
