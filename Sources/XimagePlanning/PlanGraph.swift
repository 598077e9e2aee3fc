import XimageCore
import HeapModule

/// Steps with their edges, put into an order in which each comes after all that it waits for.
package struct PlanGraph: Sendable {
    private let steps: [PlanStep]

    package init(_ steps: [PlanStep]) { self.steps = steps }

    /// Among steps that could run at the same time, the one that was planned first comes first.
    package func inOrder() -> [PlanStep] {
        var positions: [StepID: Int] = [:]
        positions.reserveCapacity(steps.count)
        for (index, step) in steps.enumerated() { positions[step.id] = index }
        var waiting = [Int](repeating: 0, count: steps.count)
        var followers = [[Int]](repeating: [], count: steps.count)
        for (index, step) in steps.enumerated() {
            for edge in step.edges {
                guard let other = positions[edge.step] else { continue }
                waiting[index] += 1
                followers[other].append(index)
            }
        }
        var ready = Heap(waiting.indices.filter { waiting[$0] == 0 })
        var order: [PlanStep] = []
        order.reserveCapacity(steps.count)
        while let index = ready.popMin() {
            order.append(steps[index])
            for follower in followers[index] {
                waiting[follower] -= 1
                if waiting[follower] == 0 { ready.insert(follower) }
            }
        }
        precondition(
            order.count == steps.count,
            "This is a bug in ximage: steps wait for each other: \(cycle(waiting).joined(separator: " -> "))")
        return order
    }

    /// One cycle among the steps that were never ready.
    private func cycle(_ waiting: [Int]) -> [StepID] {
        let stuck = Set(steps.indices.filter { waiting[$0] > 0 }.map { steps[$0].id })
        guard var current = stuck.min() else { return [] }
        var path: [StepID] = []
        while !path.contains(current) {
            path.append(current)
            guard let step = steps.first(where: { $0.id == current }),
                let next = step.edges.first(where: { stuck.contains($0.step) })?.step
            else { return path }
            current = next
        }
        return path + [current]
    }
}
