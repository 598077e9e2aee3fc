package import XimageCore

/// What state knows, for `show`.
package struct StateText {
    private let style: TextStyle
    private let now: Timestamp
    /// Of the terminal; `nil` when tables may be as wide as they like.
    private let tableWidth: Int?

    package init(style: TextStyle, now: Timestamp, tableWidth: Int?) {
        self.style = style
        self.now = now
        self.tableWidth = tableWidth
    }

    /// All records, one a line.
    package func list(_ state: PriorState, project: String) -> String {
        let count = Count.of(state.records.count, "object")
        var text = style.paint(project.visible, .strong)
        if state.lineage.isEmpty {
            return text + ": no state yet; apply makes it.\n"
        }
        text +=
            style.paint("  \(count), state serial \(state.serial), lineage \(state.lineage.visible)", .faint)
            + "\n"
        guard !state.records.isEmpty else { return text }
        let hasRemarks = state.records.contains { $0.remark != nil }
        var columns: [Table.Column] = [
            .init("ADDRESS"), .init("NAME", expendable: 1), .init("ID"), .init("REGION", expendable: 3),
            .init("MADE", expendable: 2),
        ]
        if hasRemarks { columns.append(.init("REMARK")) }
        var table = Table(columns)
        for record in state.records {
            table.rows.append(
                [
                    record.address.description, record.attributes[.name].string ?? "-", record.id,
                    record.region,
                    record.createdAt.map { TimeText.ago($0, now: now) } ?? "-",
                ] + (hasRemarks ? [record.remark ?? ""] : []))
        }
        return text + "\n" + table.render(style: style, width: tableWidth)
    }

    /// Records in full: those of one address, or of all generations of one series. Ids of other objects of the state
    /// stand with their addresses.
    package func details(_ records: [ResourceRecord], of state: PriorState) -> String {
        let addresses = Dictionary(state.records.map { ($0.id, $0.address) }) { first, _ in first }
        return records.map { details($0, addresses) }.joined(separator: "\n")
    }

    private func details(_ record: ResourceRecord, _ addresses: [RemoteID: Address]) -> String {
        var facts: [(String, String)] = [("id", record.id.visible), ("region", record.region.visible)]
        if let remark = record.remark { facts.append(("remark", remark)) }
        if let made = record.createdAt {
            facts.append(("made", "\(TimeText.moment(made)), \(TimeText.ago(made, now: now))"))
        }
        if let operation = record.operation { facts.append(("operation", operation.description)) }
        if !record.digest.isEmpty { facts.append(("digest", record.digest.visible)) }
        for entry in record.attributes.entries where !entry.value.isEmpty && entry.name != .region {
            if entry.name == .disks, record.address.generation != nil {
                facts += Self.lines(of: record.attributes.capturedDisks, addresses)
                continue
            }
            var text = ValueText.of(entry.name, in: record.attributes, of: record.address.kind)
            let declared = record.declared[entry.name]
            if !declared.isEmpty, declared != entry.value {
                text += " (declared as \(ValueText.of(ValueText.plain(declared, entry.name))))"
            } else if let address = entry.value.string.flatMap({ addresses[$0] }) {
                text += " (\(address.shown))"
            }
            facts.append((entry.name.description, text))
        }
        if record.protect { facts.append(("protect", "true")) }
        if let onRemove = record.onRemove { facts.append(("onRemove", onRemove.rawValue)) }
        if !record.dependencies.isEmpty {
            facts.append(("needs", record.dependencies.map(\.shown).joined(separator: ", ")))
        }
        let width = facts.map { $0.0.utf8.count }.max() ?? 0
        return style.paint(record.address.shown, .strong) + "\n"
            + facts.map { "  \($0.0.padded(to: width))  \($0.1)\n" }.joined()
    }

    /// What is in an image, a disk a line: `data, 100 GiB, of ID (disk.web.data)`.
    private static func lines(
        of disks: [CapturedDisk], _ addresses: [RemoteID: Address]
    ) -> [(String, String)] {
        disks.enumerated().map { position, disk in
            let name = disk.isSystem ? "system disk" : disk.key?.visible ?? "data disk"
            let origin = addresses[disk.id].map { " (\($0.shown))" } ?? ""
            return (
                position == 0 ? "disks" : "",
                "\(name), \(disk.sizeGiB.map { "\(Count.grouped($0)) GiB" } ?? "size unknown"), of \(disk.id.visible)\(origin)"
            )
        }
    }
}

extension ResourceRecord {
    fileprivate var remark: String? {
        switch standing {
        case .current: nil
        case .incomplete: "not finished"
        case .deposed: "replaced, to be deleted"
        case .released: "released"
        case .removed: "taken out of state"
        case .passedOver: "not chosen"
        case .backup: "backup of a deleted image"
        }
    }
}

/// The same for machines.
package enum StateJSON {
    package static func render(_ state: PriorState, records: [ResourceRecord], project: String) -> String {
        JSONWriter.document { json in
            json.field("format", "ximage-state")
            json.field("version", 1)
            json.field("project", project)
            json.field("lineage", state.lineage.isEmpty ? nil : state.lineage)
            json.field("serial", state.serial)
            json.field("resources", array: records, write)
        }
    }

    private static func write(_ json: inout JSONWriter, _ record: ResourceRecord) {
        json.element { object in
            object.field("address", record.address.description)
            object.field("kind", record.address.kind.rawValue)
            object.field("region", record.region)
            object.field("id", record.id)
            object.field("standing", record.standing.rawValue)
            object.field("attributes") { $0.fields(record.attributes) }
            if !record.declared.isEmpty { object.field("declared") { $0.fields(record.declared) } }
            object.field("operation", record.operation?.description)
            object.field("digest", record.digest.isEmpty ? nil : record.digest)
            object.field("createdAt", record.createdAt?.description)
            object.field("dependencies", array: record.dependencies.map(\.description))
            if let onRemove = record.onRemove { object.field("onRemove", onRemove.rawValue) }
            object.field("protect", record.protect)
        }
    }
}
