import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

/// Names of steps, and the graph that cannot be malformed.
@Suite struct StepGraphTests {
    @Test(
        "The text of a step is read back as the same step",
        arguments: [
            (StepID(.create, .of("server.web")), "create server.web"),
            (StepID(.delete, .of("server.web[\"a b\"]"), .old), "delete old server.web[\"a b\"]"),
            (StepID(.forget, .of("disk.web[3].data"), .old), "forget old disk.web[3].data"),
            (
                StepID(.stop, .of("server.web"), .image(.of("image.golden@2"))),
                "stop server.web for image.golden@2"
            ),
            (
                StepID(.await, .of("server.web[\" for \"]"), .image(.of("image.golden@2"))),
                "await server.web[\" for \"] for image.golden@2"
            ),
            (StepID(.stop, .of("image.nightly[\"id\"]@1")), "stop image.nightly[\"id\"]@1"),
            (StepID(.deleteBackup, .of("image.golden@1")), "delete backup of image.golden@1"),
            (
                StepID(.deleteBackup, .of("image.golden@1"), .backup("7c41")),
                "delete backup 7c41 of image.golden@1"
            ),
            (StepID(.settle, .of("copy.golden.south@9")), "settle copy.golden.south@9"),
        ])
    func text(_ id: StepID, _ text: String) throws {
        #expect(id.description == text)
        #expect(StepID(text) == id)
    }

    @Test(
        "What is no step is not read",
        arguments: [
            "", "create", "create ", "make server.web", "create web", "delete backup image.golden@1",
            "stop shop-web for image.golden@1", "delete old ", "create server.web for ",
        ])
    func noStep(_ text: String) { #expect(StepID(text) == nil) }

    @Test("A repeated step is an error")
    func repeated() {
        #expect(throws: PlanDefect.repeatedStep("create server.web")) {
            _ = try StepGraph([.create("server.web"), .create("server.web")])
        }
    }

    @Test("An edge to a step that does not exist is an error")
    func unknown() {
        let step = PlanStep.create(
            "image.golden@1", after: [StepEdge("create vault.main", .vaultBeforeImage)])
        #expect(throws: PlanDefect.unknownStep("create vault.main", neededBy: step.id)) {
            _ = try StepGraph([step])
        }
    }

    @Test("Steps that wait for each other are an error that names them")
    func cycle() {
        let steps = [
            PlanStep.create("server.a", after: [StepEdge("create server.b", .oneAtATime)]),
            PlanStep.create("server.b", after: [StepEdge("create server.a", .oneAtATime)]),
            PlanStep.create("server.c"),
        ]
        #expect(
            throws: PlanDefect.cycle(["create server.a", "create server.b", "create server.a"])
        ) { _ = try StepGraph(steps) }
    }

    @Test(
        "Each step comes after all that it waits for, whatever order they are given in",
        arguments: UInt64(0)..<50)
    func order(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let names = (0..<30).map { "server.s\($0)" }
        let steps = names.enumerated().map { index, name in
            let before = (0..<index).filter { _ in Int.random(in: 0..<6, using: &random) == 0 }
            return PlanStep.create(
                name, after: before.map { StepEdge(StepID(.create, .of(names[$0])), .oneAtATime) })
        }
        let ordered = try StepGraph(steps.shuffled(using: &random)).steps
        var seen: Set<StepID> = []
        for step in ordered {
            #expect(step.edges.allSatisfy { seen.contains($0.step) }, "\(step.id)")
            seen.insert(step.id)
        }
        #expect(seen.count == steps.count)
    }
}
