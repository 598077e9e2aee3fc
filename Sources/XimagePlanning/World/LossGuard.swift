import XimageCore

/// Refuses a plan on a cloud in which most of what state knows no longer exists: the wrong account, project or endpoint is
/// more likely than such a loss.
package struct LossGuard {
    let world: World
    let mode: PlanInput.Mode

    /// Fewer lost objects are listed, and need no consent.
    static let least = 10
    package static let code = Notice.objectsGone.code

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
        Diagnostic(.idleLoss, severity: .warning, ["project": "\(project)", "count": "\(count)"])
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
            let shown = lost.prefix(3).map { "\($0.address) (\($0.id))" }
            return Diagnostic(
                .objectsGone,
                [
                    "all": "\(all)", "recorded": "\(recorded)", "count": "\(lost.count)",
                    "project": "\(project)", "objects": .series(shown, rest: lost.count > 3 ? .others : nil),
                    "deed": isApply
                        ? RuleArgument("create them again", zh: "重新创建它们")
                        : RuleArgument("forget them", zh: "不再管理它们"),
                    "command": isApply ? "apply" : "destroy",
                ])
        }
    }
}
