package import XimageCore

/// What the cloud says other than state, whoever did it. Pure.
package struct DriftReader: Sendable {
    package struct Report: Sendable {
        /// Sorted by address.
        package var drift: [Drift] = []
        /// With marks of this project, known neither to state nor to the manifests.
        package var unknown: [LiveResource] = []
        /// Of the state's own lineage, and unknown to it: it is older than they are.
        package var forgotten: [LiveResource] = []
        /// With selections carried out, and with snapshots.
        package var desired: DesiredState
        /// Named by ximage, without an image.
        package var bareBackups: [LiveBackup] = []
    }

    private let project: String

    package init(project: String) { self.project = project }

    package func read(desired: DesiredState, prior: PriorState, live: LiveState) -> Report {
        let index = LiveIndex(live.resources)
        var report = Report(desired: desired)
        // Selections and snapshots have addresses, too.
        var expander = DesiredExpander(desired, prior, index)
        expander.expand()
        report.desired = expander.desired
        let declared = DeclaredIndex(expander.desired)
        report.drift = Self.drift(
            of: expander.prior.records, in: project, live: index, lookups: LookupResolver(live.catalogues),
            names: BackupNameCare(live.backups), declared: { declared[$0] })
        let ownership = MarkOwnership(prior)
        let rebuilt = StateRebuilder(project: project, ownership: ownership).rebuild(
            desired: expander.desired, prior: expander.prior, live: index)
        report.forgotten = prior.isFresh ? [] : rebuilt.forgotten
        report.unknown = rebuilt.unknown.sorted { ($0.region, $0.kind, $0.id) < ($1.region, $1.kind, $1.id) }
        report.bareBackups = live.backups.recognised(by: prior, in: project).filter { backup in
            backup.image == nil && backup.mark.map { Mark.belongs($0.owner, to: project) } ?? false
                && ownership.isOurs(backup)
        }
        return report
    }

    /// Plans and `drift` have the same: it is all in here.
    static func drift(
        of records: [ResourceRecord], in project: String, live: LiveIndex, lookups: LookupResolver,
        names: BackupNameCare, declared: (Address) -> DesiredResource?
    ) -> [Drift] {
        records.sorted { ($0.address, $0.id) < ($1.address, $1.id) }.compactMap { record in
            guard var object = live[record.id] else {
                return Drift(address: record.address, id: record.id, isGone: true)
            }
            // What creation did not get to was changed by nobody.
            guard record.standing != .incomplete else { return nil }
            if record.address.kind == .server {
                object.attributes[.securityGroups] = lookups.groups(
                    object.attributes[.securityGroups], region: object.region)
            }
            let foreignTags = declared(record.address.series)?.attributes[.foreignTags] ?? .null
            let differences = Differ(record.address.kind, foreignTags: foreignTags).drift(
                recorded: known(record, object), live: object.attributes)
            let lostMark = record.hasLostMark(object, of: project) || names.backup(of: record, object) != nil
            return differences.isEmpty && !lostMark
                ? nil
                : Drift(
                    address: record.address, id: record.id, isGone: false, differences: differences,
                    lostMark: lostMark)
        }
    }

    /// What the cloud keeps of a record: a copy's source and a server's `recreateOn` are ours alone.
    private static func known(_ record: ResourceRecord, _ object: LiveResource) -> Attributes {
        var result = record.attributes
        for name in [AttributeName.recreateOn] { result[name] = .null }
        if record.address.kind == .copy {
            for name in [AttributeName.source, .targetVault, .region, .targetRegion]
            where object.attributes[name].isEmpty {
                result[name] = .null
            }
        }
        return result
    }
}
