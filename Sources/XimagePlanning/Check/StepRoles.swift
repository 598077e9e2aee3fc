import XimageCore

/// Which steps each of ``PlanInvariants`` is about, gathered in one pass: to copy every step for every check was most of
/// what they cost.
struct StepRoles {
    /// Positions of the steps that bring about a change that people are shown.
    private(set) var changing: [Int] = []
    /// Steps that change or remove an existing object, which may be state's alone.
    private(set) var touching: [(position: Int, object: RemoteID)] = []
    /// Steps that take a disk off a server.
    private(set) var leaving: [(position: Int, server: RemoteID)] = []
    private(set) var removing: [(position: Int, object: RemoteID)] = []
    private(set) var labelling: [(position: Int, label: LabelStep)] = []

    init(_ steps: [PlanStep]) {
        changing.reserveCapacity(steps.count)
        // By position: an iterator copies each step.
        for position in steps.indices { add(steps[position].operation, position) }
    }

    private mutating func add(_ operation: StepOperation, _ position: Int) {
        switch operation {
        case .create: changing.append(position)
        case .label(let step):
            changing.append(position)
            labelling.append((position, step))
            if let id = step.id { touching.append((position, id)) }
        case .update(let step):
            changing.append(position)
            touching.append((position, step.id))
            if !step.changes[.server].isEmpty, let server = step.current[.server].string {
                leaving.append((position, server))
            }
        case .detach(let step):
            changing.append(position)
            touching.append((position, step.id))
            leaving.append((position, step.server))
        case .forget(let step):
            changing.append(position)
            touching.append((position, step.id))
        case .delete, .prune, .deleteBackup:
            guard let id = operation.removedID else { return }
            changing.append(position)
            touching.append((position, id))
            removing.append((position, id))
        case .stop(let step), .start(let step):
            if let id = step.id { touching.append((position, id)) }
        case .settle, .awaitServer: break
        }
    }
}
