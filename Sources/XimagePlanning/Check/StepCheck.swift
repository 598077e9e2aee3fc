package import XimageCore

/// Asked just before each step, on facts that are fresh: whether it may still be carried out.
package protocol StepCheck: Sendable {
    /// - Parameter ids: the objects that the step refers to, those made since the plan included.
    func verdict(on step: PlanStep, ids: [Address: RemoteID]) async -> StepVerdict
}

package enum StepVerdict: Hashable, Sendable {
    case goOn
    /// The step is left out, with all that waits for it; the rest goes on.
    case hold(StepHold)
}

/// Why a step is left out.
package struct StepHold: Hashable, Sendable {
    /// Full sentences.
    package var reason: Bilingual
    package var findings: [Diagnostic]

    package init(reason: Bilingual, findings: [Diagnostic] = []) {
        self.reason = reason
        self.findings = findings
    }
}

/// Several checks, asked in order; the first that holds a step counts.
package struct StepChecks: StepCheck {
    private let checks: [any StepCheck]

    package init(_ checks: [any StepCheck]) { self.checks = checks }

    package func verdict(on step: PlanStep, ids: [Address: RemoteID]) async -> StepVerdict {
        for check in checks {
            let verdict = await check.verdict(on: step, ids: ids)
            if verdict != .goOn { return verdict }
        }
        return .goOn
    }
}
