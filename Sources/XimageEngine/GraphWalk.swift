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
    /// Those that wait for the end of a step, whether it ends well or not.
    private var looseFollowers: [Int: [Int]] = [:]
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
                if edge.reason.isLoose {
                    looseFollowers[other, default: []].append(index)
                } else {
                    followers[other].append(index)
                }
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
            for disk in create.captured {
                if let id = ids[disk] { inputs.keys[id] = disk.part }
            }
            if step.address.kind == .copy {
                inputs.keyOrder = captured(in: create.attributes[.source]).filter { !$0.isSystem }.compactMap(
                    \.key)
            }
            inputs.disks = create.disks.compactMap { address in
                guard let index = positions["label \(address)"],
                    case .label(let label) = steps[index].operation
                else {
                    return nil
                }
                return (address, label.create)
            }
            if inputs.disks.contains(where: { $0.1.attributes[.sourceDisk].map != nil }) {
                inputs.imageDisks = imageDisks(of: create.attributes[.image])
            }
        case .label(let label):
            collect(label.create.attributes)
            inputs.born = born[label.server] ?? []
        case .update(let update):
            collect(update.changes)
            collect(update.record.attributes)
        case .settle(let settle): needed[settle.image] = ids[settle.image]
        case .power(let power):
            if let server = power.server { needed[server] = ids[server] }
        case .awaitServer(let wait):
            if let server = wait.server { needed[server] = ids[server] }
        case .delete, .forget, .deleteBackup: break
        }
        inputs.ids = needed
        return inputs
    }

    /// By key, of the image that a server is made from.
    private func imageDisks(of image: Value) -> [String: CapturedDisk] {
        Dictionary(captured(in: image).compactMap { disk in disk.key.map { ($0, disk) } }) { first, _ in first
        }
    }

    /// What is in an image, as its record tells.
    private func captured(in image: Value) -> [CapturedDisk] {
        let id = image.string ?? image.reference.flatMap { ids[$0] }
        guard let id, let record = records.values.first(where: { $0.id == id }) else { return [] }
        return record.attributes.capturedDisks
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
        for follower in followers[index] { release(follower) }
        releaseLoose(index)
    }

    private mutating func release(_ follower: Int) {
        waiting[follower] -= 1
        if waiting[follower] == 0, !isOver[follower] { ready.insert(follower) }
    }

    private mutating func releaseLoose(_ index: Int) {
        for follower in looseFollowers[index] ?? [] { release(follower) }
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
        _ = skipFollowers(of: step, because: "\(step.id) has not ended yet", looseOnes: true)
    }

    /// What has not begun by now never will.
    mutating func skipRest(because: String) {
        for index in steps.indices where !isOver[index] {
            isOver[index] = true
            left -= 1
            report.skipped.append((steps[index].id, steps[index].address, because))
        }
    }

    /// - Parameter looseOnes: also those that only wait for an end, as there is none yet.
    private mutating func skipFollowers(
        of step: PlanStep, because: String, looseOnes: Bool = false
    ) -> [(step: StepID, address: Address, because: String)] {
        guard let index = end(step) else { return [] }
        var skipped: [(step: StepID, address: Address, because: String)] = []
        var queue = followers[index]
        var ended = [index]
        if looseOnes { queue += looseFollowers[index] ?? [] }
        while let next = queue.popLast() {
            guard !isOver[next] else { continue }
            isOver[next] = true
            left -= 1
            skipped.append((steps[next].id, steps[next].address, because))
            queue += followers[next]
            if looseOnes { queue += looseFollowers[next] ?? [] } else { ended.append(next) }
        }
        if !looseOnes { for index in ended { releaseLoose(index) } }
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
