import XimageCore

/// New instances that an old entry of `removed` covers. The entry was written for others, and would delete these without
/// another word as soon as the block has fewer instances.
enum StillDeclared {
    static func findings(_ plan: Plan, _ world: World) -> [Diagnostic] {
        let entries = world.desired.removals.filter { $0.action == .delete && $0.from.generation == nil }
        guard !entries.isEmpty else { return [] }
        let created = plan.changes.filter { $0.action == .create }.map(\.address.series)
        return entries.compactMap { entry in
            guard let new = created.first(where: { $0.kind == entry.from.kind && entry.from.covers($0) })
            else {
                return nil
            }
            return Diagnostic(
                .removalStillDeclared, ["entry": "\(entry.from)", "new": "\(new)"], address: new,
                subject: entry.origin)
        }
    }
}
