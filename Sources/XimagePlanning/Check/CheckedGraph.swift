import XimageCore

/// The graph of a finished plan, made quick to ask for paths. Throws where it is malformed.
struct CheckedGraph {
    /// Of each step, those that it waits for; all of them come before it.
    private let waits: [[Int]]

    /// - Parameter expected: of each step, the positions of its edges where the steps are those of a graph. Each is
    ///   verified, which costs less than a look-up by id.
    init(_ steps: [PlanStep], expected: [[Int]]) throws(PlanDefect) {
        var positions: [StepID: Int] = [:]
        positions.reserveCapacity(steps.count)
        var waits: [[Int]] = []
        waits.reserveCapacity(steps.count)
        for (index, step) in steps.enumerated() {
            guard positions.updateValue(index, forKey: step.id) == nil else {
                throw .repeatedStep(step.id)
            }
            let edges = step.edges
            if index < expected.count, Self.fits(expected[index], edges, before: index, in: steps) {
                waits.append(expected[index])
                continue
            }
            var own: [Int] = []
            for edge in edges {
                // In an order of all steps, what a step waits for has been seen.
                guard let other = positions[edge.step], other < index else {
                    throw .unknownStep(edge.step, neededBy: step.id)
                }
                own.append(other)
            }
            waits.append(own)
        }
        self.waits = waits
    }

    private static func fits(
        _ others: [Int], _ edges: [StepEdge], before index: Int, in steps: [PlanStep]
    ) -> Bool {
        guard others.count == edges.count else { return false }
        return zip(others, edges).allSatisfy { $0 < index && steps[$0].id == $1.step }
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
