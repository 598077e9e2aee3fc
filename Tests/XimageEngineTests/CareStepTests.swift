import Synchronization
import Testing
import XimageCore
import XimageEngine
import XimagePlanning
import XimageState

/// Steps around images, in plans made by hand on a virtual clock.
@Suite struct CareStepTests {
    private static let image = Address(.image, "golden", generation: 2)
    private static let web = Address(.server, "web")

    /// A server in a cloud of its own.
    private struct Scene: Sendable {
        let simulation: Simulation
        let cloud: SimulatedCloud
        let server: RemoteID
        let journal = NotedJournal()
        let stop = StopSignal()
        var options = ApplyOptions(pollInterval: .seconds(10), quarantine: .seconds(60))

        func power(isStop: Bool, restores: Bool = true, server: RemoteID? = nil) -> PlanStep {
            let step = PowerStep(
                server: CareStepTests.web, id: server ?? self.server, name: "web", image: CareStepTests.image,
                restores: restores)
            return PlanStep(
                id: StepID(isStop ? .stop : .start, CareStepTests.web, .image(CareStepTests.image)),
                region: "north", operation: isStop ? .stop(step) : .start(step),
                edges: isStop
                    ? []
                    : [
                        StepEdge(
                            StepID(.stop, CareStepTests.web, .image(CareStepTests.image)), .imageBeforeStart)
                    ])
        }

        func await(_ sign: SettledCondition.Sign, within: Duration = .seconds(600)) -> PlanStep {
            PlanStep(
                id: StepID(.await, CareStepTests.web, .image(CareStepTests.image)), region: "north",
                operation: .awaitServer(
                    AwaitStep(
                        server: CareStepTests.web, id: server, name: "web",
                        condition: SettledCondition(sign, within: within))))
        }

        func apply(_ steps: [PlanStep]) async throws -> ApplyReport {
            let applier = Applier(
                Environment(provider: cloud, time: simulation.time, options: options)
                    .running(until: stop) { _ in }, journal: journal, proveLock: {})
            return try await applier.apply(
                Plan(project: "shop", lineage: "", serial: 0, changes: [], steps: steps), records: [])
        }
    }

    private struct Outcome: Sendable {
        var report: ApplyReport
        var journal: [String]
        var obligations: [Obligation]
        var power: String?
        var calls: [String: Int]
        var took: Duration
    }

    /// - Parameter meanwhile: goes on beside the apply, from its beginning.
    private static func run(
        power: String = "running", probe: (@Sendable (String, Int) async -> Bool)? = nil,
        refuses: @escaping @Sendable (String) -> ProviderError? = { _ in nil },
        meanwhile: @escaping @Sendable (Scene) async throws -> Void = { _ in },
        _ steps: @escaping @Sendable (Scene) async throws -> [PlanStep]
    ) async throws -> Outcome {
        try await Simulation.run { simulation in
            let cloud = SimulatedCloud(time: simulation.time, .init(serverTakes: .zero))
            let server = try await cloud.make(web, [.name: "web", .power: .string(power)])
            var scene = Scene(simulation: simulation, cloud: cloud, server: server)
            if let probe { scene.options.probe = probe }
            let made = scene
            let plan = try await steps(made)
            cloud.set { $0.refuses = refuses }
            let (before, begin) = (cloud.calls, simulation.uptime)
            async let beside: Void = meanwhile(made)
            let report = try await made.apply(plan)
            let took = simulation.uptime - begin
            let calls = cloud.calls.merging(before) { $0 - $1 }.filter { $0.value > 0 }
            try await beside
            cloud.set { $0.refuses = { _ in nil } }
            return Outcome(
                report: report, journal: made.journal.lines, obligations: made.journal.obligations,
                power: try await cloud.read(server, .server, in: "north")?.attributes[.power].string,
                calls: calls, took: took)
        }
    }

    private static func refusal(_ category: ProviderError.Category) -> ProviderError {
        SimulatedCloud.error(.never, category, "update", "not now")
    }

    // MARK: Power

    private static let stopID = "stop server.web for image.golden@2"
    private static let startID = "start server.web for image.golden@2"

    @Test("The start is owed before the server stops, and settled after it runs again")
    func stopsAndStarts() async throws {
        let stopped = try await Self.run { [$0.power(isStop: true)] }
        #expect(stopped.power == "stopped")
        let server = try #require(stopped.obligations.first?.remoteID)
        #expect(
            stopped.obligations == [
                Obligation(
                    key: "start \(server)", kind: "start-server", address: Self.web, region: "north",
                    remoteID: server, text: "web was stopped for image.golden@2")
            ])
        #expect(
            stopped.journal == ["owed start \(server)", "intent \(Self.stopID)", "succeeded \(Self.stopID)"])

        let both = try await Self.run { [$0.power(isStop: true), $0.power(isStop: false)] }
        #expect(both.power == "running")
        #expect(
            both.journal == stopped.journal + [
                "intent \(Self.startID)", "succeeded \(Self.startID)", "settled start \(server)",
            ])
        #expect(both.report.succeeded.map(\.description) == [Self.stopID, Self.startID])
    }

    @Test("A server that was found stopped stays so, and nothing is written")
    func foundStopped() async throws {
        let outcome = try await Self.run(power: "stopped") {
            [$0.power(isStop: true), $0.power(isStop: false)]
        }
        #expect(outcome.power == "stopped")
        #expect(outcome.journal == [])
        #expect(outcome.calls["update server"] == nil)
        #expect(outcome.report.isComplete)
    }

    @Test("Where the server shall run afterwards anyway, nothing is owed, and it starts")
    func startsAnyway() async throws {
        let outcome = try await Self.run(power: "stopped") {
            [$0.power(isStop: true, restores: false), $0.power(isStop: false, restores: false)]
        }
        #expect(outcome.power == "running")
        #expect(outcome.journal == ["intent \(Self.startID)", "succeeded \(Self.startID)"])
        let running = try await Self.run { [$0.power(isStop: true, restores: false)] }
        #expect(running.power == "stopped")
        #expect(running.obligations == [])
    }

    @Test("A refusal for the state of the server is waited out", arguments: [true, false])
    func waitsOut(isStop: Bool) async throws {
        let left = Mutex(2)
        let outcome = try await Self.run(
            power: isStop ? "running" : "stopped",
            refuses: { operation in
                guard operation == "update server" else { return nil }
                return left.withLock { left in
                    left -= 1
                    return left >= 0 ? Self.refusal(left == 1 ? .state : .conflict) : nil
                }
            }, { [$0.power(isStop: isStop, restores: false)] })
        #expect(outcome.report.isComplete, "\(outcome.report.failures)")
        #expect(outcome.calls["update server"] == 3)
        #expect(outcome.took >= .seconds(20) && outcome.took < .seconds(30))
        #expect(outcome.power == (isStop ? "stopped" : "running"))
    }

    @Test("A refusal that does not end is a failure after 30 more tries; one for another reason at once")
    func givesUp() async throws {
        for (category, calls) in [(ProviderError.Category.state, 31), (.conflict, 31), (.quota, 1)] {
            let outcome = try await Self.run(
                refuses: { $0 == "update server" ? Self.refusal(category) : nil },
                { [$0.power(isStop: true)] })
            #expect(outcome.calls["update server"] == calls, "\(category)")
            #expect(outcome.report.failures.map(\.step.description) == [Self.stopID], "\(category)")
            #expect(outcome.journal.last == "failed \(Self.stopID)", "\(category)")
            #expect(outcome.power == "running", "\(category)")
        }
    }

    @Test("A stop ends the waiting for a refusal to pass")
    func stopEndsWaiting() async throws {
        let outcome = try await Self.run(
            refuses: { $0 == "update server" ? Self.refusal(.state) : nil },
            meanwhile: { scene in
                try await scene.simulation.time.sleep(.seconds(25))
                scene.stop.raise()
            }, { [$0.power(isStop: true)] })
        #expect(outcome.calls["update server"] == 4)
        #expect(outcome.report.failures.count == 1)
    }

    @Test("A server that cannot be read is not stopped")
    func unreadable() async throws {
        let outcome = try await Self.run(
            refuses: { $0 == "read server" ? Self.refusal(.permission) : nil }, { [$0.power(isStop: true)] })
        #expect(outcome.report.failures.first?.error?.category == .permission)
        #expect(outcome.journal == ["failed \(Self.stopID)"])
        #expect(outcome.power == "running")
    }

    @Test(
        "What has no id yet is said, with what to do", arguments: [StepID.Verb.stop, .start, .await, .settle])
    func unknown(_ verb: StepID.Verb) async throws {
        let outcome = try await Self.run { _ in
            let power = PowerStep(
                server: Self.web, id: nil, name: "web", image: Self.image, restores: false)
            let operation: StepOperation =
                switch verb {
                case .stop: .stop(power)
                case .start: .start(power)
                case .await:
                    .awaitServer(
                        AwaitStep(
                            server: Self.web, id: nil, name: "web",
                            condition: SettledCondition(.poweredOff, within: .seconds(1))))
                default: .settle(SettleStep(image: Self.image.series))
                }
            return [
                PlanStep(
                    id: StepID(verb, verb == .settle ? Self.image : Self.web), region: "north",
                    operation: operation)
            ]
        }
        let failure = try #require(outcome.report.failures.first)
        #expect(failure.detail == "The id of \(verb == .settle ? "image.golden" : "web") is not known.")
        #expect(failure.fix == "Apply again: the plan will find it.")
        #expect(outcome.journal == [])
    }

    // MARK: Waiting for a server

    @Test("A server is waited for until it has powered itself off")
    func powersOff() async throws {
        let outcome = try await Self.run(
            meanwhile: { scene in
                try await scene.simulation.time.sleep(.seconds(95))
                try await scene.cloud.change(scene.server, .server, [.power: "stopped"])
            }, { [$0.await(.poweredOff)] })
        #expect(outcome.report.isComplete, "\(outcome.report)")
        #expect(outcome.took >= .seconds(95) && outcome.took < .seconds(110))
        // One look every ten seconds.
        #expect((9...11).contains(outcome.calls["read server"] ?? 0))
        #expect(outcome.journal == [])
    }

    @Test("A server that is off and still busy is not ready")
    func busy() async throws {
        let outcome = try await Self.run { scene in
            scene.cloud.set { $0.serverTakes = .seconds(45) }
            let slow = try await scene.cloud.make(Self.web, [.name: "slow", .power: "stopped"])
            return [
                PlanStep(
                    id: StepID(.await, Self.web), region: "north",
                    operation: .awaitServer(
                        AwaitStep(
                            server: nil, id: slow, name: "slow",
                            condition: SettledCondition(.poweredOff, within: .seconds(600)))))
            ]
        }
        #expect(outcome.report.isComplete, "\(outcome.report)")
        #expect(outcome.took >= .seconds(40) && outcome.took < .seconds(60))
    }

    @Test("A port is asked once the server has an address, until it accepts")
    func accepts() async throws {
        let asked = Mutex<[String]>([])
        let outcome = try await Self.run(
            probe: { address, port in
                asked.withLock { asked in
                    asked.append("\(address):\(port)")
                    return asked.count == 3
                }
            },
            meanwhile: { scene in
                try await scene.cloud.change(scene.server, .server, [.ip: ""])
                try await scene.simulation.time.sleep(.seconds(35))
                try await scene.cloud.change(scene.server, .server, [.ip: "10.0.0.9"])
            }, { [$0.await(.acceptsConnections(port: 8080))] })
        #expect(outcome.report.isComplete, "\(outcome.report)")
        #expect(asked.withLock { $0 } == ["10.0.0.9:8080", "10.0.0.9:8080", "10.0.0.9:8080"])
        #expect(outcome.took >= .seconds(60) && outcome.took < .seconds(75))
    }

    @Test("What does not happen in time is a failure that says what was waited for")
    func timesOut() async throws {
        let off = try await Self.run { [$0.await(.poweredOff, within: .seconds(180))] }
        let failure = try #require(off.report.failures.first)
        #expect(failure.detail == "Server web has not powered itself off within 3 min.")
        #expect(
            failure.fix == "Look at its console for what keeps it, or allow more time with `within`.")
        #expect(off.took >= .seconds(180) && off.took < .seconds(195))
        #expect(off.calls["read server"].map { $0 >= 18 } == true)

        let deaf = try await Self.run(
            probe: { _, _ in false },
            meanwhile: { try await $0.cloud.change($0.server, .server, [.ip: "10.0.0.9"]) },
            { [$0.await(.acceptsConnections(port: 22))] })
        let second = try #require(deaf.report.failures.first)
        #expect(second.detail == "Server web does not accept connections on port 22 within 10 min.")
        #expect(
            second.fix
                == "Look at its service and its security group, or allow more time with `within`.")
    }

    @Test("Reads that fail are tried again, unless the key is refused")
    func failedReads() async throws {
        let left = Mutex(3)
        let passing = try await Self.run(
            power: "stopped",
            refuses: { _ in
                left.withLock { left in
                    left -= 1
                    return left >= 0 ? SimulatedCloud.error(.safe, .unavailable, "read", "no answer") : nil
                }
            }, { [$0.await(.poweredOff)] })
        #expect(passing.report.isComplete, "\(passing.report)")
        #expect(passing.calls["read server"] == 4)
        for category in [ProviderError.Category.credentials, .permission] {
            let refused = try await Self.run(
                power: "stopped", refuses: { _ in Self.refusal(category) }, { [$0.await(.poweredOff)] })
            #expect(refused.report.failures.first?.error?.category == category)
            #expect(refused.calls["read server"] == 1)
        }
    }

    @Test("A stop ends the waiting for a server")
    func stopEndsAwait() async throws {
        let outcome = try await Self.run(
            meanwhile: { scene in
                try await scene.simulation.time.sleep(.seconds(25))
                scene.stop.raise()
            }, { [$0.await(.poweredOff)] })
        #expect(
            outcome.report.stillRunning.map(\.step.description) == ["await server.web for image.golden@2"])
        #expect(outcome.report.wasInterrupted)
        #expect(outcome.took < .seconds(40))
    }

    // MARK: Images and backups

    @Test("A step that settles ends when its image is ready")
    func settles() async throws {
        let outcome = try await Self.run { scene in
            let image = try await scene.cloud.make(Self.image, [.source: .string(scene.server)])
            return [
                PlanStep(
                    id: StepID(.settle, Self.image), region: "north",
                    operation: .settle(SettleStep(image: Self.image.series, id: image)))
            ]
        }
        #expect(outcome.report.isComplete, "\(outcome.report)")
        #expect(outcome.journal == ["intent settle image.golden@2", "succeeded settle image.golden@2"])
        #expect(outcome.took >= .seconds(590) && outcome.took < .seconds(700))
    }

    @Test("A backup is deleted, and a refusal for its state is waited out")
    func deletesBackup() async throws {
        let left = Mutex(1)
        let outcome = try await Self.run(
            refuses: { operation in
                guard operation == "delete backup" else { return nil }
                return left.withLock { left in
                    left -= 1
                    return left >= 0 ? Self.refusal(.state) : nil
                }
            },
            { _ in
                [
                    PlanStep(
                        id: StepID(.deleteBackup, Self.image), region: "north",
                        operation: .deleteBackup(BackupStep(id: "b1", consent: .retention)))
                ]
            })
        #expect(outcome.calls["delete backup"] == 2)
        #expect(
            outcome.journal == [
                "intent delete backup of image.golden@2", "succeeded delete backup of image.golden@2",
            ])
    }
}
