import XimageCore

/// Looks for what an operation made, by the mark that it left.
struct MarkFinder: Sendable {
    let environment: Environment
    /// How long the lists may lag.
    var quarantine: Duration

    init(environment: Environment) {
        self.environment = environment
        quarantine = environment.options.quarantine
    }

    enum Finding: Sendable {
        case found(LiveResource)
        /// Not there, although the lists had time to catch up.
        case absent
        /// The lists could not be read, or there was no time to wait them out.
        case unclear
    }

    /// Looks at once, then again at growing distances until the quarantine is over.
    func find(_ operation: OperationID, _ kind: ResourceKind, in region: Region) async -> Finding {
        let begin = environment.time.uptime()
        var pause = max(
            .milliseconds(20), min(environment.options.pollInterval, quarantine / 16))
        while true {
            do {
                let objects = try await environment.provider.list(kind, in: region)
                if let object = objects.first(where: { $0.operation?.operation == operation }) {
                    return .found(object)
                }
            } catch {
                if environment.time.uptime() - begin >= quarantine { return .unclear }
            }
            if environment.time.uptime() - begin >= quarantine { return .absent }
            if environment.stop.isRaised { return .unclear }
            do { try await environment.time.sleep(pause) } catch { return .unclear }
            pause = min(pause * 2, .seconds(10))
        }
    }
}
