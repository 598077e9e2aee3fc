package import XimageCore
package import XimagePlanning
package import XimageState

/// What an apply tells while it goes on. Whoever listens shows it; nothing depends on it.
package enum ApplyEvent: Sendable {
    case began(steps: Int)
    /// An interrupted step of an earlier run that is taken up again.
    case resumed(StepID, Address, what: String)
    case started(PlanStep)
    case progress(StepID, phase: String, percent: Int?)
    case succeeded(StepID, id: RemoteID?, took: Duration)
    case failed(StepID, ApplyFailure)
    /// Not begun, because something that it needs did not come about.
    case skipped(StepID, Address, because: Bilingual)
    case notice(Bilingual)
    /// When all of it will be over, as it looks now.
    case expected(Forecast)
}

/// Why a step did not succeed.
package struct ApplyFailure: Error, Sendable {
    package var step: StepID
    package var address: Address
    /// The service's error, where the service spoke.
    package var error: ProviderError?
    /// What happened and what to do, when we know, in both languages.
    private let finding: Diagnostic

    package init(
        _ notice: Notice, _ arguments: KeyValuePairs<String, RuleArgument>, step: StepID, address: Address,
        error: ProviderError? = nil
    ) {
        self.step = step
        self.address = address
        self.error = error
        finding = Diagnostic(notice, arguments, address: address)
    }

    /// What happened in English, in full sentences.
    package var detail: String { finding.detail }

    /// What to do in English, when we know.
    package var fix: String? { finding.fix }

    package func text(_ language: Language) -> RuleText { finding.text(language) }
}

/// How an apply ended.
package struct ApplyReport: Sendable {
    package var succeeded: [StepID] = []
    package var failures: [ApplyFailure] = []
    /// Steps that were not begun, with the reason.
    package var skipped: [(step: StepID, address: Address, because: Bilingual)] = []
    /// Work that goes on in the cloud; the next apply takes it up.
    package var stillRunning: [(step: StepID, address: Address, operation: PendingOperation?)] = []
    /// What checks just before a step found against it; its step is among the skipped ones.
    package var findings: [Diagnostic] = []
    package var wasInterrupted = false
    /// Errors forbid a part of what is declared, and the rest was carried out.
    package var leftErrors = false
    /// What is still running was left on purpose.
    package var wasDetached = false
    /// How long steps took, for forecasts to come.
    package var durations: [DurationSample] = []
    package var took: Duration = .zero

    package init() {}

    package var isComplete: Bool {
        failures.isEmpty && skipped.isEmpty && stillRunning.isEmpty && !wasInterrupted && !leftErrors
    }
}
