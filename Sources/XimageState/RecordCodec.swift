package import XimageCore

/// The compact form of records. Deterministic: equal records give equal bytes.
///
/// Secrets have no form here: writing one is an error, whoever asks.
enum RecordCodec {
    /// Leads every body; another number means another version of this form.
    private static let form: UInt8 = 1

    /// All of a record but its address, which is the row's key.
    static func body(of record: ResourceRecord) throws(StateError) -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(form)
        writer.byte(
            code(of: record.standing) | (record.protect ? 0x10 : 0) | removalBits(record.onRemove)
                | (record.awaitsMarks ? 0x80 : 0))
        writer.text(record.region)
        writer.text(record.id)
        writer.optionalText(record.operation?.text)
        writer.text(record.digest)
        writer.byte(record.createdAt == nil ? 0 : 1)
        if let created = record.createdAt { writer.signed(created.milliseconds) }
        writer.number(UInt64(record.dependencies.count))
        for dependency in record.dependencies { writer.blob(try key(of: dependency)) }
        try write(record.attributes, of: record.address, to: &writer)
        try write(record.declared, of: record.address, to: &writer)
        return writer.bytes
    }

    static func record(at address: Address, body: UnsafeRawBufferPointer) throws(MalformedBytes)
        -> ResourceRecord
    {
        var reader = ByteReader(body)
        guard try reader.byte() == form else { throw MalformedBytes(what: "unknown form of record") }
        let flags = try reader.byte()
        guard let standing = standing(of: flags & 0x0F) else {
            throw MalformedBytes(what: "unknown standing")
        }
        var record = ResourceRecord(address: address, region: try reader.text(), id: try reader.text())
        record.standing = standing
        record.protect = flags & 0x10 != 0
        record.onRemove = flags & 0x20 != 0 ? .keep : flags & 0x40 != 0 ? .delete : nil
        record.awaitsMarks = flags & 0x80 != 0
        record.operation = try reader.optionalText().flatMap(OperationID.init)
        record.digest = try reader.text()
        if try reader.byte() == 1 { record.createdAt = Timestamp(milliseconds: try reader.signed()) }
        let count = try reader.count()
        record.dependencies.reserveCapacity(count)
        for _ in 0..<count { record.dependencies.append(try AddressKey.decode(try reader.blob())) }
        record.attributes = try attributes(from: &reader)
        record.declared = try attributes(from: &reader)
        guard reader.isAtEnd else { throw MalformedBytes(what: "record too long") }
        return record
    }

    /// The remote id alone.
    static func id(ofBody body: UnsafeRawBufferPointer) throws(MalformedBytes) -> RemoteID {
        var reader = ByteReader(body)
        guard try reader.byte() == form else { throw MalformedBytes(what: "unknown form of record") }
        _ = try reader.byte()
        _ = try reader.text()
        return try reader.text()
    }

    static func key(of address: Address) throws(StateError) -> [UInt8] {
        guard let key = AddressKey.encode(address) else {
            throw .refused(
                detail: RuleArgument("The address \(address) cannot be stored.", zh: "无法存储地址 \(address)。"))
        }
        return key
    }

    /// A record with its address, as the journal keeps it.
    static func write(_ record: ResourceRecord, to writer: inout ByteWriter) throws(StateError) {
        writer.blob(try key(of: record.address))
        writer.blob(try body(of: record))
    }

    static func record(from reader: inout ByteReader) throws(MalformedBytes) -> ResourceRecord {
        let address = try AddressKey.decode(try reader.blob())
        return try record(at: address, body: try reader.blob())
    }

    // MARK: Parts

    private static func code(of standing: ResourceRecord.Standing) -> UInt8 {
        switch standing {
        case .current: 1
        case .incomplete: 2
        case .deposed: 3
        case .released: 4
        case .removed: 5
        case .backup: 6
        case .passedOver: 7
        }
    }

    private static func standing(of code: UInt8) -> ResourceRecord.Standing? {
        switch code {
        case 1: .current
        case 2: .incomplete
        case 3: .deposed
        case 4: .released
        case 5: .removed
        case 6: .backup
        case 7: .passedOver
        default: nil
        }
    }

    private static func removalBits(_ removal: DiskDetails.Removal?) -> UInt8 {
        switch removal {
        case nil: 0
        case .keep: 0x20
        case .delete: 0x40
        }
    }

    private static func write(
        _ attributes: Attributes, of address: Address, to writer: inout ByteWriter
    ) throws(StateError) {
        writer.number(UInt64(attributes.entries.count))
        for entry in attributes.entries {
            guard !entry.value.isSensitive else { throw .secretRefused(address, entry.name) }
            let code = AttributeCodes.code(of: entry.name)
            writer.byte(code)
            if code == AttributeCodes.text { writer.text(entry.name.description) }
            try write(entry.value, of: address, to: &writer)
        }
    }

    private static func attributes(from reader: inout ByteReader) throws(MalformedBytes) -> Attributes {
        var attributes = Attributes()
        for _ in 0..<(try reader.count()) {
            let code = try reader.byte()
            let name =
                code == AttributeCodes.text ? AttributeName(try reader.text()) : AttributeCodes.name(of: code)
            guard let name else { throw MalformedBytes(what: "unknown attribute") }
            attributes[name] = try value(from: &reader, depth: 0)
        }
        return attributes
    }

    private static func write(
        _ value: Value, of address: Address, to writer: inout ByteWriter
    ) throws(StateError) {
        switch value {
        case .null: writer.byte(0)
        case .bool(let flag): writer.byte(flag ? 2 : 1)
        case .int(let number):
            writer.byte(3)
            writer.signed(Int64(number))
        case .string(let text):
            writer.byte(4)
            writer.text(text)
        case .list(let values):
            writer.byte(5)
            writer.number(UInt64(values.count))
            for value in values { try write(value, of: address, to: &writer) }
        case .map(let values):
            writer.byte(6)
            writer.number(UInt64(values.count))
            for (key, value) in values.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                writer.text(key)
                try write(value, of: address, to: &writer)
            }
        case .reference(let target):
            writer.byte(7)
            writer.blob(try key(of: target))
        case .knownAfterApply: writer.byte(8)
        case .secret: throw .secretRefused(address, nil)
        }
    }

    private static func value(from reader: inout ByteReader, depth: Int) throws(MalformedBytes) -> Value {
        guard depth < 100 else { throw MalformedBytes(what: "too deep") }
        switch try reader.byte() {
        case 0: return .null
        case 1: return .bool(false)
        case 2: return .bool(true)
        case 3: return .int(Int(try reader.signed()))
        case 4: return .string(try reader.text())
        case 5:
            var values: [Value] = []
            for _ in 0..<(try reader.count()) { values.append(try value(from: &reader, depth: depth + 1)) }
            return .list(values)
        case 6:
            var values: [String: Value] = [:]
            for _ in 0..<(try reader.count()) {
                let key = try reader.text()
                values[key] = try value(from: &reader, depth: depth + 1)
            }
            return .map(values)
        case 7: return .reference(try AddressKey.decode(try reader.blob()))
        case 8: return .knownAfterApply
        default: throw MalformedBytes(what: "unknown kind of value")
        }
    }
}

extension ResourceRecord {
    /// The same record without any attribute that is, or holds, a secret: what may be stored.
    package var withoutSecrets: ResourceRecord {
        var copy = self
        copy.attributes = attributes.withoutSecrets
        copy.declared = declared.withoutSecrets
        return copy
    }
}

extension Attributes {
    /// Without those that are, or hold, secrets.
    package var withoutSecrets: Attributes {
        var copy = self
        for entry in entries where entry.value.isSensitive { copy[entry.name] = .null }
        return copy
    }
}
