import XimageCore

/// What DiskPart prints, in English and, as far as is known, in Chinese. Its words are translated on localised
/// systems; a word that is not known here makes what it tells unknown, never good.
struct DiskpartText: Sendable {
    struct Volume: Sendable {
        let number: String
        let letter: String
        let label: String
        let type: VolumeType?
    }

    enum VolumeType: Sendable {
        case partition, simple, spanned, striped, mirrored, raid5, removable
    }

    private let lines: [String]

    init(_ text: String) { lines = text.split(whereSeparator: \.isNewline).map(String.init) }

    // MARK: SAN policy

    /// `SAN Policy  : Offline Shared`
    var sanPolicy: Fact<SanPolicy> {
        for line in lines {
            guard let colon = line.firstIndex(where: { $0 == ":" || $0 == "：" }) else { continue }
            let name = line[..<colon].lowercased().filter { !$0.isWhitespace }
            guard name.hasPrefix("san") else { continue }
            let word = line[line.index(after: colon)...].trimmingPrefix { $0 == " " }
            return SanPolicy(word: String(word)).map { .known($0) }
                ?? .unknown("DiskPart's word for the SAN policy is not known here: \(word.prefix(40))")
        }
        return .unknown("DiskPart did not print a SAN policy")
    }

    // MARK: Tables

    /// Rows of the table under a line of dashes, cut at the dashes. Wide characters take two places.
    private func rows(columns: ClosedRange<Int>) -> [[String]] {
        var result: [[String]] = []
        var cuts: [Range<Int>]?
        for line in lines {
            let trimmed = line.drop { $0 == " " }
            if trimmed.hasPrefix("---") {
                let found = Self.runs(line)
                cuts = columns.contains(found.count) ? found : nil
            } else if let cuts, !trimmed.isEmpty {
                if trimmed.uppercased().hasPrefix("DISKPART>") { return result }
                result.append(Self.cut(line, cuts))
            }
        }
        return result
    }

    /// Each run of dashes with the blanks behind it.
    private static func runs(_ line: String) -> [Range<Int>] {
        var starts: [Int] = []
        var wasDash = false
        for (index, character) in line.enumerated() {
            if character == "-", !wasDash { starts.append(index) }
            wasDash = character == "-"
        }
        return starts.indices.map { index in
            starts[index]..<(index + 1 < starts.count ? starts[index + 1] : Int.max)
        }
    }

    private static func cut(_ line: String, _ cuts: [Range<Int>]) -> [String] {
        var fields = [String](repeating: "", count: cuts.count)
        var place = 0
        for scalar in line.unicodeScalars {
            if let index = cuts.firstIndex(where: { $0.contains(place) }) {
                fields[index].unicodeScalars.append(scalar)
            }
            place += scalar.value >= 0x2E80 ? 2 : 1
        }
        return fields.map { field in
            String(field.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// Columns: number, letter, label, file system, type, size, status, info.
    var volumes: [Volume] {
        rows(columns: 7...9).compactMap { row in
            guard row.count >= 5, let number = row[0].split(separator: " ").last, Int(number) != nil else {
                return nil
            }
            return Volume(number: String(number), letter: row[1], label: row[2], type: Self.type(row[4]))
        }
    }

    private static func type(_ word: String) -> VolumeType? {
        switch word.lowercased().filter({ !$0.isWhitespace }) {
        case "partition", "磁盘分区", "分区": .partition
        case "simple", "简单": .simple
        case "spanned", "跨区": .spanned
        case "stripe", "striped", "带区": .striped
        case "mirror", "mirrored", "镜像": .mirrored
        case "raid-5", "raid5": .raid5
        case "removable", "dvd-rom", "cd-rom", "可移动", "dvdrom", "cdrom": .removable
        default: nil
        }
    }

    /// Columns: number, status, size, free, dynamic, GPT. Numbers of disks in rows that bear one.
    var disks: [(number: String, isOffline: Bool, isDynamic: Bool)] {
        rows(columns: 5...7).compactMap { row in
            guard row.count >= 5, let number = row[0].split(separator: " ").last, Int(number) != nil else {
                return nil
            }
            let status = row[1].lowercased()
            return (String(number), status.contains("offline") || status.contains("脱机"), row[4].contains("*"))
        }
    }
}
