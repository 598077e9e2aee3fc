import XimageCore

/// The graph of a finished plan, made quick to ask for paths. Throws where it is malformed.
struct CheckedGraph {
    /// Of each step, those that it waits for; all of them come before it.
    private let waits: [[Int]]

    init(_ steps: [PlanStep]) throws(PlanDefect) {
        var positions: [StepID: Int] = [:]
        positions.reserveCapacity(steps.count)
        var waits: [[Int]] = []
        waits.reserveCapacity(steps.count)
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
        self.waits = waits
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
