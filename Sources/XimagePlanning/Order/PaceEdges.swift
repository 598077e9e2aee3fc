import XimageCore

/// Edges that only keep the pace: so many at a time.
struct PaceEdges {
    typealias Wait = (step: Int, on: Int, reason: EdgeReason)

    let facts: StepFacts
    /// The stops of the plan with their lanes, in the order of their decisions.
    let stops: [(step: Int, lane: StopLane)]

    func waits() -> [Wait] { stopping() + rollouts() }

    // MARK: Stops

    /// A server is stopped when an earlier one of its lane runs again, or its image is done where it stays stopped.
    private func stopping() -> [Wait] {
        var ends: [StopLane: [Int]] = [:]
        var result: [Wait] = []
        for (step, lane) in stops {
            guard case .stop(let power) = facts.steps[step].operation else { continue }
            let before = ends[lane] ?? []
            if before.count >= lane.atOnce {
                result.append((step, before[before.count - lane.atOnce], .fewStoppedAtATime))
            }
            let start = facts.position(StepID(.start, facts.steps[step].address, facts.steps[step].id.role))
            if let end = start ?? facts.position(StepID(.create, power.image)) {
                ends[lane, default: []].append(end)
            }
        }
        return result
    }

    // MARK: Rollouts

    /// Paces the replacement of the instances of a block: the first ones alone, then so many at a time.
    private func rollouts() -> [Wait] {
        var blocks: [String: [(address: Address, rollout: Rollout)]] = [:]
        for step in facts.steps {
            guard case .delete = step.operation, step.address.kind == .server,
                facts.position(StepID(.create, step.address)) != nil,
                let rollout = facts.world.declared[step.address]?.serverOptions?.rollout
            else { continue }
            blocks[step.address.name, default: []].append((step.address, rollout))
        }
        return blocks.sorted { $0.key < $1.key }.flatMap { pace($0.value.sorted { $0.address < $1.address }) }
    }

    private func pace(_ servers: [(address: Address, rollout: Rollout)]) -> [Wait] {
        guard let rollout = servers.first?.rollout else { return [] }
        let ends = servers.compactMap { server in
            facts.position(StepID(.await, server.address)) ?? facts.position(StepID(.create, server.address))
        }
        let canaries = min(rollout.canary, servers.count)
        var result: [Wait] = []
        for (index, server) in servers.enumerated() {
            guard let first = firstStep(server.address) else { continue }
            if index >= canaries {
                for end in ends[..<canaries] { result.append((first, end, .canaryFirst)) }
            }
            let start = index < canaries ? 0 : canaries
            if index - rollout.atOnce >= start {
                result.append((first, ends[index - rollout.atOnce], .fewReplacedAtATime))
            }
        }
        return result
    }

    /// With a fixed address the old one is deleted first.
    private func firstStep(_ server: Address) -> Int? {
        facts.position(StepID(.delete, server)) ?? facts.position(StepID(.create, server))
    }
}
