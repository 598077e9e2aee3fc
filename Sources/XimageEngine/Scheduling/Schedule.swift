import HeapModule
import XimageCore
import XimagePlanning

/// Which step may begin next: all that it waits for has ended well, its slots are free, and of those that may the one
/// with the longest way to the end comes first. A value, so that a forecast can play it to the end.
struct Schedule: Sendable {
    private struct Candidate: Comparable {
        var way: Double
        var index: Int

        /// The greatest goes first: the longest way, then the order of the plan.
        static func < (a: Candidate, b: Candidate) -> Bool {
            a.way != b.way ? a.way < b.way : a.index > b.index
        }
    }

    let steps: [PlanStep]
    /// Of each step, those that wait for it.
    let followers: [[Int]]
    /// Those that wait for the end of a step, whether it ends well or not.
    let looseFollowers: [Int: [Int]]
    private(set) var isOver: [Bool]
    private(set) var left: Int
    var slots: SlotTable
    private let way: [Double]
    private var waiting: [Int]
    private var ready: Heap<Candidate>
    private var parked: [Slot: Heap<Candidate>] = [:]

    /// - Parameter duration: seconds that a step takes, as far as known.
    init(steps: [PlanStep], pacing: Pacing, duration: (PlanStep) -> Double) {
        self.steps = steps
        isOver = [Bool](repeating: false, count: steps.count)
        left = steps.count
        slots = SlotTable(pacing)
        var positions: [StepID: Int] = [:]
        positions.reserveCapacity(steps.count)
        for (index, step) in steps.enumerated() { positions[step.id] = index }
        var waiting = [Int](repeating: 0, count: steps.count)
        var followers = [[Int]](repeating: [], count: steps.count)
        var loose: [Int: [Int]] = [:]
        for (index, step) in steps.enumerated() {
            for edge in step.edges {
                guard let other = positions[edge.step] else { continue }
                waiting[index] += 1
                if edge.reason.isLoose {
                    loose[other, default: []].append(index)
                } else {
                    followers[other].append(index)
                }
            }
        }
        // In plan order every step comes after all that it waits for.
        var way = [Double](repeating: 0, count: steps.count)
        for index in steps.indices.reversed() {
            way[index] =
                duration(steps[index])
                + ((followers[index] + (loose[index] ?? [])).map { way[$0] }.max() ?? 0)
        }
        self.waiting = waiting
        self.followers = followers
        looseFollowers = loose
        self.way = way
        ready = Heap(
            steps.indices.filter { waiting[$0] == 0 }.map { Candidate(way: way[$0], index: $0) })
    }

    /// Takes the slots of the step that it answers.
    mutating func next() -> Int? {
        while let candidate = ready.popMax() {
            guard !isOver[candidate.index] else { continue }
            let needed = slots.slots(of: steps[candidate.index])
            guard let full = needed.first(where: { !slots.isFree($0) }) else {
                for slot in needed { slots.take(slot) }
                return candidate.index
            }
            parked[full, default: []].insert(candidate)
            // It may have been called for a slot that it leaves free: the next one gets its turn.
            for slot in needed where slot != full && slots.isFree(slot) { wake(slot, 1) }
        }
        return nil
    }

    /// A step that was begun has ended.
    mutating func end(_ index: Int, well: Bool) {
        for slot in slots.slots(of: steps[index]) { wake(slot, slots.release(slot)) }
        drop(index)
        guard well else { return }
        for follower in followers[index] { release(follower) }
        releaseLoose(index)
    }

    /// Those that only wait for the end of a step may begin, however it ended.
    mutating func releaseLoose(_ index: Int) {
        for follower in looseFollowers[index] ?? [] { release(follower) }
    }

    private mutating func release(_ follower: Int) {
        waiting[follower] -= 1
        if waiting[follower] == 0, !isOver[follower] {
            ready.insert(Candidate(way: way[follower], index: follower))
        }
    }

    /// A step that was begun did nothing and shall begin again later.
    mutating func putBack(_ index: Int) {
        for slot in slots.slots(of: steps[index]) { wake(slot, slots.giveBack(slot)) }
        ready.insert(Candidate(way: way[index], index: index))
    }

    /// Never begins any more.
    mutating func drop(_ index: Int) {
        guard !isOver[index] else { return }
        isOver[index] = true
        left -= 1
    }

    private mutating func wake(_ slot: Slot, _ count: Int) {
        guard count > 0, var line = parked.removeValue(forKey: slot) else { return }
        var woken = 0
        while woken < count, let candidate = line.popMax() {
            guard !isOver[candidate.index] else { continue }
            ready.insert(candidate)
            woken += 1
        }
        if !line.isEmpty { parked[slot] = line }
    }
}
