import Synchronization
import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering

/// Shows an apply while it goes on: a block drawn in place on a terminal, plain lines elsewhere.
final class ProgressView: Sendable {
    private enum Form {
        case board(ProgressBoard)
        case log(ProgressLog)
    }

    private let form: Mutex<Form>
    private let isPaused = Mutex(false)
    private let time: TimeSource
    private let language: Language
    private let write: @Sendable (String) -> Void
    private let size: @Sendable () -> (columns: Int, rows: Int)

    /// - Parameters:
    ///   - redraws: whether the receiver is a terminal that can draw in place.
    ///   - preparation: what is done before there are steps; shown on a terminal only.
    ///   - write: receives bytes for standard error.
    init(
        redraws: Bool, style: TextStyle, time: TimeSource,
        size: @escaping @Sendable () -> (columns: Int, rows: Int),
        preparation: String = "", write: @escaping @Sendable (String) -> Void
    ) {
        self.time = time
        self.size = size
        self.write = write
        let board = ProgressBoard(style: style, now: time.uptime(), preparation: preparation)
        form = Mutex(redraws ? .board(board) : .log(ProgressLog(style.language)))
        language = style.language
    }

    func receive(_ event: ApplyEvent) {
        let (moment, now) = (time.now(), time.uptime())
        form.withLock { form in
            switch form {
            case .board(var board):
                tell(&board, event, now: now)
                form = .board(board)
            case .log(var log):
                write(tell(&log, event, at: moment, now: now))
                form = .log(log)
            }
        }
    }

    /// What is going to be carried out.
    func expect(_ plan: Plan) {
        let kinds = Dictionary(plan.steps.map { ($0.address.kind, 1) }, uniquingKeysWith: +)
        form.withLock { form in
            guard case .board(var board) = form else { return }
            board.expect(kinds)
            form = .board(board)
        }
    }

    /// The next event or tick says that no new steps begin.
    func stopping() {
        form.withLock { form in
            switch form {
            case .board(var board):
                board.stop()
                form = .board(board)
            case .log(let log):
                write(
                    log.note(
                        language(
                            "stopping: nothing more is begun, what runs is awaited",
                            zh: "正在停止：不再开始新的步骤，等待运行中的步骤结束"),
                        at: time.now()))
            }
        }
        tick()
    }

    /// Writes a line that stays. On a terminal it takes the place of the block, which the next tick draws below it.
    func showAbove(_ line: String) {
        form.withLock { form in
            guard case .board(var board) = form else { return write(line) }
            write(board.close(width: size().columns) + line)
            form = .board(board)
        }
    }

    /// Nothing is drawn while someone is asked.
    func pause() {
        isPaused.withLock { $0 = true }
        close()
    }

    func goOn() { isPaused.withLock { $0 = false } }

    /// Brings the terminal up to date; nothing elsewhere.
    func tick() {
        if isPaused.withLock({ $0 }) { return }
        form.withLock { form in
            guard case .board(var board) = form else { return }
            let size = size()
            let frame = board.frame(now: time.uptime(), width: size.columns, height: size.rows)
            if !frame.isEmpty { write(frame) }
            form = .board(board)
        }
    }

    /// Takes the block away. Events after it are shown when the next tick comes.
    func close() {
        form.withLock { form in
            guard case .board(var board) = form else { return }
            let rest = board.close(width: size().columns)
            if !rest.isEmpty { write(rest) }
            form = .board(board)
        }
    }

    /// Draws a few times a second while `body` runs.
    func showing<T: Sendable>(_ body: @Sendable () async throws -> T) async throws -> T {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    self.tick()
                    try await self.time.sleep(.milliseconds(200))
                }
            }
            let result: Result<T, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            group.cancelAll()
            while let _ = await group.nextResult() {}
            close()
            return try result.get()
        }
    }
}

// MARK: - Events in words

extension ProgressView {
    private func tell(_ board: inout ProgressBoard, _ event: ApplyEvent, now: Duration) {
        switch event {
        case .began(let steps): board.begin(steps: steps, now: now)
        case .resumed(let id, let address, let what):
            board.start(id.description, title: takenUp(what, address), of: address.kind, now: now)
        case .started(let step):
            board.start(
                step.id.description, title: step.title(language), of: step.address.kind, now: now)
        case .progress(let id, let phase, let percent):
            board.progress(id.description, phase: PhaseWords.text(phase, language), percent: percent)
        case .succeeded(let id, _, let took): board.succeed(id.description, took: took)
        case .failed(let id, let failure): board.fail(id.description, reason: failure.reason(language))
        case .skipped(let id, _, let because):
            board.skip(StepWords.skipped(id, language), of: id.address.kind, because: because[language])
        case .notice(let text): board.note(text[language])
        case .expected(let forecast): board.expect(forecast.half, now: now)
        }
    }

    private func tell(
        _ log: inout ProgressLog, _ event: ApplyEvent, at moment: Timestamp, now: Duration
    ) -> String {
        switch event {
        case .began(let steps): log.begin(steps: steps, at: moment)
        case .resumed(let id, let address, let what):
            log.start(id.description, title: takenUp(what, address), at: moment, now: now)
        case .started(let step):
            log.start(step.id.description, title: step.title(language), at: moment, now: now)
        case .progress(let id, let phase, let percent):
            log.progress(
                id.description, phase: PhaseWords.text(phase, language), percent: percent, at: moment,
                now: now)
        case .succeeded(let id, let remote, let took):
            log.succeed(id.description, remoteID: remote, took: took, at: moment)
        case .failed(let id, let failure):
            log.fail(id.description, reason: failure.reason(language), at: moment)
        case .skipped(let id, _, let because):
            log.skip(StepWords.skipped(id, language), because: because[language], at: moment)
        case .notice(let text): log.note(text[language], at: moment)
        case .expected: ""
        }
    }
}

extension ProgressView {
    private func takenUp(_ what: String, _ address: Address) -> String {
        let step = StepWords.title(what, address, language)
        return language("take up: \(step)", zh: "继续：\(step)")
    }
}

extension ApplyFailure {
    /// For one line: the service's code and text, or what happened.
    fileprivate func reason(_ language: Language) -> String {
        guard let error else { return text(language).message }
        let message = error.message.isEmpty ? text(language).message : error.message
        return error.code.map { "\($0): \(message)" } ?? message
    }
}
