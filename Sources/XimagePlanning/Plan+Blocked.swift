package import XimageCore

extension Plan {
    /// A step that a finding forbids, or that waits for such a step.
    package struct LeftOut: Hashable, Sendable {
        package let step: StepID
        package let address: Address
        /// In full sentences.
        package let because: String
    }

    /// The plan without what errors forbid. An error about an address forbids its steps, those that refer to it and
    /// those that wait for these; everything else stays.
    ///
    /// - Returns: `nil` when some error is about no address, so that it cannot be told what it forbids.
    package func leavingOutBlocked() -> (plan: Plan, left: [LeftOut])? {
        var reasons: [Address: String] = [:]
        for finding in findings where finding.severity == .error {
            guard let address = finding.address else { return nil }
            if reasons[address.series] == nil {
                reasons[address.series] = "\(finding.code): \(finding.detail)"
            }
        }
        var left: [StepID: LeftOut] = [:]
        func leaveOut(_ step: PlanStep, _ because: String) {
            if left[step.id] == nil {
                left[step.id] = LeftOut(step: step.id, address: step.address, because: because)
            }
        }
        for step in steps {
            // A disk that is born with its server is asked for by the server's step.
            var touched = [step.address.series] + step.references.map(\.series)
            if case .create(let create) = step.operation { touched += create.disks }
            if let reason = touched.lazy.compactMap({ reasons[$0] }).first { leaveOut(step, reason) }
        }
        // Steps are in an order in which each stands behind those that it waits for.
        for step in steps where left[step.id] == nil {
            if let other = step.edges.lazy.compactMap({ left[$0.step] }).first {
                leaveOut(step, "it waits for \(other.step), which is left out")
            }
        }
        var rest = self
        rest.steps = steps.filter { left[$0.id] == nil }
        return (rest, steps.compactMap { left[$0.id] })
    }
}
