import XimageCore

/// Turns decisions into ordered steps: first all steps, then the edges that rules ask for, then what quotas have no room
/// for otherwise, then one at a time.
struct Ordering {
    let world: World
    let decisions: Decisions
    let context: RuleContext

    func graph() throws(PlanDefect) -> (graph: StepGraph, usages: [Usage], freed: FreedQuotas) {
        var steps: [PlanStep] = []
        var isDeclared: [Bool] = []
        var stops: [(step: Int, lane: StopLane)] = []
        for (index, decision) in decisions.all.enumerated() where decisions.leftOut[index] == nil {
            let own = DecidedSteps.of(decision)
            let counts = decisions.position(decision.address) == index
            for step in own {
                if case .stop = step.operation, let lane = decision.care.lane {
                    stops.append((steps.count, lane))
                }
                steps.append(step)
                isDeclared.append(counts)
            }
        }
        let ledger = UsageLedger(context, steps)
        guard !steps.isEmpty else { return (try StepGraph([]), ledger.usages(FreedQuotas()), FreedQuotas()) }
        let facts = StepFacts(steps, isDeclared: isDeclared, in: world)
        var edges = steps.map { Self.edges(of: $0, facts) }
        let paced = PaceEdges(facts: facts, stops: stops).waits()
        for wait in paced { Self.add(wait, to: &edges) }
        let quotas = QuotaOrder(ledger.accounts(), waits: edges.map { $0.map(\.position) })
        for wait in quotas.added { Self.add((wait.step, wait.on, .roomBeforeNew), to: &edges) }
        let order = TopologicalOrder(edges.map { $0.map(\.position) })
        let decisions = decisions
        let chained = OneAtATime(world.live).waits(
            steps, in: order.positions, stays: { decisions.stays($0) })
        for wait in chained where !edges[wait.step].contains(where: { $0.position == wait.on }) {
            Self.add(wait, to: &edges)
        }
        let graph = try StepGraph(
            zip(steps, edges).map { step, edges in
                step.waiting(for: edges.map { StepEdge(steps[$0.position].id, $0.reason) })
            })
        return (graph, ledger.usages(quotas.freed), quotas.freed)
    }

    private typealias Edge = (position: Int, reason: EdgeReason)

    private static func edges(of step: PlanStep, _ facts: StepFacts) -> [Edge] {
        var result: [Edge] = []
        for rule in EdgeRules.all {
            for position in rule.waits(step, facts) { result.append((position, rule.reason)) }
        }
        return result
    }

    private static func add(_ wait: PaceEdges.Wait, to edges: inout [[Edge]]) {
        edges[wait.step].append((wait.on, wait.reason))
    }
}
