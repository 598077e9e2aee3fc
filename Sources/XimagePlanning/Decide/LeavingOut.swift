import XimageCore

/// Applies the selection of a run to single decisions.
struct LeavingOut {
    private let world: World
    /// Data disks in the state by their server; empty where nothing can be left out.
    private let recordedDisks: [Address: [Address]]

    init(_ world: World) {
        self.world = world
        let leavesOut = world.selection.hasExclusions || !world.options.blocked.isEmpty
        let disks =
            leavesOut ? world.records.keys.filter { $0.kind == .disk && $0.owner != nil }.sorted() : []
        recordedDisks = Dictionary(grouping: disks) { $0.owner ?? $0 }
    }

    /// `nil` when the decision is carried out.
    func reason(_ decision: Decision, after earlier: Decisions) -> LeftOut? {
        let selection = world.selection
        if let because = blocked(decision) { return .blocked(because) }
        if let reason = keptDisk(decision) { return reason }
        if selection.isExcluded(decision.address) || isBehindExcludedDisk(decision, after: earlier)
            || worksOnExcludedServer(decision)
        {
            return .option
        }
        if case .remove = decision.verdict {
            // Nothing old is removed while its successor is left out.
            if let reason = earlier.leftOutSeries[decision.address.series] { return reason }
            if !selection.includesRemoval(decision.address) || holdsKeptImages(decision) { return .option }
        }
        if !selection.isChosen(decision.address.series), !selection.isTargeted(decision.address),
            !comesWithServer(decision.address, after: earlier)
        {
            return .option
        }
        for needed in decision.needs {
            switch earlier.leftOutSeries[needed.series] {
            case .option?: return .option
            case .blocked?:
                return .blocked(
                    Bilingual("it waits for \(needed), which is left out", zh: "它等待 \(needed)，而后者已略去"))
            case nil: break
            }
        }
        return nil
    }

    private func blocked(_ decision: Decision) -> Bilingual? {
        let blocked = world.options.blocked
        guard !blocked.isEmpty else { return nil }
        // A disk that is created with its server is asked for by the server's step.
        let disks = decision.creates?.disks.map(\.address) ?? []
        let touched = [decision.address.series] + decision.references.map(\.series) + disks
        return touched.lazy.compactMap { blocked[$0] }.first
    }

    /// A server is not created beside disks that exist and are left out, and neither replaced nor deleted while any disk
    /// is: the service takes each off with the server.
    private func keptDisk(_ decision: Decision) -> LeftOut? {
        let endsServer = decision.replaces || decision.deletes
        guard decision.address.kind == .server, decision.creates != nil || endsServer else { return nil }
        let declared = (world.declared[decision.address]?.declaredDisks ?? []).filter {
            decision.replaces || world.exists($0)
        }
        let recorded = endsServer ? recordedDisks[decision.address] ?? [] : []
        for disk in declared + recorded {
            if world.options.blocked[disk] != nil {
                return .blocked(
                    decision.replaces
                        ? Bilingual(
                            "\(disk) would have to move over, and it is left out", zh: "\(disk) 须随之移动，但已略去")
                        : Bilingual("\(disk) would be taken off, and it is left out", zh: "\(disk) 将被卸载，但已略去")
                )
            }
            if world.selection.isExcluded(disk) { return .option }
        }
        return nil
    }

    /// A server that is excluded is not stopped for an image either.
    private func worksOnExcludedServer(_ decision: Decision) -> Bool {
        let servers = [decision.care.sign?.server, decision.care.stop?.server, decision.care.start?.server]
        return servers.compactMap { $0 }.contains { world.selection.isExcluded($0) }
    }

    /// A vault is not deleted while the delete of an image in it is left out.
    private func holdsKeptImages(_ decision: Decision) -> Bool {
        guard decision.address.kind == .vault, decision.deletes, let vault = decision.removedID else {
            return false
        }
        return world.records.values.contains {
            $0.vaultID == vault && !world.selection.includesRemoval($0.address)
        }
    }

    /// Data disks are attached in the order of their declaration: those after one that is left out wait for it.
    private func isBehindExcludedDisk(_ decision: Decision, after earlier: Decisions) -> Bool {
        guard world.selection.hasExclusions, decision.creates != nil, let owner = decision.address.owner,
            earlier[owner]?.creates != nil,
            let disks = world.declared[owner]?.declaredDisks
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
