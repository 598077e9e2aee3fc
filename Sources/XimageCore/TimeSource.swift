/// The clock as a parameter: the real one in the product, a virtual one in tests.
package struct TimeSource: Sendable {
    /// The wall clock. For records and for people, never to measure a wait.
    package let now: @Sendable () -> Timestamp
    /// Time since some fixed moment; never steps back. For timeouts and progress.
    package let uptime: @Sendable () -> Duration
    /// Throws `CancellationError` when the task is cancelled meanwhile.
    package let sleep: @Sendable (Duration) async throws -> Void

    package init(
        now: @escaping @Sendable () -> Timestamp, uptime: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.uptime = uptime
        self.sleep = sleep
    }
}
