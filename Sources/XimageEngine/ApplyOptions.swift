import XimageCore

/// How an apply goes about its work.
package struct ApplyOptions: Sendable {
    /// Most steps under way at once, waiting ones included.
    package var parallelism: Int
    /// Between two looks at running work.
    package var pollInterval: Duration
    /// After an unknown outcome: how long the lists of the service may lag behind what was done. The engine looks
    /// for the mark of the operation until this time has passed before it tries again. Source: rule LC017.
    package var quarantine: Duration
    /// Tries of one create, after each of which its mark was not found.
    package var attempts: Int

    /// Further tries of a create of which the service says that nothing was done.
    package var safeTries = 5
    /// Tries of a delete that is refused for the state of the object, one a poll interval.
    package var settleAttempts = 30
    /// Whether something accepts connections at an address and port.
    package var probe: @Sendable (_ address: String, _ port: Int) async -> Bool = {
        await TCPProbe.accepts($0, $1)
    }

    package init(
        parallelism: Int = 32, pollInterval: Duration = .seconds(10), quarantine: Duration = .seconds(60),
        attempts: Int = 3
    ) {
        self.parallelism = parallelism
        self.pollInterval = pollInterval
        self.quarantine = quarantine
        self.attempts = attempts
    }
}
