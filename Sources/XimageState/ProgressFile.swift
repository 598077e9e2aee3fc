package import XimageCore

/// How far the running steps are: for `ximage status` from another terminal, and for nothing else.
package struct ProgressReport: Hashable, Sendable {
    package struct Step: Hashable, Sendable {
        package var name: String
        package var address: Address
        package var action: String
        /// In the words of people.
        package var phase: String
        /// 0 to 100; `nil` where the service does not tell.
        package var percent: Int?
        package var begun: Timestamp

        package init(
            name: String, address: Address, action: String, phase: String, percent: Int?, begun: Timestamp
        ) {
            self.name = name
            self.address = address
            self.action = action
            self.phase = phase
            self.percent = percent
            self.begun = begun
        }
    }

    package var run: RunID
    package var at: Timestamp
    package var total: Int
    package var done: Int
    package var failed: Int
    /// When it should be over; `nil` when not known.
    package var expectedEnd: Timestamp?
    package var running: [Step]

    package init(
        run: RunID, at: Timestamp, total: Int, done: Int, failed: Int, expectedEnd: Timestamp? = nil,
        running: [Step]
    ) {
        self.run = run
        self.at = at
        self.total = total
        self.done = done
        self.failed = failed
        self.expectedEnd = expectedEnd
        self.running = running
    }
}

/// Progress stands in a small file beside the state, replaced as a whole: it changes many times a minute, may
/// be lost, and shall cost neither a transaction nor a synchronisation.
extension StateStore {
    private var progressPath: String { path + ".progress" }

    /// Answers whether it was written; a failure means nothing for the run.
    @discardableResult
    package func updateProgress(_ report: ProgressReport) -> Bool {
        guard !isReadOnly, let body = try? Self.bytes(of: report) else { return false }
        var sum = Checksum()
        sum.add(body)
        let trailer = withUnsafeBytes(of: sum.stored.littleEndian) { Array($0) }
        return StateFile.replace(progressPath, with: body + trailer)
    }

    /// The newest report; `nil` when there is none or it cannot be read. Compare its run with
    /// ``runs(limit:)``.
    package func progress() -> ProgressReport? {
        guard let contents = try? StateFile.contents(of: progressPath), contents.count > 8 else { return nil }
        var sum = Checksum()
        sum.add(Array(contents.dropLast(8)))
        guard Array(contents.suffix(8)) == withUnsafeBytes(of: sum.stored.littleEndian, { Array($0) }) else {
            return nil
        }
        return try? contents.dropLast(8).withUnsafeBytes { try Self.report($0) }
    }

    /// For the end of a run.
    package func clearProgress() {
        if !isReadOnly { StateFile.remove(progressPath) }
    }

    private static func bytes(of report: ProgressReport) throws(StateError) -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(1)
        writer.number(report.run)
        writer.signed(report.at.milliseconds)
        for count in [report.total, report.done, report.failed] { writer.number(count) }
        writer.signed(report.expectedEnd?.milliseconds ?? -1)
        writer.number(UInt64(report.running.count))
        for step in report.running {
            writer.text(step.name)
            writer.blob(try RecordCodec.key(of: step.address))
            writer.text(step.action)
            writer.text(step.phase)
            writer.signed(Int64(step.percent ?? -1))
            writer.signed(step.begun.milliseconds)
        }
        return writer.bytes
    }

    private static func report(_ bytes: UnsafeRawBufferPointer) throws(MalformedBytes) -> ProgressReport {
        var reader = ByteReader(bytes)
        guard try reader.byte() == 1 else { throw MalformedBytes(what: "unknown form of progress") }
        var report = ProgressReport(
            run: try reader.int(), at: Timestamp(milliseconds: try reader.signed()), total: try reader.int(),
            done: try reader.int(), failed: try reader.int(), running: [])
        let expected = try reader.signed()
        report.expectedEnd = expected < 0 ? nil : Timestamp(milliseconds: expected)
        for _ in 0..<(try reader.count()) {
            let name = try reader.text()
            let address = try AddressKey.decode(try reader.blob())
            let (action, phase) = (try reader.text(), try reader.text())
            let percent = Int(try reader.signed())
            report.running.append(
                ProgressReport.Step(
                    name: name, address: address, action: action, phase: phase,
                    percent: percent < 0 ? nil : percent,
                    begun: Timestamp(milliseconds: try reader.signed())))
        }
        return report
    }
}
