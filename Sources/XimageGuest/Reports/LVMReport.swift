import XimageCore

/// What pvs, vgs and lvs report, as JSON or, by versions before 2.02.158, as columns.
struct LVMReport: Sendable {
    private typealias Row = [String: String]

    private var groups: [Row] = []
    private var physical: [Row] = []
    private var logical: [Row] = []

    static let groupColumns = ["vg_name", "vg_uuid", "pv_count", "vg_missing_pv_count"]
    static let physicalColumns = ["pv_name", "pv_uuid", "vg_name", "pv_size"]
    static let logicalColumns = ["vg_name", "lv_name", "lv_attr", "segtype", "pool_lv", "devices"]

    /// - Throws: `Gap` with the command whose output is missing or cannot be read.
    init(_ raw: RawReport) throws(Gap) {
        groups = try Self.rows(raw, "vgs", "vg", Self.groupColumns)
        physical = try Self.rows(raw, "pvs", "pv", Self.physicalColumns)
        logical = try Self.rows(raw, "lvs", "lv", Self.logicalColumns)
    }

    struct Gap: Error { let reason: String }

    private static func rows(
        _ raw: RawReport, _ command: String, _ kind: String, _ columns: [String]
    ) throws(Gap) -> [Row] {
        if let json = raw.json("\(command)-json"), let report = json["report"] {
            return report.items.flatMap { $0[kind]?.items ?? [] }.map { item in
                guard case .object(let members) = item else { return [:] }
                return members.compactMapValues(\.text)
            }
        }
        guard let text = raw.text("\(command)-text") else {
            throw Gap(reason: raw.gap("\(command)-text", command))
        }
        var rows: [Row] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let fields = line.split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingPrefix { $0 == " " }
            }
            // Warnings go among the rows on some versions.
            guard fields.count == columns.count else { continue }
            rows.append(Row(uniqueKeysWithValues: zip(columns, fields.map(String.init))))
        }
        return rows
    }

    // MARK: Facts

    private static func isUnknown(_ device: String) -> Bool {
        device.hasPrefix("[unknown") || device.hasPrefix("unknown device") || device == "unknown"
    }

    func volumeGroups(_ devices: BlockDevices?) -> [VolumeGroup] {
        let members = Dictionary(grouping: physical) { $0["vg_name"] ?? "" }
        return groups.compactMap { row in
            guard let name = row["vg_name"], !name.isEmpty else { return nil }
            let own = (members[name] ?? []).compactMap { $0["pv_name"] }
            let lost = own.filter(Self.isUnknown).count
            let disks = own.map { devices?.disks(of: $0) }
            return VolumeGroup(
                name: name, uuid: row["vg_uuid"],
                physicalVolumes: own.map { Self.isUnknown($0) ? "missing" : $0 },
                count: max(row["pv_count"].flatMap { Int($0) } ?? 0, own.count),
                missing: max(row["vg_missing_pv_count"].flatMap { Int($0) } ?? 0, lost),
                disks: disks.contains { $0 == nil } || own.isEmpty
                    ? nil : disks.reduce(into: Set<String>()) { $0.formUnion($1 ?? []) }.sorted())
        }
    }

    /// - Throws: `Gap` when the chains of volumes are too long to follow.
    func logicalVolumes() throws(Gap) -> [LogicalVolume] {
        var result: [LogicalVolume] = []
        for (group, rows) in Dictionary(grouping: logical, by: { $0["vg_name"] ?? "" }).sorted(by: {
            $0.key < $1.key
        }) {
            var parts: LogicalParts.Parts = [:]
            let names = Set(rows.compactMap { $0["lv_name"].map(Self.bare) })
            for row in rows {
                guard let name = row["lv_name"].map(Self.bare) else { continue }
                var own = parts[name] ?? ([], [])
                for device in Self.devices(row["devices"] ?? "") {
                    if names.contains(Self.bare(device)), !device.hasPrefix("/") {
                        own.others.insert(Self.bare(device))
                    } else {
                        own.volumes.insert(Self.isUnknown(device) ? "missing" : device)
                    }
                }
                for column in ["pool_lv", "data_lv", "metadata_lv"] {
                    if let other = row[column].map(Self.bare), names.contains(other) {
                        own.others.insert(other)
                    }
                }
                parts[name] = own
            }
            let visible = Set(rows.compactMap { $0["lv_name"] })
            var resolver = LogicalParts(parts)
            for name in names.sorted() where visible.contains(name) {
                guard let volumes = resolver.resolve(name) else {
                    throw Gap(reason: "volume group \(group): \(LogicalParts.tooLong)")
                }
                result.append(LogicalVolume(group: group, name: name, physicalVolumes: volumes.sorted()))
            }
        }
        return result
    }

    /// Hidden volumes stand in brackets.
    private static func bare(_ name: String) -> String {
        name.hasPrefix("[") && name.hasSuffix("]") ? String(name.dropFirst().dropLast()) : name
    }

    /// `/dev/vdb(0),/dev/vdc(128)` without the extents.
    private static func devices(_ text: String) -> [String] {
        text.split(separator: ",").map { part in
            let device = part.lastIndex(of: "(").map { part[..<$0] } ?? part
            return String(device)
        }.filter { !$0.isEmpty }
    }
}
