import Synchronization

/// Asks an apply to begin nothing more. Calls in flight are awaited and journaled.
package final class StopSignal: Sendable {
    private let flag = Mutex(false)
    private let handler = Mutex<(@Sendable () -> Void)?>(nil)

    package init() {}

    package var isRaised: Bool { flag.withLock { $0 } }

    /// Raising it twice is the same as once.
    package func raise() {
        let isFirst = flag.withLock { raised in
            defer { raised = true }
            return !raised
        }
        if isFirst { handler.withLock { $0 }?() }
    }

    /// Called once when the signal is raised; at once if it has been.
    func onRaise(_ action: @escaping @Sendable () -> Void) {
        handler.withLock { $0 = action }
        if isRaised { action() }
    }
}
