import XimageCore
import XimagePlanning

/// Names backups that the creation of their images did not get to: of a resumed one, and of one whose run was interrupted
/// between the image and its backup. A backup has no tags; its name says whose it is.
struct BackupNames {
    let environment: Environment

    private struct Missing {
        let backup: RemoteID
        let region: Region
        let name: String
    }

    /// Only convenient here, as in ``StepRunner/nameBackup(of:at:)``: what is refused is tried again by the next run.
    func complete(_ plan: Plan, _ prior: PriorState, _ live: LiveState) async {
        for missing in Self.missing(plan, prior, live) {
            try? await environment.provider.renameBackup(
                missing.backup, to: missing.name, in: missing.region)
        }
    }

    private static func missing(_ plan: Plan, _ prior: PriorState, _ live: LiveState) -> [Missing] {
        let care = BackupNameCare(live.backups)
        guard !care.isEmpty else { return [] }
        let objects = Dictionary(live.resources.map { ($0.id, $0) }) { first, _ in first }
        let marks = MarkWriter(project: plan.project, lineage: plan.marks)
        return plan.records(after: prior).compactMap { record in
            guard let generation = record.address.generation, let image = objects[record.id],
                let backup = care.backup(of: record, image)
            else { return nil }
            let name = marks.backupName(image: image.name, at: record.address, generation: generation)
            return Missing(backup: backup, region: image.region, name: name.description)
        }
    }
}
