import HeapModule
import XimageCore
import XimagePlanning
import XimageState

/// Where an apply stands in its graph. A value: the one loop of the applier owns it.
struct GraphWalk {
    var report = ApplyReport()

    private let steps: [PlanStep]
    private var positions: [StepID: Int] = [:]
    private var waiting: [Int]
    private var followers: [[Int]]
    private var ready: Heap<Int>
    private var isOver: [Bool]
    private var left: Int

    private var records: [Address: ResourceRecord] = [:]
    private var ids: [Address: RemoteID] = [:]
    private var born: [Address: [RemoteID]] = [:]

    init(plan: Plan, records: [ResourceRecord]) {
        steps = plan.steps
        waiting = [Int](repeating: 0, count: steps.count)
        followers = [[Int]](repeating: [], count: steps.count)
        isOver = [Bool](repeating: false, count: steps.count)
        left = steps.count
        for (index, step) in steps.enumerated() { positions[step.id] = index }
        for (index, step) in steps.enumerated() {
            for edge in step.edges {
                guard let other = positions[edge.step] else { continue }
                waiting[index] += 1
                followers[other].append(index)
            }
        }
        ready = Heap(waiting.indices.filter { [waiting] in waiting[$0] == 0 })
        for record in records.sorted(by: { $0.address < $1.address }) where record.standing != .deposed {
            self.records[record.address] = record
            ids[record.address.series] = record.id
        }
    }

    /// Every step has ended one way or another.
    var isFinished: Bool { left == 0 }

    /// The next step that may begin, in plan order.
    mutating func next() -> PlanStep? {
        while let index = ready.popMin() {
            if !isOver[index] { return steps[index] }
        }
        return nil
    }

    func inputs(for step: PlanStep) -> StepRunner.Inputs {
        var needed: [Address: RemoteID] = [:]
        var inputs = StepRunner.Inputs(ids: [:], record: records[step.address])
        func collect(_ attributes: Attributes) {
            for entry in attributes.entries {
                if let address = entry.value.reference { needed[address] = ids[address] }
            }
        }
        switch step.operation {
        case .create(let create):
            collect(create.attributes)
            inputs.disks = create.disks.compactMap { address in
                guard let index = positions["label \(address)"],
                    case .label(let label) = steps[index].operation
                else {
                    return nil
                }
                return (address, label.create)
            }
        case .label(let label):
            collect(label.create.attributes)
            inputs.born = born[label.server] ?? []
        case .update(let update):
            collect(update.changes)
            collect(update.record.attributes)
        case .delete, .forget: break
        }
        inputs.ids = needed
        return inputs
    }

    mutating func succeeded(_ step: PlanStep, _ success: StepSuccess) {
        for key in success.removals where records[key.address]?.id == key.id {
            records[key.address] = nil
            ids[key.address.series] = nil
        }
        for record in success.upserts where record.standing != .deposed {
            records[record.address] = record
            ids[record.address.series] = record.id
        }
        if !success.born.isEmpty { born[step.address] = success.born }
        report.succeeded.append(step.id)
        guard let index = end(step) else { return }
        for follower in followers[index] {
            waiting[follower] -= 1
            if waiting[follower] == 0, !isOver[follower] { ready.insert(follower) }
        }
    }

    /// - Returns: the steps that cannot begin any more.
    mutating func failed(_ step: PlanStep, _ failure: ApplyFailure) -> [(
        step: StepID, address: Address, because: String
    )] {
        report.failures.append(failure)
        return skipFollowers(of: step, because: "\(step.id) failed")
    }

    /// A step that a check forbids, and what waited for it.
    /// - Returns: all of them.
    mutating func held(_ step: PlanStep, _ hold: StepHold) -> [(
        step: StepID, address: Address, because: String
    )] {
        let own = (step: step.id, address: step.address, because: hold.reason)
        report.findings += hold.findings
        report.skipped.append(own)
        return [own] + skipFollowers(of: step, because: "\(step.id) was left out")
    }

    mutating func leftRunning(_ step: PlanStep) {
        report.stillRunning.append((step.id, step.address))
        _ = skipFollowers(of: step, because: "\(step.id) has not ended yet")
    }

    /// What has not begun by now never will.
    mutating func skipRest(because: String) {
        for index in steps.indices where !isOver[index] {
            isOver[index] = true
            left -= 1
            report.skipped.append((steps[index].id, steps[index].address, because))
        }
    }

    private mutating func skipFollowers(
        of step: PlanStep, because: String
    ) -> [(step: StepID, address: Address, because: String)] {
        guard let index = end(step) else { return [] }
        var skipped: [(step: StepID, address: Address, because: String)] = []
        var queue = followers[index]
        while let next = queue.popLast() {
            guard !isOver[next] else { continue }
            isOver[next] = true
            left -= 1
            skipped.append((steps[next].id, steps[next].address, because))
            queue += followers[next]
        }
        skipped.sort { $0.address < $1.address }
        report.skipped += skipped
        return skipped
    }

    private mutating func end(_ step: PlanStep) -> Int? {
        guard let index = positions[step.id], !isOver[index] else { return nil }
        isOver[index] = true
        left -= 1
        return index
    }
}
