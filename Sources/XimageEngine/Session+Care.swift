package import XimageCore
package import XimagePlanning
package import XimageState

/// Looks at drift, and care for records outside of an apply.
extension Session {
    /// What differs between state and cloud, by list calls alone. Nothing is written.
    package struct Drifted: Sendable {
        package var drift: [Drift]
        package var prior: PriorState
        /// Objects with marks of this project that neither state nor the manifests know.
        package var unknown: [LiveResource]
        /// Backups of the project that no image stands on.
        package var bareBackups: [LiveBackup]
        package var live: LiveState
        /// All of that which nothing looks after.
        package var orphans: [Orphan]
    }

    /// - Parameter everything: also kinds of objects that neither state nor the manifests know.
    package func drift(_ desired: DesiredState, everything: Bool = false) async throws -> Drifted {
        try await onState(desired.settings) { try await drift(desired, $0.state, everything: everything) }
    }

    private func drift(
        _ desired: DesiredState, _ prior: PriorState, everything: Bool
    ) async throws -> Drifted {
        let project = desired.settings.project
        try await requireProjects(of: prior.identity)
        let live = try await Refresher(provider: environment.provider, time: environment.time).refreshLists(
            desired: desired, prior: prior, everything: everything)
        let report = DriftReader(project: project).read(desired: desired, prior: prior, live: live)
        try await requireCurrent(report.forgotten)
        let vaults = prior.records.filter { $0.address.kind == .vault }.map(\.id)
        return Drifted(
            drift: report.drift, prior: prior, unknown: report.unknown, bareBackups: report.bareBackups,
            live: live,
            orphans: OrphanFinder(project: project, ownership: MarkOwnership(prior)).orphans(
                unknown: report.unknown, backups: live.backups, desired: report.desired,
                records: prior.records, vaults: Set(vaults))
                + UnnamedDisks(desired: report.desired, prior: prior).orphans(
                    among: LiveIndex(live.resources))
                + PassedOver(prior: prior).orphans(among: LiveIndex(live.resources)))
    }

    /// Changes records under the lock. `body` sees the present records, and answers what changes; nothing is written
    /// when it throws.
    /// - Returns: the records that were written.
    package func changeRecords(
        of settings: ProjectSettings, _ holder: LockHolder, lockTimeout: Duration,
        _ body: @Sendable (PriorState) async throws -> RecordChanges
    ) async throws -> RecordChanges {
        var random = SystemRandomNumberGenerator()
        let store = try StateStore.open(
            path: statePath, project: settings.project, environment: settings.environmentName,
            time: environment.time, random: &random)
        let changes = try await StateLock(store, time: environment.time).holding(
            holder, timeout: lockTimeout, random: &random
        ) { lease in
            let prior = try store.prior()
            try await requireProjects(of: prior.identity)
            let changes = try await body(prior)
            if !changes.isEmpty {
                _ = try store.apply(changes, RunInfo(holder, started: environment.time.now()), under: lease)
            }
            return changes
        }
        try store.close()
        return changes
    }
}
