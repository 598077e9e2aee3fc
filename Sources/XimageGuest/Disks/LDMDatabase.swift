/// The database of Windows dynamic disks (Logical Disk Manager). Each disk of a group bears a copy; all numbers are
/// big-endian. Source: constraint catalogue, section 6.3.
struct LDMDatabase: Sendable {
    struct Volume: Sendable {
        let name: String
        let layout: Layout
        /// Names of the disk records it lies on, sorted.
        let disks: [String]
    }

    enum Layout: String, Sendable {
        case simple, spanned, striped, mirrored
        case raid5 = "RAID-5"
    }

    let sequence: UInt64
    let group: String
    let volumes: [Volume]

    enum Outcome: Sendable {
        case database(LDMDatabase)
        case damaged(String)
    }

    /// The database of one dynamic disk.
    static func read(_ disk: DiskPart, _ table: PartitionTable) async throws -> Outcome {
        guard let header = try await privateHeader(disk, table) else {
            return .damaged("\(disk.name) is a dynamic disk without a private header")
        }
        guard header.version == 0x0002_000B || header.version == 0x0002_000C,
            (64...8192).contains(header.configSize),
            let offset = header.configStart.multipliedReportingOverflow(by: 512).partialValue.offset,
            header.configStart < 1 << 50
        else { return .damaged("the private header of \(disk.name) makes no sense") }
        let view = try await disk.read(offset, Int(header.configSize) * 512)
        guard view.holds("VMDB", at: 17 * 512), let start = view.slice(17 * 512, view.count - 17 * 512) else {
            return .damaged("the dynamic disk database of \(disk.name) is not where it should be")
        }
        guard start.big16(0x10) == 1 else {
            return .damaged("the dynamic disk database of \(disk.name) was being changed")
        }
        guard let sequence = start.big32(0x04), let recordSize = start.big32(0x08).map(Int.init),
            let first = start.big32(0x0C).map(Int.init), (64...4096).contains(recordSize),
            (128...65_536).contains(first)
        else { return .damaged("the dynamic disk database of \(disk.name) makes no sense") }
        guard let records = VBLKReader(start, size: recordSize, first: first).records() else {
            return .damaged("a record of the dynamic disk database of \(disk.name) is damaged")
        }
        return .database(
            LDMDatabase(
                sequence: UInt64(sequence), group: header.group, volumes: VolumeBuilder(records).built()))
    }

    private struct PrivateHeader {
        let version: UInt32
        let configStart: UInt64
        let configSize: UInt64
        let group: String
    }

    /// On MBR disks in sector 6, on GPT disks in the last sector of the metadata partition.
    private static func privateHeader(_ disk: DiskPart, _ table: PartitionTable) async throws
        -> PrivateHeader?
    {
        var places: [Int64] = []
        if table.style == .gpt {
            for part in table.partitions where part.kind == .gpt(GUID.ldmMetadata) {
                places += [part.start + part.size - 512, part.start + 1856 * 512, part.start + 2047 * 512]
            }
        } else {
            // The database is the last MiB of the disk, with copies of the header inside.
            let database = disk.size - (1 << 20)
            places = [6 * 512, database + 1856 * 512, database + 2047 * 512]
        }
        for place in places {
            let view = try await disk.read(place, 512)
            guard view.holds("PRIVHEAD", at: 0), let version = view.big32(0x0C),
                let start = view.big64(0x12B), let size = view.big64(0x133)
            else { continue }
            return PrivateHeader(
                version: version, configStart: start, configSize: size, group: view.text(0xB0, 64) ?? "")
        }
        return nil
    }
}

/// One joined record of the database.
struct VBLKRecord: Sendable {
    let type: UInt8
    let flags: UInt8
    let body: ByteView
}

/// Joins the fragments of records.
struct VBLKReader {
    private let view: ByteView
    private let size: Int
    private let first: Int

    init(_ view: ByteView, size: Int, first: Int) {
        self.view = view
        self.size = size
        self.first = first
    }

    /// `nil` when fragments are missing.
    func records() -> [VBLKRecord]? {
        struct Fragments {
            let count: Int
            var parts: [Int: ByteView]
        }
        var groups: [UInt32: Fragments] = [:]
        var order: [UInt32] = []
        var at = first
        while let part = view.slice(at, size), part.holds("VBLK", at: 0) {
            at += size
            guard let group = part.big32(0x08), let index = part.big16(0x0C), let count = part.big16(0x0E)
            else { return nil }
            // A free place.
            if count == 0 { continue }
            guard count <= 4, index < count else { return nil }
            if groups[group] == nil {
                groups[group] = Fragments(count: count, parts: [:])
                order.append(group)
            }
            guard groups[group]?.count == count else { return nil }
            groups[group]?.parts[index] = part
        }
        var result: [VBLKRecord] = []
        for group in order {
            guard let fragments = groups[group], let head = fragments.parts[0]?.slice(0, 16)?.array else {
                return nil
            }
            var bytes = head
            for index in 0..<fragments.count {
                guard let rest = fragments.parts[index]?.slice(16, size - 16) else { return nil }
                bytes += rest.array
            }
            let body = ByteView(bytes)
            guard let flags = body[0x12], let type = body[0x13] else { return nil }
            result.append(VBLKRecord(type: type, flags: flags, body: body))
        }
        return result
    }
}

/// Reads the fields of a record one after the other; numbers and texts have their length in front.
private struct FieldCursor {
    let view: ByteView
    var at = 0x18

    mutating func number() -> UInt64? {
        guard let length = view[at].map(Int.init), length <= 8, let part = view.slice(at + 1, length) else {
            return nil
        }
        at += 1 + length
        return part.array.reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func text() -> String? {
        guard let length = view[at].map(Int.init), let text = view.text(at + 1, length) else { return nil }
        at += 1 + length
        return text
    }

    mutating func byte() -> UInt8? {
        defer { at += 1 }
        return view[at]
    }

    mutating func skip(_ count: Int) -> Bool {
        at += count
        return at <= view.count
    }
}

/// Makes volumes of components, partitions and disks.
private struct VolumeBuilder {
    private struct Component {
        let volume: UInt64
        let layout: UInt8
    }

    private var volumes: [UInt64: String] = [:]
    private var components: [UInt64: Component] = [:]
    private var disks: [UInt64: String] = [:]
    /// Component and disk of each partition.
    private var partitions: [(component: UInt64, disk: UInt64)] = []

    init(_ records: [VBLKRecord]) {
        for record in records {
            var cursor = FieldCursor(view: record.body)
            guard let id = cursor.number(), let name = cursor.text() else { continue }
            switch record.type {
            case 0x51: volumes[id] = name
            case 0x34, 0x44: disks[id] = name
            case 0x32: components[id] = Self.component(&cursor)
            case 0x33:
                if let entry = Self.partition(&cursor) { partitions.append(entry) }
            default: break
            }
        }
    }

    /// State, layout, 4 bytes, number of children, 16 bytes, parent volume.
    private static func component(_ cursor: inout FieldCursor) -> Component? {
        guard cursor.text() != nil, let layout = cursor.byte(), cursor.skip(4), cursor.number() != nil,
            cursor.skip(16), let volume = cursor.number()
        else { return nil }
        return Component(volume: volume, layout: layout)
    }

    /// 12 bytes, start, offset in the volume, size, parent component, disk.
    private static func partition(_ cursor: inout FieldCursor) -> (component: UInt64, disk: UInt64)? {
        guard cursor.skip(12 + 8 + 8), cursor.number() != nil, let component = cursor.number(),
            let disk = cursor.number()
        else { return nil }
        return (component, disk)
    }

    func built() -> [LDMDatabase.Volume] {
        var parts: [UInt64: [(layout: UInt8, disks: Set<UInt64>)]] = [:]
        var disksOfComponent: [UInt64: Set<UInt64>] = [:]
        for partition in partitions {
            disksOfComponent[partition.component, default: []].insert(partition.disk)
        }
        for (id, component) in components {
            parts[component.volume, default: []].append((component.layout, disksOfComponent[id] ?? []))
        }
        return volumes.map { id, name in
            let own = parts[id] ?? []
            let used = own.reduce(into: Set<UInt64>()) { $0.formUnion($1.disks) }
            let names = used.map { disks[$0] ?? "disk \($0)" }.sorted()
            return LDMDatabase.Volume(name: name, layout: Self.layout(own), disks: names)
        }.sorted { $0.name < $1.name }
    }

    private static func layout(_ parts: [(layout: UInt8, disks: Set<UInt64>)]) -> LDMDatabase.Layout {
        guard parts.count < 2 else { return .mirrored }
        switch parts.first?.layout {
        case 1: return .striped
        case 3: return .raid5
        default: return (parts.first?.disks.count ?? 0) > 1 ? .spanned : .simple
        }
    }
}
