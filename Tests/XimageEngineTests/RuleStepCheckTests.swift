import Testing
import XimageCore
import XimageEngine
import XimagePlanning
import XimageTestSupport

/// What is read just before a step, and what the rules make of it, on a virtual clock.
@Suite struct RuleStepCheckTests {
    /// A vault below 100 GiB.
    private struct SmallVault: Rule {
        static let metadata = words("TT001", "{vault} is too small.")

        func check(_ context: RuleContext, into report: inout RuleReport) {
            for subject in context.subjects[.vault] {
                guard let size = subject.live?.attributes[.size].int else { continue }
                report.evaluated += 1
                if size < 100 { report.violate(subject, ["vault": "\(subject.address)"]) }
            }
        }
    }

    /// A server that starts: that ends by itself.
    private struct BusyServer: Rule {
        static let metadata = words("TT002", "{server} starts.")

        func check(_ context: RuleContext, into report: inout RuleReport) {
            for subject in context.subjects[.server] where subject.live?.attributes[.power] == "starting" {
                report.violate(subject, ["server": "\(subject.address)"])
            }
        }
    }

    /// A deletion of what its description says to keep.
    private struct KeptObject: RemovalRule {
        static let metadata = words("TT003", "{object} is to be kept.")

        func check(_ context: RuleContext, into report: inout RuleReport) {
            for change in context.changes where change.action == .delete {
                guard let id = change.id, context.live[id]?.attributes[.description] == "keep" else {
                    continue
                }
                report.violate(change.address, ["object": "\(change.address)"])
            }
        }
    }

    private static func words(_ id: String, _ text: String) -> RuleMetadata {
        RuleMetadata(
            id: id, name: id, severity: .error, phases: [.plan, .apply],
            title: Bilingual("Test", zh: "测试"),
            headline: Bilingual("A test finds something", zh: "测试有发现"),
            rationale: Bilingual("A test asks for it.", zh: "测试需要。"), source: "None", english: RuleText(text),
            chinese: RuleText(text)
        )
    }

    // MARK: The scene

    private static let vault = Address(.vault, "v0")

    /// A vault and four servers that exist, and images of them that do not.
    private struct Scene: Sendable {
        let simulation: Simulation
        let cloud: SimulatedCloud
        let ids: [Address: RemoteID]
        let desired: DesiredState
        let check: RuleStepCheck

        func server(_ number: Int) -> Address { Address(.server, "s\(number)") }
        func id(_ address: Address) -> RemoteID { ids[address] ?? "" }

        /// Makes the image of a server; its references are still addresses.
        func step(_ number: Int, _ change: (inout Attributes) -> Void = { _ in }) -> PlanStep {
            let address = Address(.image, "i\(number)", generation: 1)
            var attributes = desired[address.series]?.attributes ?? [:]
            change(&attributes)
            return PlanStep(
                id: StepID(.create, address), region: "north",
                operation: .create(CreateStep(attributes: attributes, generation: 1)))
        }

        func verdict(_ number: Int) async -> StepVerdict { await check.verdict(on: step(number), ids: ids) }

        func resize(to size: Int) async throws {
            try await cloud.change(id(vault), .vault, [.size: .int(size)])
        }

        func wait(_ seconds: Int) async throws { try await simulation.time.sleep(.seconds(seconds)) }

        /// How often the cloud was read meanwhile, by what was read.
        func counting<T: Sendable>(_ body: () async throws -> T) async rethrows -> (
            result: T, reads: [String: Int]
        ) {
            let before = cloud.calls
            let result = try await body()
            let reads = cloud.calls.merging(before) { $0 - $1 }.filter {
                $0.value > 0 && ($0.key.hasPrefix("list") || $0.key.hasPrefix("current"))
            }
            return (result, reads)
        }

        /// How often the cloud is read for one image.
        func reads(_ number: Int) async -> [String: Int] { await counting { await verdict(number) }.reads }
    }

    /// - Parameters:
    ///   - total: how many servers and disks there were when the plan was made.
    ///   - isRecorded: state knows the vault and the servers.
    private static func run<T: Sendable>(
        total: Int = 4, isRecorded: Bool = false,
        _ body: @escaping @Sendable (Scene) async throws -> T
    ) async throws -> T {
        try await Simulation.run { simulation in
            let cloud = SimulatedCloud(time: simulation.time, .init(serverTakes: .zero))
            let desired = SimulatedSet.desired(servers: 4, disks: 0)
            var ids: [Address: RemoteID] = [:]
            for resource in desired.resources where resource.address.kind != .image {
                ids[resource.address] = try await cloud.make(resource.address, resource.attributes)
            }
            let live = (0..<total).flatMap { number in
                [ResourceKind.server, .disk].map {
                    LiveResource(kind: $0, region: "north", id: "\($0.rawValue)-then-\(number)", name: "")
                }
            }
            let check = RuleStepCheck(
                Environment(
                    provider: cloud, time: simulation.time, options: ApplyOptions(pollInterval: .seconds(10))),
                rules: StepRules(
                    rules: [SmallVault(), BusyServer(), KeptObject()], desired: desired, catalogues: [:],
                    acknowledgements: []),
                records: isRecorded
                    ? ids.map { ResourceRecord(address: $0.key, region: "north", id: $0.value) } : [],
                live: live, isTransient: { $0 == "TT002" })
            return try await body(
                Scene(simulation: simulation, cloud: cloud, ids: ids, desired: desired, check: check))
        }
    }

    private static func words(of verdict: StepVerdict) -> String {
        if case .hold(let hold) = verdict { hold.reason.english } else { "go on" }
    }

    private static let small = "TT001: vault.v0 is too small."
    private static let lists = [
        "list image": 1, "list copy": 1, "list vault": 1, "list server": 1, "list disk": 1,
    ]

    // MARK: Verdicts

    @Test("A finding that stays holds the step with the rule's words, after a second look")
    func holds() async throws {
        let (verdict, reads) = try await Self.run { scene in
            try await scene.resize(to: 50)
            return await scene.counting { await scene.verdict(0) }
        }
        guard case .hold(let hold) = verdict else {
            Issue.record("The step goes on.")
            return
        }
        #expect(hold.reason.english == Self.small)
        #expect(hold.findings.map(\.code) == ["TT001"])
        #expect(reads["list vault"] == 2)
    }

    @Test("What a finding was about is read again before it counts")
    func looksTwice() async throws {
        let words = try await Self.run { scene in
            try await scene.resize(to: 50)
            let first = await scene.verdict(0)
            try await scene.resize(to: 500)
            return [first, await scene.verdict(0)].map { Self.words(of: $0) }
        }
        #expect(words == [Self.small, "go on"])
    }

    @Test("Facts of the last ten seconds are used again; older ones are read again")
    func freshness() async throws {
        let words = try await Self.run { scene in
            let first = await scene.verdict(0)
            try await scene.resize(to: 50)
            try await scene.wait(8)
            let second = await scene.verdict(0)
            try await scene.wait(3)
            return [first, second, await scene.verdict(0)].map { Self.words(of: $0) }
        }
        #expect(words == ["go on", "go on", Self.small])
    }

    @Test("A state that ends by itself is looked at again until it has ended")
    func waitsOut() async throws {
        let (words, took) = try await Self.run { scene in
            let server = scene.id(scene.server(0))
            try await scene.cloud.change(server, .server, [.power: "starting"])
            let begin = scene.simulation.uptime
            async let verdict = scene.verdict(0)
            try await scene.wait(15)
            try await scene.cloud.change(server, .server, [.power: "running"])
            return (Self.words(of: await verdict), scene.simulation.uptime - begin)
        }
        #expect(words == "go on")
        #expect(took >= .seconds(20) && took < .seconds(25))
    }

    @Test("A state that does not end holds the step after six looks")
    func doesNotEnd() async throws {
        let (words, took, reads) = try await Self.run { scene in
            try await scene.cloud.change(scene.id(scene.server(0)), .server, [.power: "starting"])
            let begin = scene.simulation.uptime
            let (verdict, reads) = await scene.counting { await scene.verdict(0) }
            return (Self.words(of: verdict), scene.simulation.uptime - begin, reads)
        }
        #expect(words == "TT002: server.s0 starts.")
        #expect(reads["list server"] == 6)
        #expect(took >= .seconds(40) && took < .seconds(45))
    }

    @Test("Beside a finding that stays, one that ends by itself is not waited for")
    func both() async throws {
        let took = try await Self.run { scene in
            try await scene.resize(to: 50)
            try await scene.cloud.change(scene.id(scene.server(0)), .server, [.power: "starting"])
            let begin = scene.simulation.uptime
            guard case .hold(let hold) = await scene.verdict(0), hold.findings.count == 2 else {
                return Duration.seconds(-1)
            }
            return scene.simulation.uptime - begin
        }
        #expect(took >= .zero && took < .seconds(5))
    }

    @Test("A cancelled wait lets the step go on, which is cancelled itself")
    func cancelled() async throws {
        let words = try await Self.run { scene in
            try await scene.cloud.change(scene.id(scene.server(0)), .server, [.power: "starting"])
            return await withTaskGroup(of: String.self) { group in
                group.addTask { Self.words(of: await scene.verdict(0)) }
                try? await scene.wait(5)
                group.cancelAll()
                return await group.reduce("") { $0 + $1 }
            }
        }
        #expect(words == "go on")
    }

    @Test("Facts that cannot be read forbid nothing")
    func unreadable() async throws {
        let words = try await Self.run { scene in
            try await scene.resize(to: 50)
            scene.cloud.set { $0.failsReading = { true } }
            let first = await scene.verdict(0)
            scene.cloud.set { $0.failsReading = { false } }
            return [first, await scene.verdict(0)].map { Self.words(of: $0) }
        }
        #expect(words == ["go on", Self.small])
    }

    @Test("A deletion is left out while what depends on it cannot be read")
    func unreadableDeletion() async throws {
        let words = try await Self.run { scene in
            let step = PlanStep(
                id: StepID(.delete, scene.server(0)), region: "north",
                operation: .delete(
                    DeleteStep(id: scene.id(scene.server(0)), standing: .current, consent: .destroy)))
            scene.cloud.set { $0.failsReading = { true } }
            let first = await scene.check.verdict(on: step, ids: [:])
            scene.cloud.set { $0.failsReading = { false } }
            return [first, await scene.check.verdict(on: step, ids: [:])].map { Self.words(of: $0) }
        }
        #expect(words[0].hasPrefix("facts-not-read: server.s0 is not deleted"))
        #expect(words[1] == "go on")
    }

    // MARK: What is asked about

    @Test("Objects are known from state, from this run, or by the ids in the step")
    func knows() async throws {
        let words = try await Self.run(isRecorded: true) { scene in
            try await scene.resize(to: 50)
            let recorded = await scene.check.verdict(on: scene.step(0), ids: [:])
            let other = try await scene.cloud.make(Address(.vault, "other"), [.size: 500])
            // An object of this run takes the place of the one in state.
            let ofThisRun = await scene.check.verdict(on: scene.step(0), ids: [Self.vault: other])
            let inStep = await scene.check.verdict(
                on: scene.step(0) { $0[.vault] = .string(other) }, ids: [:])
            return [recorded, ofThisRun, inStep].map { Self.words(of: $0) }
        }
        #expect(words == [Self.small, "go on", "go on"])
    }

    @Test("An old object whose successor is there is not asked about")
    func deposed() async throws {
        let words = try await Simulation.run { simulation in
            let cloud = SimulatedCloud(time: simulation.time)
            let old = try await cloud.make(Self.vault, [.size: 50])
            let new = try await cloud.make(Self.vault, [.size: 500])
            let check = RuleStepCheck(
                Environment(provider: cloud, time: simulation.time),
                rules: StepRules(
                    rules: [SmallVault()], desired: SimulatedSet.desired(servers: 1), catalogues: [:],
                    acknowledgements: []),
                records: [
                    ResourceRecord(address: Self.vault, region: "north", id: new),
                    ResourceRecord(address: Self.vault, region: "north", id: old, standing: .deposed),
                ], live: [], isTransient: { _ in false })
            return Self.words(
                of: await check.verdict(
                    on: PlanStep(
                        id: "create image.i0@1", region: "north",
                        operation: .create(CreateStep(attributes: [:]))), ids: [:]))
        }
        #expect(words == "go on")
    }

    @Test("What may not be deleted is asked again; other rules were agreed to with the plan")
    func deletions() async throws {
        let words = try await Self.run { scene in
            try await scene.resize(to: 50)
            let vaultStep = PlanStep(
                id: StepID(.delete, Self.vault), region: "north",
                operation: .delete(
                    DeleteStep(id: scene.id(Self.vault), standing: .current, consent: .destroy)))
            let image = try await scene.cloud.make(
                Address(.image, "i0", generation: 1), [.description: "keep"])
            let imageStep = PlanStep(
                id: "delete image.i0@1", region: "north",
                operation: .prune(PruneStep(id: image, standing: .current, consent: .retention)))
            let small = await scene.check.verdict(on: vaultStep, ids: [:])
            try await scene.cloud.change(scene.id(Self.vault), .vault, [.description: "keep"])
            try await scene.wait(11)
            return [
                small, await scene.check.verdict(on: vaultStep, ids: [:]),
                await scene.check.verdict(on: imageStep, ids: [:]),
            ].map { Self.words(of: $0) }
        }
        #expect(
            words == ["go on", "TT003: vault.v0 is to be kept.", "TT003: image.i0@1 is to be kept."])
    }

    @Test("About other steps nothing is read")
    func otherSteps() async throws {
        let reads = try await Self.run { scene in
            let power = PowerStep(
                server: scene.server(0), id: nil, name: "s0", image: .of("image.i0@1"), restores: true)
            let operations: [StepOperation] = [
                .create(CreateStep(attributes: [:])),
                .detach(
                    DetachStep(
                        id: "d", server: "s",
                        record: ResourceRecord(address: .of("disk.db.scratch"), region: "cn-north-4", id: "d")
                    )),
                .forget(RecordStep(id: "s", standing: .current, object: .vanished(backup: nil))),
                .settle(SettleStep(image: .of("image.i0"))), .stop(power), .start(power),
                .deleteBackup(BackupStep(id: "b", consent: .retention)),
            ]
            return await scene.counting {
                for operation in operations {
                    let step = PlanStep(
                        id: StepID(operation.verb, scene.server(0)), region: "north", operation: operation)
                    _ = await scene.check.verdict(on: step, ids: scene.ids)
                }
            }.reads
        }
        #expect(reads == [:])
    }

    // MARK: Sharing what is read

    @Test("Steps that ask at one moment share one reading")
    func batches() async throws {
        let reads = try await Self.run { scene in
            await scene.counting {
                await withTaskGroup(of: Void.self) { group in
                    for number in 0..<4 { group.addTask { _ = await scene.verdict(number) } }
                }
            }.reads
        }
        #expect(reads == Self.lists)
    }

    @Test("Each step of a batch gets its own findings")
    func batchOfTwo() async throws {
        let words = try await Self.run { scene in
            try await scene.cloud.change(scene.id(scene.server(1)), .server, [.power: "starting"])
            async let first = scene.verdict(0)
            async let second = scene.verdict(1)
            return [await first, await second].map { Self.words(of: $0) }
        }
        #expect(words == ["go on", "TT002: server.s1 starts."])
    }

    @Test("Who came during a reading shares the next one")
    func handsOver() async throws {
        let (words, reads) = try await Self.run(total: 501) { scene in
            try await scene.counting {
                try await withThrowingTaskGroup(of: String.self) { group in
                    for number in 0..<4 {
                        group.addTask {
                            if number > 0 { try await scene.simulation.time.sleep(.milliseconds(100)) }
                            return Self.words(of: await scene.verdict(number))
                        }
                    }
                    return try await group.reduce(into: [String]()) { $0.append($1) }
                }
            }
        }
        #expect(words == Array(repeating: "go on", count: 4))
        #expect(reads["current server"] == 2 && reads["current disk"] == 2, "\(reads)")
        #expect(reads["list image"] == 1 && reads["list vault"] == 1, "\(reads)")
    }

    @Test("A reading that has ended leaves the next one to whoever asks next")
    func asksAgain() async throws {
        let reads = try await Self.run { scene in
            _ = await scene.verdict(0)
            try await scene.wait(11)
            return await scene.reads(0)
        }
        #expect(reads == Self.lists)
    }

    @Test("Up to 500 objects are listed; of more, those that are asked about are read by id")
    func listLimit() async throws {
        for (total, isListed) in [(500, true), (501, false)] {
            let (first, second, third) = try await Self.run(total: total) { scene in
                let first = await scene.reads(0)
                let second = await scene.reads(0)
                try await scene.wait(11)
                return (first, second, await scene.reads(0))
            }
            #expect(first["list server"] == (isListed ? 1 : nil), "\(total)")
            #expect(first["current server"] == (isListed ? nil : 1), "\(total)")
            #expect(first["current disk"] == (isListed ? nil : 1), "\(total)")
            #expect(second == [:], "\(total)")
            #expect(third == first, "\(total)")
        }
    }

    @Test("What a list does not show yet is read by id")
    func lateList() async throws {
        let reads = try await Self.run { scene in
            scene.cloud.set { $0.listLag = .seconds(1_000_000) }
            return await scene.reads(0)
        }
        #expect(reads["list server"] == 1 && reads["current server"] == 1, "\(reads)")
    }
}
