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

    private var language: Language { style.language }

    /// All records, one a line.
    package func list(_ state: PriorState, project: String) -> String {
        var text = style.paint(project.visible, .strong)
        if state.lineage.isEmpty {
            return text + language(": no state yet; apply makes it.", zh: "：尚无状态；apply 会创建它。") + "\n"
        }
        let (count, lineage) = (state.records.count, state.lineage.visible)
        text +=
            style.paint(
                "  "
                    + language(
                        "\(Count.of(count, "object")), state serial \(state.serial), lineage \(lineage)",
                        zh: "\(Count.grouped(count)) 个对象，状态序号 \(state.serial)，谱系 \(lineage)"), .faint) + "\n"
        guard !state.records.isEmpty else { return text }
        let hasRemarks = state.records.contains { $0.remark != nil }
        var columns: [Table.Column] = [
            .init(Heading.address), .init(Heading.name, expendable: 1), .init(Heading.id),
            .init(Heading.region, expendable: 3),
            .init(Heading.age, expendable: 2),
        ]
        if hasRemarks { columns.append(.init(Heading.remark)) }
        var table = Table(columns)
        for record in state.records {
            table.rows.append(
                [
                    record.address.description, record.attributes[.name].string ?? "-", record.id,
                    record.region,
                    record.createdAt.map { TimeText.ago($0, now: now, language) } ?? "-",
                ] + (hasRemarks ? [record.remark?[language] ?? ""] : []))
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
        var facts: [(String, String)] = [
            ("id", record.id.visible), (language("region", zh: "区域"), record.region.visible),
        ]
        if let remark = record.remark { facts.append((language("remark", zh: "备注"), remark[language])) }
        if let made = record.createdAt {
            let (moment, ago) = (TimeText.moment(made), TimeText.ago(made, now: now, language))
            facts.append(
                (language("made", zh: "创建于"), language("\(moment), \(ago)", zh: "\(moment)（\(ago)）")))
        }
        if let operation = record.operation {
            facts.append((language("operation", zh: "操作"), operation.description))
        }
        if !record.digest.isEmpty { facts.append((language("digest", zh: "摘要"), record.digest.visible)) }
        for entry in record.attributes.entries where !entry.value.isEmpty && entry.name != .region {
            if entry.name == .disks, record.address.generation != nil {
                facts += lines(of: record.attributes.capturedDisks, addresses)
                continue
            }
            var text = ValueText.of(entry.name, in: record.attributes, of: record.address.kind)
            let declared = record.declared[entry.name]
            if !declared.isEmpty, declared != entry.value {
                let value = ValueText.of(ValueText.plain(declared, entry.name))
                text += language(" (declared as \(value))", zh: "（声明为 \(value)）")
            } else if let address = entry.value.string.flatMap({ addresses[$0] }) {
                text += " (\(address.shown))"
            }
            facts.append((entry.name.description, text))
        }
        if record.protect { facts.append(("protect", "true")) }
        if let onRemove = record.onRemove { facts.append(("onRemove", onRemove.rawValue)) }
        if !record.dependencies.isEmpty {
            facts.append(
                (language("needs", zh: "依赖"), record.dependencies.map(\.shown).joined(separator: ", ")))
        }
        let width = facts.map { $0.0.displayWidth }.max() ?? 0
        return style.paint(record.address.shown, .strong) + "\n"
            + facts.map { "  \($0.0.padded(to: width))  \($0.1)\n" }.joined()
    }

    /// What is in an image, a disk a line: `data, 100 GiB, of ID (disk.web.data)`.
    private func lines(
        of disks: [CapturedDisk], _ addresses: [RemoteID: Address]
    ) -> [(String, String)] {
        disks.enumerated().map { position, disk in
            let name =
                disk.isSystem
                ? language("system disk", zh: "系统盘") : disk.key?.visible ?? language("data disk", zh: "数据盘")
            let origin = addresses[disk.id].map { " (\($0.shown))" } ?? ""
            let size = disk.sizeGiB.map { "\(Count.grouped($0)) GiB" } ?? language("size unknown", zh: "容量未知")
            return (
                position == 0 ? language("disks", zh: "云硬盘") : "",
                language(
                    "\(name), \(size), of \(disk.id.visible)\(origin)",
                    zh: "\(name)，\(size)，来自 \(disk.id.visible)\(origin)")
            )
        }
    }
}

extension ResourceRecord {
    fileprivate var remark: Bilingual? {
        switch standing {
        case .current: nil
        case .incomplete: Bilingual("not finished", zh: "尚未完成")
        case .deposed: Bilingual("replaced, to be deleted", zh: "已被替换，待删除")
        case .released: Bilingual("released", zh: "已释放")
        case .removed: Bilingual("taken out of state", zh: "已移出状态")
        case .passedOver: Bilingual("not chosen", zh: "未被选用")
        case .backup: Bilingual("backup of a deleted image", zh: "已删除镜像的备份")
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
