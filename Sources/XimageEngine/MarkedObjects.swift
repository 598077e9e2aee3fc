import XimageCore
import XimagePlanning

/// Marked objects of which state has no record, before they count. Lists lag behind deletions: what they show is asked for by
/// its id, once.
struct MarkedObjects {
    let provider: any Provider
    private var known: Set<RemoteID> = []

    init(provider: any Provider) { self.provider = provider }

    /// Takes out of the live state what no longer exists.
    /// - Returns: whether the plan has to be made again.
    /// - Throws: `SessionRefusal.behind` where an object of this state exists that it does not know.
    mutating func confirm(_ draft: PlanDraft, in live: inout LiveState) async throws -> Bool {
        let found = draft.recovered(from: live).filter { known.insert($0.id).inserted }
        let gone = try await missing(found).union(requireKnown(draft.forgotten))
        guard !gone.isEmpty else { return false }
        live.resources.removeAll { gone.contains($0.id) }
        return true
    }

    /// - Parameter forgotten: of the state's own lineage, and unknown to it.
    /// - Returns: ids of those that no longer exist.
    /// - Throws: `SessionRefusal.behind` where one exists.
    mutating func requireKnown(_ forgotten: [LiveResource]) async throws -> Set<RemoteID> {
        let unasked = forgotten.filter { known.insert($0.id).inserted }
        var gone: Set<RemoteID> = []
        for start in stride(from: 0, to: unasked.count, by: BoundedReads.parallelism) {
            let chunk = unasked[start..<min(start + BoundedReads.parallelism, unasked.count)]
            let absent = try await missing(Array(chunk))
            guard absent.count == chunk.count else {
                throw SessionRefusal.behind(forgotten.filter { !gone.union(absent).contains($0.id) })
            }
            gone.formUnion(absent)
        }
        return gone
    }

    /// - Returns: ids of those that no longer exist.
    func missing(_ objects: [LiveResource]) async throws -> Set<RemoteID> {
        let provider = provider
        return Set(
            try await BoundedReads.all(objects) { object in
                try await provider.read(object.id, object.kind, in: object.region) == nil ? object.id : nil
            }.compactMap { $0 })
    }
}
