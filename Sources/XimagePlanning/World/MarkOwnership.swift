package import XimageCore

/// The marked objects that a run takes over as its own.
package enum TakeOver: Hashable, Sendable, Codable, LosslessStringConvertible {
    /// All that the state with this mark lineage created.
    case lineage(MarkLineage)
    /// Marks of earlier versions, which have no lineage.
    case withoutLineage

    package init(_ lineage: MarkLineage?) { self = lineage.map { .lineage($0) } ?? .withoutLineage }

    package init?(_ text: String) {
        if text == "none" {
            self = .withoutLineage
        } else {
            guard let lineage = MarkLineage(text) else { return nil }
            self = .lineage(lineage)
        }
    }

    package var lineage: MarkLineage? {
        if case .lineage(let lineage) = self { lineage } else { nil }
    }

    package var description: String { lineage?.text ?? "none" }
}

/// Decides whose a marked object is. A mark is a tag, and anyone who can tag an object can write one: with a state, only what
/// the state knows by id or by operation is its own.
package struct MarkOwnership: Sendable {
    package enum Owner: Hashable, Sendable {
        /// State knows its id or its operation.
        case ours
        /// Taken out of state by hand: it is ours again once it is declared.
        case removed
        /// Nobody's any more, as its user wanted.
        case released
        /// Covered by `--take-over`.
        case takenOver
        /// Has the lineage of this state, and an operation that the state does not know: the state is older than it.
        case forgotten
        /// Created under another state, or tagged by hand.
        case stranger
    }

    private let marks: MarkLineage?
    private let operations: Set<OperationID>
    /// Of recorded objects, and of objects that were recorded before.
    private let recorded: Set<OperationID>
    private let leavesRemoved: Bool
    private let standings: [RemoteID: ResourceRecord.Standing]
    private let backups: Set<RemoteID>
    package let takeOver: TakeOver?
    /// Nothing is known yet: there is no state.
    package let isFresh: Bool

    /// - Parameter deletes: the run deletes what it knows; what was taken out of state by hand is left alone then.
    package init(_ prior: PriorState, takeOver: TakeOver? = nil, deletes: Bool = false) {
        leavesRemoved = deletes
        marks = prior.isFresh ? nil : prior.identity.marks
        operations = prior.operations
        recorded = Set(prior.records.compactMap(\.operation)).union(prior.formerOperations)
        isFresh = prior.isFresh
        self.takeOver = takeOver
        standings = Dictionary((prior.setAside + prior.records).map { ($0.id, $0.standing) }) { $1 }
        backups = Set(
            prior.records.compactMap { $0.attributes[.backup].string }
                + prior.setAside.filter { $0.standing == .backup }.map(\.id))
    }

    /// - Parameter object: with an owner mark of the project, and not managed.
    package func owner(of object: LiveResource) -> Owner {
        switch standings[object.id] {
        case .released: return .released
        case .removed, .passedOver: return leavesRemoved ? .released : .removed
        case .current, .incomplete, .deposed, .backup: return .ours
        case nil: break
        }
        if let operation = object.operation?.operation {
            if operations.contains(operation) { return .ours }
            // Its operation created another object, which is recorded: the mark is a copy.
            if recorded.contains(operation) { return .stranger }
        }
        let lineage = object.operation?.lineage
        if takeOver == TakeOver(lineage) { return .takenOver }
        return lineage != nil && lineage == marks ? .forgotten : .stranger
    }

    /// - Parameter backup: whose name has the mark of the project.
    package func isOurs(_ backup: LiveBackup) -> Bool {
        backups.contains(backup.id) || isTakenOver(backup)
    }

    /// Whether only its name says that it is ours.
    func isTakenOver(_ backup: LiveBackup) -> Bool {
        !backups.contains(backup.id) && takeOver == TakeOver(backup.mark?.lineage)
    }
}
