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
    package var usableIn: String?
    package var revision: String?
    /// Name of the server that it was made of, its id where that is gone.
    package var source: String?
    package var isNewest = false
    package var remark: String?
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

    private static func remark(on backup: LiveBackup, of series: Address, isDeclared: Bool) -> String {
        guard backup.status == "available" else { return "backup alone, \(backup.status)" }
        return series.kind == .image && isDeclared
            ? "backup alone; `undelete` brings it back" : "backup alone"
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
            line.remark = "gone from the cloud"
            return line
        }
        line.backup = facts.backup
        line.taken = facts.takenAt ?? line.taken
        line.sizeGiB = facts.capturedGiB
        line.usableIn = facts.scope == .none ? nil : facts.scope.text(region: object.region)
        switch object.phase {
        case .ready: line.remark = object.snapshotNote.map { "\($0)" }
        case .busy: line.remark = "not finished"
        case .failed: line.remark = "failed (\(object.status))"
        }
        return line
    }
}

extension ListText {
    package func render(_ lines: [GenerationLine]) -> String {
        guard !lines.isEmpty else { return "No generation of an image or copy yet.\n" }
        var table = Table([
            .init("GENERATION"), .init("NAME", expendable: 4), .init("CAPTURED"),
            .init("SIZE", alignsRight: true, expendable: 3), .init("USABLE IN"),
            .init("REVISION", expendable: 2), .init("OF SERVER", expendable: 1), .init("REMARK"),
        ])
        for line in lines {
            table.rows.append([
                line.address.description + (line.isNewest ? " (newest)" : ""), line.name,
                line.taken.map { TimeText.ago($0, now: now) } ?? "-",
                line.sizeGiB.map { "\(Count.grouped($0)) GiB" } ?? "-", line.usableIn ?? "-",
                line.revision ?? "-", line.source ?? "-", line.remark ?? "",
            ])
        }
        return table.render(style: style, width: tableWidth)
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
                    object.field("usableIn", line.usableIn)
                    object.field("revision", line.revision)
                    object.field("source", line.source)
                    object.field("isNewest", line.isNewest)
                    object.field("remark", line.remark)
                }
            }
        }
    }
}
