import XimageCore

/// Generations whose image is gone and whose backup is there, and single generations that somebody wants to be rid of.
extension PlanBuilder {
    /// Registers images on the backups that are left of them, under the number that they had.
    mutating func planUndelete() {
        for address in input.choices.undelete {
            guard let number = address.generation, let resource = input.desired[address.series],
                address.kind == .image
            else {
                reportUndelete(
                    address, "no manifest declares it", "Name a generation of an image of the set.")
                continue
            }
            guard records[address] == nil else {
                reportUndelete(address, "its image is there", nil)
                continue
            }
            let bare = bareBackups(of: address.series)
            guard let backup = bare.first(where: { $0.mark?.generation == number }) else {
                let known = bare.compactMap(\.mark?.generation).sorted().map {
                    "\(address.series.generation($0))"
                }
                reportUndelete(
                    address, "no backup of it is left",
                    known.isEmpty
                        ? "No generation of \(address.series) has a backup without an image."
                        : "Backups are left of \(known.joined(separator: ", ")).")
                continue
            }
            bringBack(resource, number, backup)
        }
    }

    private mutating func bringBack(_ resource: DesiredResource, _ number: Int, _ backup: LiveBackup) {
        let address = resource.address.generation(number)
        var attributes = withReferences(resource.attributes)
        // What is not there is no source any more; the image does not need it.
        for name in [AttributeName.source, .vault, .sourceDisk] where attributes[name].reference != nil {
            attributes[name] = .null
        }
        // As it was when it was made, not as it is declared now; without history nobody knows.
        let former = input.choices.formerRecords.first { $0.address == address }
        attributes[.revision] = former?.attributes[.revision] ?? .null
        attributes[.sourceBackup] = .string(backup.id)
        attributes[.name] = .string(
            name(of: resource, generation: number, at: backup.takenAt ?? input.live.readAt))
        var step = CreateStep(attributes: attributes, generation: number)
        step.captured = capturedDisks(of: resource)
        add(
            PlanStep(
                id: "create \(address)", address: address, region: resource.region, operation: .create(step)))
        let taken = backup.takenAt.map { ", of \($0)" } ?? ""
        changes.append(
            Change(
                address: address, region: resource.region, action: .create, after: attributes,
                differences: attributes.entries.map(\.name), reason: .undeleteRequested,
                notes: [
                    "Its backup is \(backup.id)\(taken). The image stays until it is removed by name:"
                        + " `--removed '\(address)=delete'`."
                ], origin: resource.origin))
    }

    private mutating func reportUndelete(_ address: Address, _ why: String, _ fix: String?) {
        findings.append(
            Diagnostic(
                code: "undelete", summary: "Nothing to bring back",
                detail: "\(address) cannot be brought back: \(why).", fix: fix, address: address))
    }

    /// Made from its own backup after its first image was gone; the manifest says nothing of a backup.
    func isBroughtBack(_ record: ResourceRecord) -> Bool {
        guard !record.attributes[.sourceBackup].isEmpty, let declared = input.desired[record.address.series]
        else { return false }
        return declared.attributes[.sourceBackup].isEmpty
    }

    /// A `removed` entry may name one generation of a series that stays.
    mutating func planGenerationRemovals(_ usable: [(ResourceRecord, LiveResource)]) {
        for (record, object) in usable
        where object.phase != .failed && isDeclaredByManifest(record.address.series) {
            guard let removal = removal(of: record.address),
                removal.from.generation == record.address.generation
            else { continue }
            let number = record.address.generation
            guard
                number != currentGeneration[record.address.series] || steps["create \(record.address)"] != nil
            else {
                findings.append(
                    Diagnostic(
                        code: "generation-in-use", summary: "The current generation is not removed",
                        detail: "\(record.address) is what \(record.address.series) stands for now.",
                        fix: "Make a new one first:\n  ximage apply --renew '\(record.address.series)'",
                        address: record.address, subject: removal.origin))
                continue
            }
            switch removal.action {
            case .forget: addForget(record, reason: .noLongerDeclared, before: object.attributes)
            case .delete:
                addDelete(record, reason: .noLongerDeclared, withBackup: false, risk: nil, edges: [])
            }
        }
    }
}
