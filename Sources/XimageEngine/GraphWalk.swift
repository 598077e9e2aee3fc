import XimageCore
import XimagePlanning
import XimageState

/// Where an apply stands in its graph. A value: the one loop of the applier owns it.
struct GraphWalk {
    var report = ApplyReport()

    /// What may begin; a forecast plays a copy of it.
    private(set) var schedule: Schedule
    /// Why nothing more may begin, although nobody asked for a stop.
    private(set) var halted: Bilingual?

    private var positions: [StepID: Int] = [:]
    private var steps: [PlanStep] { schedule.steps }
    private let hasCanary: Bool
    private let failuresAllowed: Int

    private var records: [Address: ResourceRecord] = [:]
    private var ids: [Address: RemoteID] = [:]

    /// - Parameter duration: seconds that a step takes, as far as known; the longest way goes first.
    init(
        plan: Plan, records: [ResourceRecord], pacing: Pacing = Pacing(),
        duration: (PlanStep) -> Double = { _ in 1 }
    ) {
        schedule = Schedule(steps: plan.steps, pacing: pacing, duration: duration)
        hasCanary = pacing.canary != nil
        failuresAllowed = pacing.failureBudget?.limit(of: plan.steps.count) ?? .max
        for (index, step) in plan.steps.enumerated() { positions[step.id] = index }
        for record in records.sorted(by: { $0.address < $1.address }) where record.standing != .deposed {
            self.records[record.address] = record
            ids[record.address.series] = record.id
        }
    }

    /// Every step has ended one way or another.
    var isFinished: Bool { schedule.left == 0 }

    /// The next step that may begin; its slots are taken.
    mutating func next() -> PlanStep? {
        guard halted == nil else { return nil }
        return schedule.next().map { steps[$0] }
    }

    func position(of step: PlanStep) -> Int? { positions[step.id] }

    /// The step was begun and did nothing; it begins again later.
    mutating func putBack(_ step: PlanStep, serialising slot: Slot?) {
        if let slot { schedule.slots.serialise(slot) }
        if let index = positions[step.id] { schedule.putBack(index) }
    }

    /// Takes a step that could begin out of the run, and what waits for it.
    mutating func withdraw(_ step: PlanStep, because: Bilingual) {
        report.skipped.append((step.id, step.address, because))
        _ = skipFollowers(of: step, because: Bilingual("\(step.id) was not started", zh: "`\(step.id)` 没有开始"))
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
            for disk in create.disks { inputs.disks[disk.address] = records[disk.address] }
            for disk in create.captured {
                if let record = records[disk] { inputs.captured.add(record) }
            }
            if step.address.kind == .copy {
                inputs.captured.order = captured(in: create.attributes[.source]).filter { !$0.isSystem }
            }
            if create.disks.contains(where: { $0.create.imageDiskKey != nil }) {
                inputs.imageDisks = imageDisks(of: create.attributes[.image])
            }
        case .label(let label):
            collect(label.create.attributes)
        case .update(let update):
            collect(update.changes)
            collect(update.record.attributes)
        case .settle(let settle):
            needed[settle.image] = ids[settle.image]
            if let record = inputs.record {
                inputs.captured = CaptureSources(of: record, among: Array(records.values))
            }
        case .stop(let power), .start(let power):
            if let server = power.server { needed[server] = ids[server] }
        case .awaitServer(let wait):
            if let server = wait.server { needed[server] = ids[server] }
        case .delete, .detach, .prune, .forget, .deleteBackup: break
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
            if ids[key.address.series] == key.id { ids[key.address.series] = nil }
        }
        for record in success.upserts where record.standing != .deposed {
            records[record.address] = record
            ids[record.address.series] = record.id
        }
        report.succeeded.append(step.id)
        guard let index = positions[step.id], !schedule.isOver[index] else { return }
        schedule.end(index, well: true)
    }

    /// - Returns: the steps that cannot begin any more.
    mutating func failed(_ step: PlanStep, _ failure: ApplyFailure) -> [(
        step: StepID, address: Address, because: Bilingual
    )] {
        report.failures.append(failure)
        if hasCanary, schedule.slots.isCanary(WorkKind(step)) {
            halted = Bilingual("\(step.id) was to go first and failed", zh: "`\(step.id)` 须先行，但已失败")
        } else if report.failures.count > failuresAllowed {
            halted = Bilingual(
                "\(report.failures.count) steps failed, more than were allowed",
                zh: "有 \(report.failures.count) 个步骤失败，超过允许的数量")
        }
        return skipFollowers(of: step, because: Bilingual("\(step.id) failed", zh: "`\(step.id)` 失败"))
    }

    /// A step that a check forbids, and what waited for it.
    /// - Returns: all of them.
    mutating func held(_ step: PlanStep, _ hold: StepHold) -> [(
        step: StepID, address: Address, because: Bilingual
    )] {
        let own = (step: step.id, address: step.address, because: hold.reason)
        report.findings += hold.findings
        report.skipped.append(own)
        return [own]
            + skipFollowers(of: step, because: Bilingual("\(step.id) was left out", zh: "`\(step.id)` 已略去"))
    }

    mutating func leftRunning(_ step: PlanStep, _ operation: PendingOperation?) {
        report.stillRunning.append((step.id, step.address, operation))
        _ = skipFollowers(
            of: step, because: Bilingual("\(step.id) has not ended yet", zh: "`\(step.id)` 尚未结束"),
            looseOnes: true)
    }

    /// What has not begun by now never will.
    mutating func skipRest(because: Bilingual) {
        for index in steps.indices where !schedule.isOver[index] {
            schedule.drop(index)
            report.skipped.append((steps[index].id, steps[index].address, because))
        }
    }

    /// - Parameter looseOnes: also those that only wait for an end, as there is none yet.
    private mutating func skipFollowers(
        of step: PlanStep, because: Bilingual, looseOnes: Bool = false
    ) -> [(step: StepID, address: Address, because: Bilingual)] {
        guard let index = positions[step.id], !schedule.isOver[index] else { return [] }
        schedule.end(index, well: false)
        var skipped: [(step: StepID, address: Address, because: Bilingual)] = []
        var queue = schedule.followers[index]
        var ended = [index]
        if looseOnes { queue += schedule.looseFollowers[index] ?? [] }
        while let next = queue.popLast() {
            guard !schedule.isOver[next] else { continue }
            schedule.drop(next)
            skipped.append((steps[next].id, steps[next].address, because))
            queue += schedule.followers[next]
            if looseOnes { queue += schedule.looseFollowers[next] ?? [] } else { ended.append(next) }
        }
        if !looseOnes { for index in ended { schedule.releaseLoose(index) } }
        skipped.sort { $0.address < $1.address }
        report.skipped += skipped
        return skipped
    }
}
