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
        let forgotten = draft.forgotten.filter { known.insert($0.id).inserted }
        let found = draft.recovered(from: live).filter { known.insert($0.id).inserted }
        var gone = try await missing(found)
        for start in stride(from: 0, to: forgotten.count, by: BoundedReads.parallelism) {
            let chunk = forgotten[start..<min(start + BoundedReads.parallelism, forgotten.count)]
            let absent = try await missing(Array(chunk))
            guard absent.count == chunk.count else {
                throw SessionRefusal.behind(draft.forgotten.filter { !gone.union(absent).contains($0.id) })
            }
            gone.formUnion(absent)
        }
        guard !gone.isEmpty else { return false }
        live.resources.removeAll { gone.contains($0.id) }
        return true
    }

    private func missing(_ objects: [LiveResource]) async throws -> Set<RemoteID> {
        let provider = provider
        return Set(
            try await BoundedReads.all(objects) { object in
                try await provider.read(object.id, object.kind, in: object.region) == nil ? object.id : nil
            }.compactMap { $0 })
    }
}
