import Testing
import XimageCore

@testable import XimageState

/// Forms that state files on disk have: they are read by every later version.
@Suite struct EventFormTests {
    @Test("An entry of the chain hashes the one before, its number and its body")
    func chain() {
        let hash = [UInt8]([1, 2, 3]).withUnsafeBytes {
            JournalChain.next(after: Array(0..<16), entry: 5, body: $0)
        }
        // The first half of SHA-256 of these 27 bytes, from another implementation.
        #expect(
            hash == [
                0x13, 0x2E, 0xB0, 0x56, 0xD9, 0x9E, 0x38, 0x2B,
                0xD9, 0x50, 0xA3, 0x6A, 0x3C, 0x58, 0xD8, 0xBC,
            ])
    }

    private static let accepted = JournalEntry.event(
        .accepted(
            step: "s",
            PendingOperation(
                kind: .server, region: "north", purpose: .delete, service: "ecs", job: "j", id: "i"),
            remoteID: nil))

    /// The entry in its present form, with the form of its operation in byte 5.
    private static func bytes() throws -> [UInt8] {
        let bytes = try EventCodec.body(of: accepted, in: 1, at: Timestamp(milliseconds: 0))
        try #require(bytes.prefix(6) == [2, 1, 0, 2, UInt8(ascii: "s"), 2])
        return bytes
    }

    @Test("An operation of the form without a mark is still read")
    func withoutMark() throws {
        var old = try Self.bytes()
        old[5] = 1
        // Neither mark nor object: one byte each, the mark first.
        old.removeLast()
        let read = try old.withUnsafeBytes { try EventCodec.entry($0) }
        #expect(read.entry == Self.accepted)
    }

    @Test("A form of later versions is refused")
    func unknownForm() throws {
        var new = try Self.bytes()
        new[5] = 3
        #expect(throws: MalformedBytes.self) { try new.withUnsafeBytes { try EventCodec.entry($0) } }
    }

    /// An intent with the form of its record in the byte before that.
    private static func intent(replaces: [RemoteID]?) throws -> (intent: StepIntent, bytes: [UInt8]) {
        var intent = StepIntent(
            step: "s", address: Address(.server, "web"), action: "create", region: "r", record: .image(1))
        intent.replaces = replaces
        let entry = JournalEntry.event(.intent(intent))
        return (intent, try EventCodec.body(of: entry, in: 1, at: Timestamp(milliseconds: 0)))
    }

    @Test("An intent of the form without disks is still read, and says nothing of what is replaced")
    func withoutDisks() throws {
        let (intent, old) = try Self.intent(replaces: nil)
        let new = try Self.intent(replaces: []).bytes
        // Another number for the form, no disks and nothing that is replaced.
        #expect(new.count == old.count + 2 && zip(old, new).count { $0 != $1 } == 1)
        let read = try old.withUnsafeBytes { try EventCodec.entry($0) }
        #expect(read.entry == .event(.intent(intent)))
        var later = new
        later[try #require(zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset)] = 3
        #expect(throws: MalformedBytes.self) { try later.withUnsafeBytes { try EventCodec.entry($0) } }
    }

    @Test("Bytes behind an entry are refused")
    func tooLong() throws {
        let long = try Self.bytes() + [0]
        #expect(throws: MalformedBytes.self) { try long.withUnsafeBytes { try EventCodec.entry($0) } }
    }

    @Test("Of a long message 1,000 characters are kept")
    func longMessage() throws {
        var error = ProviderError.refused
        error.message = String(repeating: "é", count: 1500)
        error.job = "job-1"
        let body = try EventCodec.body(
            of: .event(.unknown(step: "s", error)), in: 1, at: Timestamp(milliseconds: 0))
        error.message = String(repeating: "é", count: 1000)
        let read = try body.withUnsafeBytes { try EventCodec.entry($0) }
        #expect(read.entry == .event(.unknown(step: "s", error)))
    }
}
