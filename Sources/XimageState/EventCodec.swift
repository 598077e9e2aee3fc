import Crypto
import XimageCore

/// What one row of the journal says.
enum JournalEntry: Hashable, Sendable {
    case event(JournalEvent)
    /// Compaction writes what is still open anew and drops what was before.
    case stillOpen(OpenStep)
    case stillFailed(FailedStep)
}

/// The compact form of journal entries. The record changes of a step are not in it: they are in the same
/// transaction.
enum EventCodec {
    struct Line {
        var entry: JournalEntry
        /// That wrote it.
        var run: RunID
        var at: Timestamp
    }

    static func body(of entry: JournalEntry, in run: RunID, at moment: Timestamp) throws(StateError)
        -> [UInt8]
    {
        var writer = ByteWriter()
        switch entry {
        case .event(let event): try write(event, run, moment, to: &writer)
        case .stillOpen(let step):
            start(9, run, moment, &writer)
            try write(step.intent, to: &writer)
            writer.byte(step.phase == .intended ? 1 : step.phase == .accepted ? 2 : 3)
            writer.number(step.run)
            writer.number(step.attempts)
            write(step.pending, to: &writer)
            writer.optionalText(step.remoteID)
            writer.byte(step.lastError == nil ? 0 : 1)
            if let error = step.lastError { write(error, to: &writer) }
            writer.signed((step.begun ?? moment).milliseconds)
            writer.signed((step.lastEvent ?? moment).milliseconds)
        case .stillFailed(let step):
            start(10, run, moment, &writer)
            writer.text(step.step)
            writer.number(step.run)
            writer.blob(try RecordCodec.key(of: step.address))
            writer.text(step.action)
            write(step.error, to: &writer)
            writer.signed(step.at.milliseconds)
        }
        return writer.bytes
    }

    static func entry(
        _ body: UnsafeRawBufferPointer
    ) throws(MalformedBytes) -> Line {
        var reader = ByteReader(body)
        let kind = try reader.byte()
        let run = try reader.int()
        let moment = Timestamp(milliseconds: try reader.signed())
        let entry: JournalEntry
        switch kind {
        case 9: entry = .stillOpen(try openStep(from: &reader))
        case 10:
            entry = .stillFailed(
                FailedStep(
                    step: try reader.text(), run: try reader.int(),
                    address: try AddressKey.decode(try reader.blob()), action: try reader.text(),
                    error: try error(from: &reader), at: Timestamp(milliseconds: try reader.signed())))
        default: entry = .event(try event(kind, from: &reader))
        }
        guard reader.isAtEnd else { throw MalformedBytes(what: "entry too long") }
        return Line(entry: entry, run: run, at: moment)
    }

    // MARK: Events

    private static func start(_ kind: UInt8, _ run: RunID, _ moment: Timestamp, _ writer: inout ByteWriter) {
        writer.byte(kind)
        writer.number(run)
        writer.signed(moment.milliseconds)
    }

    private static func write(
        _ event: JournalEvent, _ run: RunID, _ moment: Timestamp, to writer: inout ByteWriter
    ) throws(StateError) {
        switch event {
        case .intent(let intent):
            start(1, run, moment, &writer)
            try write(intent, to: &writer)
        case .accepted(let step, let pending, let remoteID, _):
            start(2, run, moment, &writer)
            writer.text(step)
            write(pending, to: &writer)
            writer.optionalText(remoteID)
        case .unknown(let step, let error):
            start(3, run, moment, &writer)
            writer.text(step)
            write(error, to: &writer)
        case .failed(let step, let error, _):
            start(4, run, moment, &writer)
            writer.text(step)
            write(error, to: &writer)
        case .succeeded(let step, _, _):
            start(5, run, moment, &writer)
            writer.text(step)
        case .abandoned(let step):
            start(6, run, moment, &writer)
            writer.text(step)
        case .owed(let obligation):
            start(7, run, moment, &writer)
            try write(obligation, to: &writer)
        case .settled(let key):
            start(8, run, moment, &writer)
            writer.text(key)
        }
    }

    private static func event(
        _ kind: UInt8, from reader: inout ByteReader
    ) throws(MalformedBytes) -> JournalEvent {
        switch kind {
        case 1: return .intent(try intent(from: &reader))
        case 2:
            return .accepted(
                step: try reader.text(), try pending(from: &reader), remoteID: try reader.optionalText())
        case 3: return .unknown(step: try reader.text(), try error(from: &reader))
        case 4: return .failed(step: try reader.text(), try error(from: &reader))
        case 5: return .succeeded(step: try reader.text(), upserts: [], removals: [])
        case 6: return .abandoned(step: try reader.text())
        case 7: return .owed(try obligation(from: &reader))
        case 8: return .settled(key: try reader.text())
        default: throw MalformedBytes(what: "unknown kind of entry")
        }
    }

    // MARK: Parts

    private static func write(_ intent: StepIntent, to writer: inout ByteWriter) throws(StateError) {
        writer.text(intent.step)
        writer.blob(try RecordCodec.key(of: intent.address))
        writer.text(intent.action)
        writer.text(intent.region)
        writer.optionalText(intent.operation?.text)
        writer.optionalText(intent.remoteID)
        writer.text(intent.digest)
        guard let record = intent.record else { return writer.byte(0) }
        // 1 was the form without disks and without what is replaced.
        writer.byte(intent.replaces == nil ? 1 : 2)
        try RecordCodec.write(record, to: &writer)
        guard let replaces = intent.replaces else { return }
        writer.number(UInt64(intent.disks.count))
        for disk in intent.disks { try RecordCodec.write(disk, to: &writer) }
        writer.number(UInt64(replaces.count))
        for id in replaces { writer.text(id) }
    }

    private static func intent(from reader: inout ByteReader) throws(MalformedBytes) -> StepIntent {
        var intent = StepIntent(
            step: try reader.text(), address: try AddressKey.decode(try reader.blob()),
            action: try reader.text(),
            region: try reader.text(), operation: try reader.optionalText().flatMap(OperationID.init),
            remoteID: try reader.optionalText())
        intent.digest = try reader.text()
        let form = try reader.byte()
        guard form > 0 else { return intent }
        guard form <= 2 else { throw MalformedBytes(what: "unknown form of an intent") }
        intent.record = try RecordCodec.record(from: &reader)
        guard form == 2 else { return intent }
        for _ in 0..<(try reader.count()) { intent.disks.append(try RecordCodec.record(from: &reader)) }
        var replaces: [RemoteID] = []
        for _ in 0..<(try reader.count()) { replaces.append(try reader.text()) }
        intent.replaces = replaces
        return intent
    }

    private static func openStep(from reader: inout ByteReader) throws(MalformedBytes) -> OpenStep {
        let intent = try intent(from: &reader)
        let phase: OpenStep.Phase
        switch try reader.byte() {
        case 1: phase = .intended
        case 2: phase = .accepted
        case 3: phase = .unknown
        default: throw MalformedBytes(what: "unknown phase of a step")
        }
        let run = try reader.int()
        let attempts = try reader.int()
        let pending = try pending(from: &reader)
        let remoteID = try reader.optionalText()
        let lastError = try reader.byte() == 1 ? try error(from: &reader) : nil
        return OpenStep(
            intent: intent, pending: pending, remoteID: remoteID, phase: phase, run: run, attempts: attempts,
            lastError: lastError, begun: Timestamp(milliseconds: try reader.signed()),
            lastEvent: Timestamp(milliseconds: try reader.signed()))
    }

    private static func write(_ obligation: Obligation, to writer: inout ByteWriter) throws(StateError) {
        writer.text(obligation.key)
        writer.text(obligation.kind)
        writer.blob(try RecordCodec.key(of: obligation.address))
        writer.text(obligation.region)
        writer.text(obligation.remoteID)
        writer.text(obligation.text)
    }

    private static func obligation(from reader: inout ByteReader) throws(MalformedBytes) -> Obligation {
        Obligation(
            key: try reader.text(), kind: try reader.text(),
            address: try AddressKey.decode(try reader.blob()),
            region: try reader.text(), remoteID: try reader.text(), text: try reader.text())
    }

    private static func write(_ pending: PendingOperation?, to writer: inout ByteWriter) {
        guard let pending else { return writer.byte(0) }
        // 1 was the form without a mark.
        writer.byte(2)
        writer.text(pending.kind.rawValue)
        writer.text(pending.region)
        writer.text(pending.purpose.rawValue)
        writer.text(pending.service)
        writer.optionalText(pending.job)
        writer.optionalText(pending.id)
        writer.optionalText(pending.mark)
    }

    private static func pending(from reader: inout ByteReader) throws(MalformedBytes) -> PendingOperation? {
        let form = try reader.byte()
        guard form > 0 else { return nil }
        guard form <= 2 else { throw MalformedBytes(what: "unknown form of an operation") }
        guard let kind = ResourceKind(rawValue: try reader.text()) else {
            throw MalformedBytes(what: "unknown kind of resource")
        }
        let region = try reader.text()
        guard let purpose = PendingOperation.Purpose(rawValue: try reader.text()) else {
            throw MalformedBytes(what: "unknown purpose of an operation")
        }
        return PendingOperation(
            kind: kind, region: region, purpose: purpose, service: try reader.text(),
            job: try reader.optionalText(), id: try reader.optionalText(),
            mark: form == 2 ? try reader.optionalText() : nil)
    }

    private static func write(_ error: ProviderError, to writer: inout ByteWriter) {
        writer.text(error.retry.rawValue)
        writer.text(error.category.rawValue)
        writer.text(error.service)
        writer.text(error.operation)
        writer.byte(error.status == nil ? 0 : 1)
        if let status = error.status { writer.signed(Int64(status)) }
        writer.optionalText(error.code)
        // A page of HTML is no message; the journal stays small.
        writer.text(String(error.message.prefix(1000)))
        writer.optionalText(error.requestID)
        writer.optionalText(error.job)
    }

    private static func error(from reader: inout ByteReader) throws(MalformedBytes) -> ProviderError {
        guard let retry = ProviderError.Retry(rawValue: try reader.text()),
            let category = ProviderError.Category(rawValue: try reader.text())
        else { throw MalformedBytes(what: "unknown class of error") }
        let service = try reader.text()
        let operation = try reader.text()
        let status = try reader.byte() == 1 ? Int(try reader.signed()) : nil
        return ProviderError(
            retry: retry, category: category, service: service, operation: operation, status: status,
            code: try reader.optionalText(), message: try reader.text(), requestID: try reader.optionalText(),
            job: try reader.optionalText())
    }
}

/// Each entry of the journal carries a digest of itself and, through the one before, of all before it.
enum JournalChain {
    static let start = [UInt8](repeating: 0, count: 16)

    /// The first half of SHA-256.
    static func next(after previous: [UInt8], entry: Int, body: UnsafeRawBufferPointer) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: previous)
        withUnsafeBytes(of: Int64(entry).bigEndian) { hash.update(bufferPointer: $0) }
        hash.update(bufferPointer: body)
        return Array(hash.finalize().prefix(16))
    }
}
