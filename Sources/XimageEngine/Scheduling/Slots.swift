import XimageCore
import XimagePlanning

/// What is occupied now, and by how much.
struct SlotTable: Sendable {
    private var used: [Slot: Int] = [:]
    private var waves: [WorkKind: Wave] = [:]
    private var serialised: Set<Slot> = []
    private let limits: SlotLimits
    private let firstWave: Int
    private let laterWaves: Int
    private let hasWaves: Bool

    private struct Wave {
        var limit: Int
        var begun = 0
        var ended = 0
        var isFirst = true
    }

    init(_ pacing: Pacing) {
        limits = pacing.slots
        hasWaves = pacing.canary != nil || pacing.batch != nil
        firstWave = pacing.canary ?? pacing.batch ?? .max
        laterWaves = pacing.batch ?? .max
    }

    /// Every slot that the step needs.
    func slots(of step: PlanStep) -> [Slot] {
        var result: [Slot] = []
        if hasWaves { result.append(.wave(WorkKind(step))) }
        guard case .create(let create) = step.operation else { return result }
        switch step.address.kind {
        case .image:
            result.append(.imageTasks)
            if let server = Self.name(create.attributes[.source]) { result.append(.imagesOfServer(server)) }
            if let vault = Self.vault(of: step) { result.append(vault) }
        case .copy:
            let target = create.attributes[.targetRegion].string
            // The step is in the region where the copy arrives.
            let source = create.attributes[.region].string ?? step.region
            result.append(target == nil || target == source ? .imageTasks : .crossRegionCopies)
        case .vault, .server, .disk: break
        }
        return result
    }

    func isFree(_ slot: Slot) -> Bool {
        if case .wave(let work) = slot {
            guard let wave = waves[work] else { return firstWave > 0 }
            return wave.begun < wave.limit
        }
        return used[slot, default: 0] < limit(of: slot)
    }

    mutating func take(_ slot: Slot) {
        if case .wave(let work) = slot {
            waves[work, default: Wave(limit: firstWave)].begun += 1
        } else {
            used[slot, default: 0] += 1
        }
    }

    /// - Returns: how many more of those that wait for the slot may begin now.
    mutating func release(_ slot: Slot) -> Int {
        guard case .wave(let work) = slot else {
            used[slot, default: 1] -= 1
            return 1
        }
        guard var wave = waves[work] else { return 0 }
        wave.ended += 1
        let isOver = wave.ended >= wave.limit
        if isOver { wave = Wave(limit: laterWaves, isFirst: false) }
        waves[work] = wave
        return isOver ? wave.limit : 0
    }

    /// The step did not begin after all.
    mutating func giveBack(_ slot: Slot) -> Int {
        guard case .wave(let work) = slot else { return release(slot) }
        waves[work]?.begun -= 1
        return 1
    }

    /// From now on one at a time.
    mutating func serialise(_ slot: Slot) { serialised.insert(slot) }

    /// Whether a step of that work belongs to those that go first.
    func isCanary(_ work: WorkKind) -> Bool { waves[work]?.isFirst ?? true }

    private func limit(of slot: Slot) -> Int {
        if serialised.contains(slot) { return 1 }
        return switch slot {
        case .imageTasks: limits.imageTasks
        case .crossRegionCopies: limits.crossRegionCopies
        case .imagesOfServer: limits.imagesOfServer
        case .imagesInVault: limits.imagesInVault
        case .wave: .max
        }
    }

    /// The vault that an image is made in.
    static func vault(of step: PlanStep) -> Slot? {
        guard case .create(let create) = step.operation, step.address.kind == .image else { return nil }
        return name(create.attributes[.vault]).map(Slot.imagesInVault)
    }

    private static func name(_ value: Value) -> String? {
        value.reference.map(\.description) ?? value.string
    }
}
