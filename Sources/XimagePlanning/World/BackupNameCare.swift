package import XimageCore

/// Which backups lack the name that says whose they are: their creation was interrupted before it, or someone renamed them.
/// A backup has no tags, so that its name is its mark.
package struct BackupNameCare: Sendable {
    private let unnamed: Set<RemoteID>

    package init(_ backups: [LiveBackup]) {
        // An answer without a name says nothing about it.
        unnamed = Set(
            backups.lazy.filter { $0.mark == nil && !$0.name.isEmpty && $0.image != nil }.map(\.id))
    }

    /// Whether no backup lacks its name.
    package var isEmpty: Bool { unnamed.isEmpty }

    /// The backup behind a generation, if it lacks its name. One that existed before the image keeps the name it has.
    package func backup(of record: ResourceRecord, _ image: LiveResource) -> RemoteID? {
        guard !unnamed.isEmpty, record.address.kind == .image, !record.isAdopted,
            record.attributes[.sourceBackup].isEmpty, case .image(let facts) = image.facts,
            facts.scope == .region, let backup = facts.backup, unnamed.contains(backup)
        else { return nil }
        return backup
    }
}

extension BackupNameCare {
    /// What an apply names, whatever else it does.
    func findings(_ records: [ResourceRecord], _ live: LiveIndex) -> [Diagnostic] {
        guard !isEmpty else { return [] }
        return records.sorted { $0.address < $1.address }.compactMap { record in
            guard let image = live[record.id], let backup = backup(of: record, image) else { return nil }
            return Diagnostic(
                .backupName, severity: .info, ["backup": "\(backup)", "object": "\(record.address)"],
                address: record.address)
        }
    }
}

extension [LiveBackup] {
    /// Backups of deleted images under the names that ximage gave them: state knows them by their ids, whoever renamed them.
    func recognised(by prior: PriorState, in project: String) -> [LiveBackup] {
        let known = Dictionary(prior.setAside.filter { $0.standing == .backup }.map { ($0.id, $0.address) }) {
            $1
        }
        guard !known.isEmpty else { return self }
        return map { backup in
            guard backup.mark == nil, !backup.name.isEmpty, let address = known[backup.id],
                let generation = address.generation
            else { return backup }
            var named = backup
            named.name =
                BackupName(
                    image: backup.name, owner: Mark.owner(project: project, address: address),
                    generation: generation, lineage: prior.identity.marks
                ).description
            return named
        }
    }
}
