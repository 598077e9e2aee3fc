package import XimageCore
import XimagePlanning

/// One generation of an image or copy, or the backup that is left of one.
package struct GenerationLine: Hashable, Sendable {
    package var address: Address
    package var region: Region
    /// Of the image; `nil` when only its backup is there.
    package var id: RemoteID?
    package var backup: RemoteID?
    package var name: String
    /// When its disks were captured.
    package var taken: Timestamp?
    /// `nil` when not known.
    package var sizeGiB: Int?
    /// `nil` when nothing can be made from it as it is.
    package var usableIn: ImageFacts.Scope?
    package var revision: String?
    /// Name of the server that it was made of, its id where that is gone.
    package var source: String?
    package var isNewest = false
    package var remark: Bilingual?
}

extension GenerationLine {
    /// Those that state knows, and those of which only a backup is left; sorted by address.
    package static func all(prior: PriorState, live: LiveState, desired: DesiredState) -> [GenerationLine] {
        let objects = Dictionary(live.resources.map { ($0.id, $0) }) { first, _ in first }
        let records = prior.records.filter { $0.address.generation != nil && $0.standing != .deposed }
        let images = Dictionary(records.map { ($0.id, $0) }) { first, _ in first }
        var lines = records.map { record in
            // A copy is of the server, and of the revision, that its image is of.
            let origin = record.attributes[.source].string.flatMap { images[$0] } ?? record
            return line(record, objects[record.id], origin: origin, objects)
        }
        var newest: [Address: Int] = [:]
        for line in lines {
            newest[line.address.series] = max(newest[line.address.series] ?? 0, line.address.generation ?? 0)
        }
        for index in lines.indices {
            let address = lines[index].address
            lines[index].isNewest = newest[address.series] == address.generation
        }
        let project = desired.settings.project
        var series: [String: Address] = [:]
        for address in Set(desired.resources.map(\.address) + lines.map(\.address.series))
        where address.kind == .image || address.kind == .copy {
            series[Mark.owner(project: project, address: address)] = address
        }
        let ownership = MarkOwnership(prior)
        for backup in live.backups where backup.image == nil && ownership.isOurs(backup) {
            guard let mark = backup.mark, let address = series[mark.owner] else { continue }
            lines.append(
                GenerationLine(
                    address: address.generation(mark.generation), region: backup.region, backup: backup.id,
                    name: backup.name, taken: backup.takenAt, sizeGiB: backup.sizeGiB,
                    source: backup.server.map { objects[$0]?.name ?? $0 },
                    remark: remark(on: backup, of: address, isDeclared: desired[address] != nil)))
        }
        return lines.sorted { ($0.address, $0.region) < ($1.address, $1.region) }
    }

    private static func remark(on backup: LiveBackup, of series: Address, isDeclared: Bool) -> Bilingual {
        guard backup.status == "available" else {
            return Bilingual("backup alone, \(backup.status)", zh: "仅有备份（\(backup.status)）")
        }
        return series.kind == .image && isDeclared
            ? Bilingual("backup alone; `undelete` brings it back", zh: "仅有备份；可用 `undelete` 恢复")
            : Bilingual("backup alone", zh: "仅有备份")
    }

    private static func line(
        _ record: ResourceRecord, _ object: LiveResource?, origin: ResourceRecord,
        _ objects: [RemoteID: LiveResource]
    ) -> GenerationLine {
        var line = GenerationLine(
            address: record.address, region: record.region, id: record.id,
            name: object?.name ?? record.attributes[.name].string ?? "", taken: record.createdAt,
            sizeGiB: nil,
            revision: origin.attributes[.revision].string)
        if origin.address.kind == .image {
            line.source = origin.attributes[.source].string.map { objects[$0]?.name ?? $0 }
        }
        guard let object, case .image(let facts) = object.facts else {
            line.remark = Bilingual("gone from the cloud", zh: "云上已不存在")
            return line
        }
        line.backup = facts.backup
        line.taken = facts.takenAt ?? line.taken
        line.sizeGiB = facts.capturedGiB
        line.usableIn = facts.scope == .none ? nil : facts.scope
        switch object.phase {
        case .ready: line.remark = object.snapshotNote.map { Bilingual("\($0)", zh: "\($0)") }
        case .busy: line.remark = Bilingual("not finished", zh: "尚未完成")
        case .failed: line.remark = Bilingual("failed (\(object.status))", zh: "失败（\(object.status)）")
        }
        return line
    }
}

extension ListText {
    package func render(_ lines: [GenerationLine]) throws(TableView.UnknownColumn) -> String {
        guard !lines.isEmpty else {
            return language("No generation of an image or copy yet.", zh: "还没有任何镜像或镜像副本。") + "\n"
        }
        var table = Table([
            .init(Heading.generation), .init(Heading.name, expendable: 4), .init(Heading.captured),
            .init(Heading.size, alignsRight: true, expendable: 3), .init(Heading.usableIn),
            .init(Heading.revision, expendable: 2), .init(Heading.ofServer, expendable: 1),
            .init(Heading.remark),
        ])
        for line in lines {
            table.rows.append([
                line.address.description + (line.isNewest ? language(" (newest)", zh: "（最新）") : ""),
                line.name,
                line.taken.map { TimeText.ago($0, now: now, language) } ?? "-",
                line.sizeGiB.map { "\(Count.grouped($0)) GiB" } ?? "-",
                line.usableIn?.text(region: line.region, language) ?? "-",
                line.revision ?? "-", line.source ?? "-", line.remark?[language] ?? "",
            ])
            table.orders[2, default: []].append(line.taken.map { -Double($0.milliseconds) })
        }
        return try table.render(view, style: style, width: tableWidth)
    }
}

/// The same for machines.
package enum GenerationJSON {
    package static func render(_ lines: [GenerationLine]) -> String {
        JSONWriter.document { json in
            json.field("format", "ximage-generations")
            json.field("version", 1)
            json.field("generations", array: lines) { json, line in
                json.element { object in
                    object.field("address", line.address.description)
                    object.field("region", line.region)
                    object.field("id", line.id)
                    object.field("backup", line.backup)
                    object.field("name", line.name)
                    object.field("captured", line.taken?.description)
                    object.field("sizeGiB", line.sizeGiB)
                    object.field("usableIn", line.usableIn?.text(region: line.region))
                    object.field("revision", line.revision)
                    object.field("source", line.source)
                    object.field("isNewest", line.isNewest)
                    object.field("remark", line.remark?.english)
                }
            }
        }
    }
}
