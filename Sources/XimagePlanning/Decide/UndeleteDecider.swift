import XimageCore

/// Decides about generations whose image is gone and whose backup exists: they are registered again on it, under the
/// number that they had.
struct UndeleteDecider {
    let world: World

    func decide(after earlier: Decisions) -> [Decision] {
        world.options.undelete.map { decide($0, after: earlier) }
    }

    private func decide(_ address: Address, after earlier: Decisions) -> Decision {
        guard let number = address.generation, let resource = world.declared[address.series],
            address.kind == .image
        else {
            return refuse(
                address, .undelete, RuleArgument("no manifest declares it", zh: "没有清单声明它"),
                RuleArgument("Name a generation of an image of the set.", zh: "请指定清单集中某个镜像的一代。"))
        }
        guard world.records[address] == nil else { return refuse(address, .undeletePresent) }
        let bare = world.bareBackups(of: address.series)
        guard let backup = bare.first(where: { $0.mark?.generation == number }) else {
            let known = bare.compactMap(\.mark?.generation).sorted().map {
                "\(address.series.generation($0))"
            }
            return refuse(
                address, .undelete, RuleArgument("no backup of it is left", zh: "没有留下它的备份"),
                known.isEmpty
                    ? RuleArgument(
                        "No generation of \(address.series) has a backup without an image.",
                        zh: "\(address.series) 没有任何一代留有不带镜像的备份。")
                    : RuleArgument(
                        "Backups are left of \(known.joined(separator: ", ")).",
                        zh: "以下各代留有备份：\(known.joined(separator: "、"))。"))
        }
        return bringBack(resource, number, backup, after: earlier)
    }

    private func bringBack(
        _ resource: DesiredResource, _ number: Int, _ backup: LiveBackup, after earlier: Decisions
    ) -> Decision {
        let address = resource.address.generation(number)
        var attributes = earlier.withReferences(resource.attributes)
        // What does not exist is no source any more; the image does not need it.
        for name in [AttributeName.source, .vault, .sourceDisk] where attributes[name].reference != nil {
            attributes[name] = .null
        }
        // As it was when it was created, not as it is declared now; without history nobody knows.
        let former = world.options.formerRecords.first { $0.address == address }
        attributes[.revision] = former?.attributes[.revision] ?? .null
        attributes[.sourceBackup] = .string(backup.id)
        attributes[.name] = .string(resource.generationName(number, at: backup.takenAt ?? world.readAt))
        var step = CreateStep(attributes: attributes, generation: number)
        step.captured = world.capturedDisks(of: resource)
        let forms = (backup.takenAt.map { ", of \($0)" } ?? "", backup.takenAt.map { "（\($0)）" } ?? "")
        return Decision(
            address, in: resource.region, .create(step),
            change: Change(
                address: address, region: resource.region, action: .create, after: attributes,
                differences: attributes.entries.map(\.name), reason: .undeleteRequested,
                notes: [
                    Bilingual(
                        "Its backup is \(backup.id)\(forms.0). The image stays until it is removed by name:"
                            + " `--removed '\(address)=delete'`.",
                        zh: "其备份为 \(backup.id)\(forms.1)。该镜像会保留，直到按名称移除：`--removed '\(address)=delete'`。")
                ], origin: resource.origin))
    }

    private func refuse(
        _ address: Address, _ notice: Notice, _ reason: RuleArgument = "", _ fix: RuleArgument = ""
    ) -> Decision {
        var decision = Decision(address, in: world.declared[address.series]?.region ?? "", .refuse)
        decision.isRemark = true
        decision.findings = [
            Diagnostic(
                notice, ["object": "\(address)", "reason": reason, "fix": fix], address: address)
        ]
        return decision
    }
}
