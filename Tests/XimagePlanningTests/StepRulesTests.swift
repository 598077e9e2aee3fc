import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// Rules that are asked again just before a step, and those that need nothing but manifests.
@Suite struct StepRulesTests {
    private static let desired = Declare.manifests(
        Declare.mainJob.resources + [Declare.replicas, Declare.copy(), Declare.vault("spare")])

    private static func rules(_ all: [any Rule] = [StepRule(), GoneRule(), PlanRule()]) -> StepRules {
        StepRules(rules: all, desired: desired, catalogues: ["north": .north], acknowledgements: [])
    }

    private static func change(_ address: String, _ action: Action) -> Change {
        Change(
            address: .of(address), region: "north", action: action, id: action == .create ? nil : "id",
            after: action == .delete ? nil : [:], reason: .declaredButMissing)
    }

    @Test("A create needs what it refers to, anything else its own object alone")
    func needs() {
        let rules = Self.rules()
        #expect(
            rules.needs(Self.change("image.golden@2", .create)) == [
                .of("image.golden"), .of("server.web"), .of("vault.main"),
            ])
        #expect(rules.needs(Self.change("image.golden@2", .update)) == [.of("image.golden")])
        #expect(rules.needs(Self.change("server.none", .create)) == [.of("server.none")])
    }

    @Test("References and regions of what is declared")
    func references() {
        let rules = Self.rules()
        let references = rules.references(of: .of("image.golden@1")).map { "\($0.0) \($0.1)" }
        #expect(references == ["from server.web", "vault vault.main"])
        #expect(rules.references(of: .of("image.none")).isEmpty)
        #expect(rules.region(of: .of("copy.golden.south")) == "south")
        #expect(rules.region(of: .of("image.golden")) == "north")
        #expect(rules.region(of: .of("vault.dr")) == "south")
        #expect(rules.region(of: .of("vault.none")) == nil)
    }

    @Test(
        "An error about a change, or about what a change needs, forbids it; a removal only by a rule about removals"
    )
    func findings() {
        let changes = [
            Self.change("server.web", .update), Self.change("disk.web.data", .delete),
            Self.change("image.golden@2", .create), Self.change("vault.spare", .create),
        ]
        var vault = LiveResource(kind: .vault, region: "north", id: "v-1", name: "main")
        vault.attributes[.size] = 7
        let server = LiveResource(kind: .server, region: "north", id: "s-1", name: "web")
        let live = LiveState(resources: [vault, server], readAt: .test)
        func found(_ rules: [any Rule]) -> [String] {
            Self.rules(rules).findings(
                about: changes, ids: [.of("vault.main"): "v-1", .of("server.web"): "s-1"], live: live
            ).flatMap {
                address, findings in findings.map { "\(address): \($0.detail)" }
            }.sorted()
        }
        #expect(
            found([StepRule()]) == [
                "image.golden@2: image.golden has -", "image.golden@2: vault.main has v-1",
                "vault.spare: vault.spare has -",
            ])
        #expect(found([PlanRule()]) == [])
        #expect(found([InsideRule()]) == ["image.golden@2: later"])
        #expect(found([StepRemovalRule()]).count == 5)
    }

    @Test("A check that holds a step counts; all others let it go on")
    func checks() async {
        let step = PlanStep.create("vault.main")
        let hold = StepVerdict.hold(StepHold(reason: Bilingual("full", zh: "原因")))
        func verdict(_ all: StepVerdict...) async -> StepVerdict {
            await StepChecks(all.map { FixedCheck(answer: $0) }).verdict(on: step, ids: [:])
        }
        #expect(await verdict() == .goOn)
        #expect(await verdict(.goOn, hold, .hold(StepHold(reason: Bilingual("late", zh: "原因")))) == hold)
        #expect(await verdict(.goOn, .goOn) == .goOn)
    }

    @Test("Validation asks rules of that phase about what is declared, without facts")
    func validate() {
        let (findings, checks) = Planner(rules: [PlanRule(), ValidateRule(), ContextRule()]).validate(
            Self.desired)
        #expect(findings.map(\.code) == ["TT021"])
        #expect(findings.map(\.detail) == ["8 declared, today -, images made: [true], 190 GiB"])
        #expect(checks.rules == 1)
    }

    @Test("Rules about the inside of servers see the server with its disks, and what was found")
    func guests() throws {
        var cloud = SimulatedCloud()
        cloud.apply(cloud.plan(Declare.mainJob))
        let server = try #require(cloud.objects.values.first { $0.kind == .server })
        let system = try #require(cloud.objects.values.first { $0.name == "" && $0.kind == .disk })
        let subject = GuestSubject(
            image: .of("image.golden"), server: .of("server.web"), region: "north", live: server,
            disks: [system],
            settings: nil)
        let planner = Planner(rules: [GuestRule(), StepRule(), GuestPlanRule()])
        func findings(_ subject: GuestSubject) -> [String] {
            planner.guestFindings(
                subject, .nothing("no answer"), in: Declare.mainJob,
                acknowledgements: [Acknowledgement(key: "inside", target: .of("image.golden"))],
                live: LiveIndex(cloud.live.resources), at: .test
            ).map { "\($0.severity) \($0.detail)" }
        }
        #expect(
            findings(subject) == [
                "warning server.web (server-2), 190 GiB, 3 live disks, made true, no answer. Acknowledged with `inside`."
            ])
        var unknown = subject
        unknown.image = .of("image.none")
        #expect(findings(unknown) == [])
        var undeclared = subject
        undeclared.server = nil
        #expect(
            findings(undeclared).first?.hasPrefix("warning server.web (new), -1 GiB, 0 live disks") == true)
    }

    @Test("The insides of servers matter that exist, stay and are imaged with their system disk")
    func guestSubjects() throws {
        let world = PlanWorld(
            "",
            from: Declare.manifests([Declare.vault(), Declare.server(disks: ["data"]), Declare.disk("data")]),
            to: Declare.manifests([
                Declare.vault(), Declare.server(disks: ["data"]), Declare.disk("data"), Declare.server("new"),
                Declare.image("whole"), Declare.image("fresh", of: "new"),
                Declare.image("data").with(.kind, "data").with(.sourceDisk, .reference(.of("disk.web.data"))),
            ]))
        let subjects = try Planner(rules: []).draft(world.input).guestSubjects
        #expect(subjects.map(\.image) == [.of("image.whole")])
        #expect(subjects.map(\.server) == [.of("server.web")])
        #expect(subjects.map { $0.disks.map(\.id) } == [["disk-3", "disk-4"]])
        var destroy = world.input
        destroy.mode = .destroy(withBackups: false)
        #expect(try Planner(rules: []).draft(destroy).guestSubjects == [])
    }

    @Test(
        "What errors forbid is left out, with all that waits for it, until none is left; an error about nothing stops"
    )
    func skipsBlocked() throws {
        let input = PlanInput(
            desired: Declare.mainJob, prior: PriorState(), live: SimulatedCloud().live)
        let planner = Planner(rules: [FullVaultRule()])
        let plan = try planner.plan(input)
        let rest = try #require(try planner.skippingBlocked(plan, input))
        #expect(rest.findings == plan.findings)
        #expect(rest.steps.map(\.id).contains("create server.web"))
        #expect(
            rest.skipped.map { "\($0.step): \($0.because.english)" } == [
                "create vault.main: TT030: full", "create image.golden@1: TT030: full",
            ])
        let blind = Planner(rules: [NowhereRule()])
        #expect(try blind.skippingBlocked(try blind.plan(input), input) == nil)
    }
}

private struct FixedCheck: StepCheck {
    let answer: StepVerdict

    func verdict(on step: PlanStep, ids: [Address: RemoteID]) async -> StepVerdict { answer }
}

extension RuleMetadata {
    /// Of a rule whose message is its argument.
    fileprivate static func plain(
        _ id: String, _ phases: [Phase], severity: Severity = .error, acknowledgement: String? = nil
    ) -> RuleMetadata {
        RuleMetadata(
            id: id, name: id.lowercased(), severity: severity, phases: phases,
            acknowledgement: acknowledgement,
            title: Bilingual("Subject", zh: "对象"), headline: Bilingual("Finding", zh: "结果"),
            rationale: Bilingual("", zh: ""), source: "", english: RuleText("{text}"),
            chinese: RuleText("{text}"))
    }
}

/// Violated by everything that it is asked about.
private struct StepRule: Rule {
    static let metadata = RuleMetadata.plain("TT020", [.plan, .apply])

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for kind in ResourceKind.allCases {
            for subject in context.subjects(kind) {
                report.violate(subject, ["text": "\(subject.address) has \(subject.live?.id ?? "-")"])
            }
        }
    }
}

/// The same, about what leaves.
private struct StepRemovalRule: RemovalRule {
    static let metadata = RuleMetadata.plain("TT022", [.plan, .apply])

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for subject in ResourceKind.allCases.flatMap({ context.subjects($0) }) {
            report.violate(subject, ["text": "\(subject.address)"])
        }
    }
}

/// Reports what is known about the inside of each source.
private struct InsideRule: Rule {
    static let metadata = RuleMetadata.plain("TT024", [.plan, .apply])

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures {
            let text = if case .deferred = context.guest(capture) { "later" } else { "now" }
            report.violate(context.image(capture), ["text": "\(text)"])
        }
    }
}

private struct PlanRule: Rule {
    static let metadata = RuleMetadata.plain("TT023", [.plan])

    func check(_ context: RuleContext, into report: inout RuleReport) {
        report.violate(nil, ["text": "plan"])
    }
}

private struct ValidateRule: Rule {
    static let metadata = RuleMetadata.plain("TT021", [.validate])

    func check(_ context: RuleContext, into report: inout RuleReport) {
        let total = context.captures.compactMap(\.totalGiB).reduce(0, +)
        let text =
            "\(context.positions.count) declared, today \(context.today ?? "-"), images made: "
            + "\(context.captures.map(\.isMade)), \(total) GiB"
        report.violate(nil, ["text": "\(text)"])
    }
}

private struct GuestRule: Rule {
    static let metadata = RuleMetadata.plain("GU901", [.plan, .apply], acknowledgement: "inside")

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for capture in context.captures {
            let known =
                switch context.guest(capture) {
                case .deferred: "later"
                case .unknown(let reason): reason
                case .facts: "facts"
                }
            let disks = context.disks(capture).filter { $0.live != nil }
            let text =
                "\(context.serverName(capture)) (\(capture.liveServer ?? "new")), \(capture.totalGiB ?? -1) GiB, "
                + "\(disks.count) live disks, made \(capture.isMade), \(known)."
            report.violate(context.image(capture), ["text": "\(text)"])
        }
    }
}

private struct GuestPlanRule: Rule {
    static let metadata = RuleMetadata.plain("GU902", [.plan])

    func check(_ context: RuleContext, into report: inout RuleReport) {
        report.violate(nil, ["text": "plan"])
    }
}

private struct FullVaultRule: Rule {
    static let metadata = RuleMetadata.plain("TT030", [.plan])

    func check(_ context: RuleContext, into report: inout RuleReport) {
        for vault in context.subjects(.vault) where vault.change != nil {
            report.violate(vault, ["text": "full"])
        }
    }
}

private struct NowhereRule: Rule {
    static let metadata = RuleMetadata.plain("TT031", [.plan])

    func check(_ context: RuleContext, into report: inout RuleReport) { report.violate(nil, ["text": "no"]) }
}
