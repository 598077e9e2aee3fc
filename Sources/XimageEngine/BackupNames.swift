import XimageCore
import XimagePlanning

/// Names backups that the creation of their images did not get to: of a resumed one, and of one whose run was interrupted
/// between the image and its backup. A backup has no tags; its name says whose it is.
struct BackupNames {
    let environment: Environment

    struct Missing: Sendable {
        let backup: RemoteID
        let region: Region
        let name: String
    }

    /// Only convenient here, as in ``StepRunner/nameBackup(of:at:)``: what is refused is tried again by the next run.
    func complete(_ planned: Session.Planned) async {
        for missing in Self.missing(planned) {
            try? await environment.provider.renameBackup(
                missing.backup, to: missing.name, in: missing.region)
        }
    }

    static func missing(_ planned: Session.Planned) -> [Missing] {
        let unnamed = Set(planned.live.backups.filter { $0.mark == nil && $0.image != nil }.map(\.id))
        guard !unnamed.isEmpty else { return [] }
        let live = Dictionary(planned.live.resources.map { ($0.id, $0) }) { first, _ in first }
        let marks = MarkWriter(project: planned.plan.project, lineage: planned.plan.marks)
        return (planned.prior.records + planned.plan.rebuilt).compactMap { record in
            // A backup that existed before the image keeps its name.
            guard let generation = record.address.generation, !record.isAdopted,
                record.attributes[.sourceBackup].isEmpty, let image = live[record.id],
                case .image(let facts) = image.facts, facts.scope == .region, let backup = facts.backup,
                unnamed.contains(backup)
            else { return nil }
            let name = marks.backupName(image: image.name, at: record.address, generation: generation)
            return Missing(backup: backup, region: image.region, name: name.description)
        }
    }
}
