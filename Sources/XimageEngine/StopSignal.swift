import Synchronization

/// Asks an apply to begin nothing more. Calls in flight are awaited and journaled.
package final class StopSignal: Sendable {
    private let flag = Mutex(false)

    package init() {}

    package var isRaised: Bool { flag.withLock { $0 } }

    /// Raising it twice is the same as once.
    package func raise() { flag.withLock { $0 = true } }
}
