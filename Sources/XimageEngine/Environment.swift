package import XimageCore

/// What every part of a run works with.
package struct Environment: Sendable {
    package let provider: any Provider
    package let time: TimeSource
    package let options: ApplyOptions
    /// Random; seeded in tests.
    let newOperation: @Sendable () -> OperationID
    /// Raised when nothing more may be started.
    private(set) var stop = StopSignal()
    private(set) var report: @Sendable (ApplyEvent) -> Void = { _ in }

    package init(
        provider: any Provider, time: TimeSource, options: ApplyOptions = .init(),
        newOperation: @escaping @Sendable () -> OperationID = {
            var random = SystemRandomNumberGenerator()
            return OperationID(using: &random)
        }
    ) {
        self.provider = provider
        self.time = time
        self.options = options
        self.newOperation = newOperation
    }

    /// The same for one run, which can be stopped and reports what happens.
    package func running(
        until stop: StopSignal, report: @escaping @Sendable (ApplyEvent) -> Void
    ) -> Environment {
        var environment = self
        environment.stop = stop
        environment.report = report
        return environment
    }
}
