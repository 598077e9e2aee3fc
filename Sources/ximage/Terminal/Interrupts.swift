import Dispatch
import Glibc
import Synchronization

/// Ctrl-C, SIGTERM and SIGHUP: the first asks the work to end in good order, the second ends the process.
final class Interrupts: Sendable {
    private struct State {
        var count = 0
        var onFirst: (@Sendable () -> Void)?
        var wasArmed = false
    }

    private let state = Mutex(State())
    private let onLast: @Sendable () -> Void

    /// - Parameter onLast: before the process ends with 130 in the middle of work; to leave the terminal in order.
    init(onLast: @escaping @Sendable () -> Void = {}) { self.onLast = onLast }

    /// Listens from now on. Call it once.
    func listen() {
        for number in [SIGINT, SIGTERM, SIGHUP] {
            // Whoever starts a run with `nohup` wants it to outlive the terminal.
            guard number != SIGHUP || !Self.isIgnored(number) else { continue }
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [self] in received() }
            source.activate()
            // Lives as long as the process.
            _ = Unmanaged.passRetained(source as AnyObject)
        }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// From now on the first signal calls `stop`. Until then it ends the process at once, as nothing is under way.
    func arm(_ stop: @escaping @Sendable () -> Void) {
        state.withLock { state in
            state.onFirst = stop
            state.wasArmed = true
        }
    }

    /// Nothing is under way any more.
    func disarm() { state.withLock { $0.onFirst = nil } }

    func received() {
        let first: (@Sendable () -> Void)? = state.withLock { state in
            state.count += 1
            return state.count == 1 ? state.onFirst : nil
        }
        if let first { return first() }
        if state.withLock({ $0.wasArmed }) { onLast() }
        _exit(ExitStatus.interrupted.rawValue)
    }
}
