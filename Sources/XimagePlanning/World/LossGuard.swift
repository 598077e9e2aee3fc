import XimageCore

/// Refuses a plan on a cloud in which most of what state knows no longer exists: the wrong account, project or endpoint is
/// more likely than such a loss.
package struct LossGuard {
    let world: World

    /// Fewer lost objects are listed, and need no consent.
    static let least = 10
    package static let code = "objects-gone"

    var findings: [Diagnostic] {
        guard world.isRefreshed else { return [] }
        let recorded = world.prior.records.filter { !$0.id.isEmpty }
        let gone = recorded.filter { world.live[$0.id] == nil }
        guard gone.count >= Self.least, gone.count * 2 > recorded.count else { return [] }
        let identity = world.prior.identity
        let projects = Dictionary(grouping: gone) { identity.projects[$0.region] ?? $0.region }
        return projects.sorted { $0.key < $1.key }.compactMap { project, lost in
            guard world.options.acceptedLosses[project] != lost.count else { return nil }
            let shown = lost.prefix(3).map { "\($0.address) (\($0.id))" }.joined(separator: ", ")
            return Diagnostic(
                code: Self.code, summary: "Most recorded objects no longer exist",
                detail:
                    "\(gone.count) of \(recorded.count) recorded objects no longer exist, each asked for by its id: "
                    + "\(lost.count) of them in region project \(project): \(shown)\(lost.count > 3 ? ", ..." : ""). "
                    + "ximage would create them again.",
                fix:
                    "Check that the key, the account and `provider.endpoints` are those that created them. If the "
                    + "objects are really gone:\n  ximage apply --acknowledge '\(Self.code)@\(project)=\(lost.count)'"
            )
        }
    }
}
