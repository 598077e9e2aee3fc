import XimageCore

/// Refuses a plan on a cloud in which most of what state knows no longer exists: the wrong account, project or endpoint is
/// more likely than such a loss.
package struct LossGuard {
    let world: World
    let mode: PlanInput.Mode

    /// Fewer lost objects are listed, and need no consent.
    static let least = 10
    package static let code = "objects-gone"

    var findings: [Diagnostic] {
        guard world.isRefreshed else { return [] }
        let lost = lost()
        return refusals(lost)
            + world.options.acceptedLosses.sorted { $0.key < $1.key }.filter { lost[$0.key] == nil }.map {
                idle($0.key, $0.value)
            }
    }

    /// An acceptance that names no loss is a mistake, or left over.
    private func idle(_ project: String, _ count: Int) -> Diagnostic {
        Diagnostic(
            code: Self.code, severity: .warning, summary: "An accepted loss was not found",
            detail:
                "`\(Self.code)@\(project)=\(count)` accepts that objects in region project \(project) no longer "
                + "exist, and no such loss was found.",
            fix: "Leave the acknowledgement out.")
    }

    /// By region project.
    private func lost() -> [String: [ResourceRecord]] {
        let recorded = world.prior.records.filter { !$0.id.isEmpty }
        let gone = recorded.filter { world.live[$0.id] == nil }
        guard gone.count >= Self.least, gone.count * 2 > recorded.count else { return [:] }
        let identity = world.prior.identity
        return Dictionary(grouping: gone) { identity.projects[$0.region] ?? $0.region }
    }

    private func refusals(_ projects: [String: [ResourceRecord]]) -> [Diagnostic] {
        let all = projects.values.reduce(0) { $0 + $1.count }
        let recorded = world.prior.records.count { !$0.id.isEmpty }
        return projects.sorted { $0.key < $1.key }.compactMap { project, lost in
            guard world.options.acceptedLosses[project] != lost.count else { return nil }
            let isApply = mode == .apply
            let shown = lost.prefix(3).map { "\($0.address) (\($0.id))" }.joined(separator: ", ")
            return Diagnostic(
                code: Self.code, summary: "Most recorded objects no longer exist",
                detail:
                    "\(all) of \(recorded) recorded objects no longer exist, each asked for by its id: "
                    + "\(lost.count) of them in region project \(project): \(shown)\(lost.count > 3 ? ", ..." : ""). "
                    + "ximage would \(isApply ? "create them again" : "forget them").",
                fix:
                    "Check that the key, the account and `provider.endpoints` are those that created them. If the "
                    + "objects are really gone:\n  ximage \(isApply ? "apply" : "destroy") --acknowledge '\(Self.code)@\(project)=\(lost.count)'"
            )
        }
    }
}
