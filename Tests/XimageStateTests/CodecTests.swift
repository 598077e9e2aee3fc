import Testing
import XimageCore

@testable import XimageState

@Suite struct CodecTests {
    @Test(
        "Any record is read back as it was written, and equal records give equal bytes",
        arguments: UInt64(0)..<200)
    func roundTrip(seed: UInt64) throws {
        var random = Seeded(seed)
        let record = ResourceRecord.random(using: &random)
        let body = try RecordCodec.body(of: record)
        let read = try body.withUnsafeBytes { try RecordCodec.record(at: record.address, body: $0) }
        #expect(read == record)
        #expect(try RecordCodec.body(of: read) == body)
    }

    @Test("Addresses keep their order as bytes", arguments: UInt64(0)..<50)
    func addressOrder(seed: UInt64) throws {
        var random = Seeded(seed)
        let addresses = (0..<40).map { _ in Address.random(using: &random) }.sorted()
        let keys = addresses.compactMap(AddressKey.encode)
        #expect(keys.count == addresses.count)
        for (a, b) in zip(keys, keys.dropFirst()) { #expect(a == b || a.lexicographicallyPrecedes(b)) }
        for (key, address) in zip(keys, addresses) {
            #expect(try key.withUnsafeBytes { try AddressKey.decode($0) } == address)
        }
    }

    @Test("Cut or changed bytes of a record are never read beyond their end", arguments: UInt64(0)..<50)
    func hostileBytes(seed: UInt64) throws {
        var random = Seeded(seed)
        let record = ResourceRecord.random(using: &random)
        let body = try RecordCodec.body(of: record)
        for length in 0..<body.count {
            let cut = Array(body.prefix(length))
            #expect(throws: MalformedBytes.self) {
                try cut.withUnsafeBytes { try RecordCodec.record(at: record.address, body: $0) }
            }
        }
        for _ in 0..<200 {
            var changed = body
            changed[Int.random(in: 0..<changed.count, using: &random)] = UInt8.random(
                in: 0...255, using: &random)
            _ = try? changed.withUnsafeBytes { try RecordCodec.record(at: record.address, body: $0) }
        }
    }

    @Test(
        "A secret is refused wherever it stands, and named by its attribute",
        arguments: [
            Attributes.secretAtTop, .secretInList, .secretInMap,
        ])
    func secrets(attributes: Attributes) throws {
        var record = ResourceRecord.server(1)
        record.attributes = attributes
        let error = #expect(throws: StateError.self) { try RecordCodec.body(of: record) }
        #expect(error == .secretRefused(record.address, attributes.entries.first?.name))
        #expect(error?.description.contains("hunter2") == false)
        #expect(throws: Never.self) { try RecordCodec.body(of: record.withoutSecrets) }
    }

    @Test(
        "Identifiers take sixteen bytes, look-alikes are kept as they are",
        arguments: [
            ("0f3a9c51-77de-4b1a-9e02-0123456789ab", 17), ("0f3a9c5177de4b1a9e020123456789ab", 17),
            ("0F3A9C51-77de-4b1a-9e02-0123456789ab", 37), ("0f3a9c51-77de-4b1a-9e020-123456789ab", 37),
            ("", 1),
            ("名字", 7),
        ])
    func identifiers(text: String, bytes: Int) throws {
        var writer = ByteWriter()
        writer.text(text)
        #expect(writer.bytes.count == bytes)
        let read = try writer.bytes.withUnsafeBytes { bytes in
            var reader = ByteReader(bytes)
            return try reader.text()
        }
        #expect(read == text)
    }

    @Test(
        "Numbers of every size are read back",
        arguments: [
            Int64.min, .min + 1, -129, -1, 0, 1, 127, 128, 16_383, 16_384, .max - 1, .max,
        ])
    func numbers(value: Int64) throws {
        var writer = ByteWriter()
        writer.signed(value)
        writer.number(UInt64(bitPattern: value))
        let read = try writer.bytes.withUnsafeBytes { bytes in
            var reader = ByteReader(bytes)
            return (try reader.signed(), try reader.number())
        }
        #expect(read == (value, UInt64(bitPattern: value)))
    }

    @Test("Every journal entry is read back as it was written")
    func entries() throws {
        let step = OpenStep(
            intent: StepIntent(
                step: "create image.golden@2", address: Address(.image, "golden", generation: 2),
                action: "create",
                region: "cn-north-4", operation: OperationID("abcdefghijklmnopqrst"), remoteID: nil,
                record: .image(2), digest: "d"),
            pending: PendingOperation(
                kind: .image, region: "cn-north-4", purpose: .create, service: "ims", job: "job-1", id: nil,
                mark: "aaaaaaaaaaaaaaaaaaaa.g3.0123456789"),
            remoteID: uuid(3), phase: .accepted, run: 4, attempts: 2, lastError: .silence,
            begun: Timestamp(milliseconds: 5), lastEvent: Timestamp(milliseconds: 6))
        var server = StepIntent(
            step: "create server.web", address: Address(.server, "web"), action: "create", region: "r",
            operation: OperationID("abcdefghijklmnopqrst"), record: .image(1))
        server.disks = ["data", "logs"].map { part in
            ResourceRecord(
                address: Address(.disk, "web", part: part), region: "r", id: "", standing: .incomplete)
        }
        server.replaces = ["old-server", "old-disk"]
        let obligation = Obligation(
            key: "k", kind: "start-server", address: Address(.server, "web"), region: "r", remoteID: "id",
            text: "t")
        let entries: [JournalEntry] = [
            .event(.intent(step.intent)), .event(.intent(server)),
            .event(.accepted(step: "s", step.pending, remoteID: "x")),
            .event(.accepted(step: "s", nil, remoteID: nil)), .event(.unknown(step: "s", .silence)),
            .event(.failed(step: "s", .refused)), .event(.succeeded(step: "s", upserts: [], removals: [])),
            .event(.abandoned(step: "s")), .event(.owed(obligation)), .event(.settled(key: "k")),
            .stillOpen(step),
            .stillFailed(
                FailedStep(
                    step: "s", run: 3, address: Address(.disk, "web", part: "data"), action: "delete",
                    error: .refused, at: Timestamp(milliseconds: 9))),
        ]
        for entry in entries {
            let body = try EventCodec.body(of: entry, in: 7, at: Timestamp(milliseconds: -1))
            let read = try body.withUnsafeBytes { try EventCodec.entry($0) }
            #expect(read.entry == entry)
            #expect(read.run == 7)
            #expect(read.at == Timestamp(milliseconds: -1))
            for length in 0..<body.count {
                let cut = Array(body.prefix(length))
                #expect(throws: MalformedBytes.self) { try cut.withUnsafeBytes { try EventCodec.entry($0) } }
            }
        }
    }
}

extension Attributes {
    static let secretAtTop: Attributes = [.adminPassword: .secret(Secret("hunter2"))]
    static let secretInList: Attributes = [.userData: .list([.list([.secret(Secret("hunter2"))])])]
    static let secretInMap: Attributes = [.metadata: .map(["a": "b", "k": .secret(Secret("hunter2"))])]
}

extension Address {
    static func random(using random: inout Seeded) -> Address {
        let names = ["a", "a-b", "ab", "a_b", "main", "web", "Z"]
        let kind = ResourceKind.allCases.randomElement(using: &random) ?? .vault
        var address = Address(kind, names.randomElement(using: &random) ?? "a")
        switch Int.random(in: 0..<4, using: &random) {
        case 0: address.instance = .index([0, 1, 9, 10, 255, 256, 70_000].randomElement(using: &random) ?? 0)
        case 1:
            address.instance = .key(["blue", "blue-2", "b", uuid(5)].randomElement(using: &random) ?? "b")
        default: break
        }
        if kind == .disk || kind == .copy { address.part = names.randomElement(using: &random) }
        if kind == .image || kind == .copy { address.generation = Int.random(in: 1...300, using: &random) }
        return address
    }
}

extension ResourceRecord {
    static func random(using random: inout Seeded) -> ResourceRecord {
        var record = ResourceRecord(
            address: .random(using: &random), region: "cn-north-4",
            id: Bool.random(using: &random) ? uuid(Int.random(in: 0..<9, using: &random)) : "",
            standing: [.current, .incomplete, .deposed].randomElement(using: &random) ?? .current)
        for name in AttributeName.allCases where Bool.random(using: &random) {
            record.attributes[name] = .random(depth: 0, using: &random)
        }
        for name in AttributeName.allCases.prefix(12) where Bool.random(using: &random) {
            record.declared[name] = .random(depth: 2, using: &random)
        }
        if Bool.random(using: &random) { record.operation = OperationID(using: &random) }
        if Bool.random(using: &random) {
            record.createdAt = Timestamp(milliseconds: .random(in: -9...9, using: &random))
        }
        record.digest = Bool.random(using: &random) ? "abcdefghij" : ""
        record.dependencies = (0..<Int.random(in: 0..<4, using: &random)).map { _ in .random(using: &random) }
        record.onRemove = [nil, .keep, .delete].randomElement(using: &random) ?? nil
        record.protect = Bool.random(using: &random)
        return record
    }
}

extension Value {
    static func random(depth: Int, using random: inout Seeded) -> Value {
        switch Int.random(in: 0..<(depth > 2 ? 5 : 8), using: &random) {
        case 0: .bool(Bool.random(using: &random))
        case 1: .int(Int.random(in: .min ... .max, using: &random))
        case 2: .string(["", "x", "名字 ✓", uuid(77), "a\u{0}b"].randomElement(using: &random) ?? "")
        case 3: .reference(.random(using: &random))
        case 4: .knownAfterApply
        case 5:
            .list(
                (0..<Int.random(in: 0..<4, using: &random)).map { _ in
                    .random(depth: depth + 1, using: &random)
                })
        case 6:
            .map(
                Dictionary(
                    (0..<Int.random(in: 0..<4, using: &random)).map {
                        ("k\($0)", Value.random(depth: depth + 1, using: &random))
                    }, uniquingKeysWith: { a, _ in a }))
        default: .int(Int.random(in: -3...3, using: &random))
        }
    }
}
