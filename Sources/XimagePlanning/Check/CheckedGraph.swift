import XimageCore

/// The graph of a finished plan, made quick to ask for paths. Throws where it is malformed.
struct CheckedGraph {
    /// Of each step, those that it waits for; all of them come before it.
    private let waits: [[Int]]

    /// - Parameter graph: the one that the steps are from. Comparing costs less than looking each step up.
    init(_ steps: [PlanStep], of graph: StepGraph) throws(PlanDefect) {
        waits = Self.isSound(steps, graph) ? graph.waits : try Self.lookedUp(steps)
    }

    /// Whether the steps are those of the graph, whose ids are unique, and its positions are those of their edges.
    private static func isSound(_ steps: [PlanStep], _ graph: StepGraph) -> Bool {
        steps.count == graph.steps.count
            && steps.indices.allSatisfy { index in
                let others = graph.waits[index]
                return steps[index].id == graph.steps[index].id && others.count == steps[index].edges.count
                    && others.indices.allSatisfy {
                        others[$0] < index && steps[others[$0]].id == steps[index].edges[$0].step
                    }
            }
    }

    private static func lookedUp(_ steps: [PlanStep]) throws(PlanDefect) -> [[Int]] {
        var positions: [StepID: Int] = [:]
        var waits: [[Int]] = []
        for (index, step) in steps.enumerated() {
            guard positions.updateValue(index, forKey: step.id) == nil else {
                throw .repeatedStep(step.id)
            }
            var own: [Int] = []
            for edge in step.edges {
                // In an order of all steps, what a step waits for has been seen.
                guard let other = positions[edge.step], other < index else {
                    throw .unknownStep(edge.step, neededBy: step.id)
                }
                own.append(other)
            }
            waits.append(own)
        }
        return waits
    }

    /// Whether the second step waits for the first, directly or over others.
    func hasPath(from first: Int, to second: Int) -> Bool {
        if waits[second].contains(first) { return true }
        var seen: Set<Int> = []
        var queue = waits[second]
        while let next = queue.popLast() {
            if next == first { return true }
            guard next > first, seen.insert(next).inserted else { continue }
            queue += waits[next]
        }
        return false
    }
}
