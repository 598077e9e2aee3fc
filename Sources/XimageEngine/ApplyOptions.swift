import XimageCore

/// How an apply goes about its work.
package struct ApplyOptions: Sendable {
    /// Most steps under way at once, waiting ones included.
    package var parallelism: Int
    /// Between two looks at running work, at least.
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
    /// How long lists may lag behind what other runs created: the wait of a new state before its first create.
    package var listLag: @Sendable () async throws -> Duration = { .zero }
    package var pacing = Pacing()
    /// How long a silent holder keeps the lock on the state.
    package var lease = Duration.seconds(30)
    /// Factor on the times that the cloud takes: 1 for the real one.
    package var timeScale = 1.0

    package init(
        parallelism: Int = 64, pollInterval: Duration = .seconds(10), quarantine: Duration = .seconds(60),
        attempts: Int = 3
    ) {
        self.parallelism = parallelism
        self.pollInterval = pollInterval
        self.quarantine = quarantine
        self.attempts = attempts
    }
}

/// How long the steps of a plan may take.
struct TimeLimits: Sendable {
    /// Of the manifest, by address; images and copies by series.
    let declared: [Address: Timeouts]
    let scale: Double

    /// Below this no limit is scaled: calls take their time on the fastest cloud too.
    private static let least: Duration = .seconds(60)

    init(desired: DesiredState?, scale: Double) {
        self.scale = scale
        var declared: [Address: Timeouts] = [:]
        for resource in desired?.resources ?? [] {
            switch resource.details {
            case .server(let details): declared[resource.address] = details.options?.content.timeouts
            case .image(let details): declared[resource.address] = details.options?.content.timeouts
            case .copy(let details): declared[resource.address] = details.timeouts
            case .disk, .none: break
            }
        }
        self.declared = declared
    }

    /// Limits of our own grow with the amount of data. Source: rule LC002.
    func limit(_ work: WorkKind, at address: Address, gibibytes: Int) -> Duration {
        let declared = declared[address.series]
        let given: Duration? =
            switch (work.verb, work.kind) {
            case ("delete", _): declared?.delete
            case ("create", .copy): declared?.copy ?? declared?.create
            case ("create", _): declared?.create
            default: nil
            }
        if let given { return max(given * scale, min(Self.least, given)) }
        let usual: Duration =
            switch (work.verb, work.kind) {
            case ("create", .image), ("create", .copy): .seconds(3600 + 60 * gibibytes)
            default: .seconds(1800)
            }
        return max(usual * scale, Self.least)
    }
}
