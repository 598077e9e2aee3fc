import XimageCore

/// The marks that one state writes.
struct MarkWriter: Sendable {
    let project: String
    /// `nil` in values that never write one.
    let lineage: MarkLineage?

    func owner(of address: Address) -> String { Mark.owner(project: project, address: address) }

    func operation(_ operation: OperationID, generation: Int, digest: String) -> OperationMark {
        OperationMark(operation: operation, generation: generation, digest: digest, lineage: lineage)
    }

    /// Of a recorded object; `nil` where no operation of ours created it.
    func operation(of record: ResourceRecord) -> OperationMark? {
        guard let operation = record.operation, !record.digest.isEmpty else { return nil }
        return self.operation(
            operation, generation: record.address.generation ?? 0, digest: record.digest)
    }

    func backupName(image: String, at address: Address, generation: Int) -> BackupName {
        BackupName(image: image, owner: owner(of: address), generation: generation, lineage: lineage)
    }
}
