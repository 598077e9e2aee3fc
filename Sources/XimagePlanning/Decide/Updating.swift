import XimageCore

/// Changes of an object where it is: the request, the record afterwards, and how it is shown.
struct Updating {
    let world: World

    func step(
        _ resource: DesiredResource, _ declared: Attributes, resolved: Attributes, _ record: ResourceRecord,
        _ object: LiveResource, _ differences: [Differ.Difference]
    ) -> UpdateStep {
        var wanted: Attributes = [:]
        var current: Attributes = [:]
        for difference in differences {
            wanted[difference.attribute] = difference.wanted
            current[difference.attribute] = object.attributes[difference.attribute]
        }
        var after = record
        after.attributes = resolved
        for name in Differ(resource.address.kind).unread(
            wanted: resolved, live: object.attributes, recorded: record.attributes)
        {
            after.attributes[name] = record.attributes[name]
        }
        // What applies at creation only stays what it was created with.
        for attribute in ResourceSchema.of(resource.address.kind).attributes
        where attribute.effect == .atCreation {
            after.attributes[attribute.name] = record.attributes[attribute.name]
        }
        after.declared = declared
        after.standing = .current
        after.protect = resource.protect
        after.awaitsMarks = false
        after.dependencies = resource.attributes.references
        if let details = resource.diskDetails { after.onRemove = details.onRemove }
        var step = UpdateStep(id: object.id, changes: wanted, current: current, record: after)
        step.retags = world.isMarkedElse(record, object) || hasFormerMark(record, object)
        return step
    }

    /// Marks of earlier versions, and of a state that was taken over, are rewritten with the next change.
    private func hasFormerMark(_ record: ResourceRecord, _ object: LiveResource) -> Bool {
        guard record.operation != nil, let mark = object.operation, let marks = world.marks else {
            return false
        }
        return mark.lineage != marks
    }

    /// - Parameter isUnnamed: the object is a disk of a new server, before its naming.
    func change(
        _ resource: DesiredResource, at address: Address, in region: Region, resolved: Attributes,
        _ object: LiveResource, _ differences: [Differ.Difference], isUnnamed: Bool = false
    ) -> Change {
        var before = world.readable(object)
        // Only the record knows it.
        if differences.contains(where: { $0.attribute == .recreateOn }) {
            before[.recreateOn] = world.records[address]?.attributes[.recreateOn] ?? .null
        }
        return Change(
            address: address, region: region, action: .update, id: object.id, before: before,
            after: Self.display(resource, resolved: resolved, differences),
            differences: differences.map(\.attribute),
            reason: world.movedFrom[address].map { .moved($0) } ?? .attributesDiffer,
            notes: isUnnamed ? [Self.unnamed] : Self.notes(differences), origin: resource.origin)
    }

    private static let unnamed = Bilingual(
        "It was created with its server; the run was interrupted before the disk got its name and marks.",
        zh: "它随云服务器一起创建；运行在云硬盘获得名称和标记之前中断。")

    static func notes(_ differences: [Differ.Difference]) -> [Bilingual] {
        if differences.isEmpty {
            return [
                Bilingual(
                    "It gets the marks of this project and address; nothing else changes.",
                    zh: "为其添加本项目和地址的标记，其他不变。")
            ]
        }
        return differences.contains { $0.attribute == .flavor }
            ? [
                Bilingual(
                    "The server is stopped for the change of flavor and started again if it was running.",
                    zh: "变更规格时云服务器会关机，如原为运行状态则随后重新开机。")
            ] : []
    }

    /// Declared attributes, with computed names filled in, and the keys of others that stay.
    static func display(
        _ resource: DesiredResource, resolved: Attributes, _ differences: [Differ.Difference] = []
    ) -> Attributes {
        var result = resource.attributes
        for difference in differences where SharedKeys.names.contains(difference.attribute) {
            result[difference.attribute] = difference.wanted
        }
        for name in [AttributeName.name, .recreateOn] where result[name].isEmpty {
            result[name] = resolved[name]
        }
        return result
    }
}
