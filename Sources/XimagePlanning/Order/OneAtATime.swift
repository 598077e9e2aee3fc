import XimageCore

/// The service works on one change of a server at a time: steps on the same server wait for each other, in an order that
/// the other edges allow.
struct OneAtATime {
    private let live: LiveIndex

    init(_ live: LiveIndex) { self.live = live }

    /// - Parameters:
    ///   - order: positions of the steps, each after all that it waits for.
    ///   - stays: the objects that declared addresses stand for through the whole plan.
    func waits(
        _ steps: [PlanStep], in order: [Int], stays: (Address) -> RemoteID?
    ) -> [PaceEdges.Wait] {
        var last: [RemoteID: Int] = [:]
        var result: [PaceEdges.Wait] = []
        for position in order {
            for server in servers(of: steps[position], stays: stays) {
                // A start waits for its image, which waits for everything on its server but another start.
                if let before = last[server], !isStart(steps[position]) || isStart(steps[before]) {
                    result.append((position, before, .oneAtATime))
                }
                last[server] = position
            }
        }
        return result
    }

    private func isStart(_ step: PlanStep) -> Bool {
        if case .start = step.operation { true } else { false }
    }

    /// The servers that exist and that a step works on: a disk that moves leaves one for another.
    private func servers(of step: PlanStep, stays: (Address) -> RemoteID?) -> [RemoteID] {
        let found: [RemoteID?] =
            switch step.operation {
            case .create: [step.address.owner.flatMap(stays)]
            case .update(let update):
                switch step.address.kind {
                case .server: [update.id]
                case .disk: [live[update.id]?.attributes[.server].string, update.changes[.server].string]
                case .vault, .image, .copy: []
                }
            case .delete(let delete): [delete.detachFrom]
            case .detach(let detach): [detach.server]
            case .stop(let power), .start(let power): [power.id]
            case .label, .prune, .forget, .settle, .awaitServer, .deleteBackup: []
            }
        return found.compactMap { $0 }
    }
}
