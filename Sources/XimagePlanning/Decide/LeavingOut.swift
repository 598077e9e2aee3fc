import XimageCore

/// Applies the selection of a run to single decisions.
struct LeavingOut {
    let world: World

    /// `nil` when the decision is carried out.
    func reason(_ decision: Decision, after earlier: Decisions) -> LeftOut? {
        let selection = world.selection
        if let because = blocked(decision) { return .blocked(because) }
        if selection.isExcluded(decision.address) || keepsExcludedDisk(decision)
            || isBehindExcludedDisk(decision, after: earlier)
        {
            return .option
        }
        if case .remove = decision.verdict, !selection.includesRemoval(decision.address) { return .option }
        if !selection.isChosen(decision.address.series), !selection.isTargeted(decision.address),
            !comesWithServer(decision.address, after: earlier)
        {
            return .option
        }
        for needed in decision.needs {
            switch earlier.leftOutSeries[needed.series] {
            case .option?: return .option
            case .blocked?: return .blocked("it waits for \(needed), which is left out")
            case nil: break
            }
        }
        return nil
    }

    private func blocked(_ decision: Decision) -> String? {
        let blocked = world.options.blocked
        guard !blocked.isEmpty else { return nil }
        // A disk that is created with its server is asked for by the server's step.
        let disks = decision.creates?.disks.map(\.address) ?? []
        let touched = [decision.address.series] + decision.references.map(\.series) + disks
        return touched.lazy.compactMap { blocked[$0] }.first
    }

    /// A server is not replaced while a disk that would move over is left out.
    private func keepsExcludedDisk(_ decision: Decision) -> Bool {
        guard case .replace = decision.verdict, decision.address.kind == .server,
            let resource = world.desired[decision.address]
        else { return false }
        let created = Set(decision.creates?.disks.map(\.address) ?? [])
        return resource.declaredDisks.contains {
            !created.contains($0) && !decision.facts.recreated.contains($0) && world.selection.isExcluded($0)
        }
    }

    /// Data disks are attached in the order of their declaration: those after one that is left out wait for it.
    private func isBehindExcludedDisk(_ decision: Decision, after earlier: Decisions) -> Bool {
        guard world.selection.hasExclusions, case .create = decision.verdict,
            let owner = decision.address.owner, earlier[owner]?.creates != nil,
            let disks = world.desired[owner]?.declaredDisks
        else { return false }
        return disks.prefix { $0 != decision.address }.contains { world.selection.isExcluded($0) }
    }

    /// Disks go with a server that is created or replaced.
    private func comesWithServer(_ disk: Address, after earlier: Decisions) -> Bool {
        guard let owner = disk.owner, earlier.leftOutSeries[owner] == nil else { return false }
        return earlier[owner]?.creates != nil
    }
}

extension Decision {
    /// What its steps refer to beside its own address.
    var references: [Address] {
        switch verdict {
        case .create(let create): create.dependencies
        case .adopt(let label): [label.server]
        case .update(let update): update.record.dependencies
        case .replace(let replacement):
            switch replacement.new {
            case .create(let create): create.dependencies
            case .adopt(let label): [label.server]
            }
        case .keep, .remove, .refuse: []
        }
    }
}
