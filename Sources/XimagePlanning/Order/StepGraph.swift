import XimageCore
import HeapModule

/// A plan that ximage must not have made.
package enum PlanDefect: Error, Hashable, Sendable {
    case repeatedStep(StepID)
    case unknownStep(StepID, neededBy: StepID)
    case cycle([StepID])
    /// An invariant of ``PlanInvariants``, by its number, with what breaks it.
    case invariant(Int, String)
}

extension PlanDefect: CustomStringConvertible {
    package var description: String {
        switch self {
        case .repeatedStep(let id): "step `\(id)` appears twice"
        case .unknownStep(let id, let step): "`\(step)` waits for `\(id)`, which is no step of the plan"
        case .cycle(let ids): "steps wait for each other: \(ids.map(\.description).joined(separator: " -> "))"
        case .invariant(let number, let text): "invariant \(number): \(text)"
        }
    }
}

/// Steps with their edges, in an order in which each comes after all that it waits for. Cannot be malformed.
package struct StepGraph: Sendable {
    package let steps: [PlanStep]
    /// Of each step, the positions of those that it waits for.
    let waits: [[Int]]

    /// Among steps that could run at the same time, the one that was given first comes first.
    package init(_ given: [PlanStep]) throws(PlanDefect) {
        var positions: [StepID: Int] = [:]
        positions.reserveCapacity(given.count)
        for (index, step) in given.enumerated() {
            guard positions.updateValue(index, forKey: step.id) == nil else {
                throw .repeatedStep(step.id)
            }
        }
        var waits: [[Int]] = []
        waits.reserveCapacity(given.count)
        for step in given {
            var own: [Int] = []
            for edge in step.edges {
                guard let other = positions[edge.step] else {
                    throw .unknownStep(edge.step, neededBy: step.id)
                }
                own.append(other)
            }
            waits.append(own)
        }
        let order = TopologicalOrder(waits)
        guard order.isComplete else { throw .cycle(order.cycle(waits).map { given[$0].id }) }
        steps = order.positions.map { given[$0] }
        var moved = [Int](repeating: 0, count: given.count)
        for (position, index) in order.positions.enumerated() { moved[index] = position }
        self.waits = order.positions.map { waits[$0].map { moved[$0] } }
    }
}

/// Positions in an order in which each comes after all that it waits for.
struct TopologicalOrder {
    private(set) var positions: [Int] = []
    private let waiting: [Int]

    /// - Parameter waits: of each position, those that it waits for.
    init(_ waits: [[Int]]) {
        var waiting = waits.map(\.count)
        var followers = [[Int]](repeating: [], count: waits.count)
        for (index, others) in waits.enumerated() {
            for other in others { followers[other].append(index) }
        }
        var ready = Heap(waiting.indices.filter { waiting[$0] == 0 })
        positions.reserveCapacity(waits.count)
        while let index = ready.popMin() {
            positions.append(index)
            for follower in followers[index] {
                waiting[follower] -= 1
                if waiting[follower] == 0 { ready.insert(follower) }
            }
        }
        self.waiting = waiting
    }

    var isComplete: Bool { positions.count == waiting.count }

    /// One cycle among those that were never ready.
    func cycle(_ waits: [[Int]]) -> [Int] {
        guard var current = waiting.indices.first(where: { waiting[$0] > 0 }) else { return [] }
        var path: [Int] = []
        while !path.contains(current) {
            path.append(current)
            guard let next = waits[current].first(where: { waiting[$0] > 0 }) else { return path }
            current = next
        }
        return path + [current]
    }
}
