import XimageCore

/// One reason for steps to wait: which ones, for which others. Rules look at steps and facts alone, so that the order in
/// which things were decided does not matter.
struct EdgeRule: Sendable {
    let reason: EdgeReason
    /// Positions of the steps that a step waits for; empty when the rule is not about it.
    let waits: @Sendable (_ step: PlanStep, _ facts: StepFacts) -> [Int]

    init(_ reason: EdgeReason, _ waits: @escaping @Sendable (PlanStep, StepFacts) -> [Int]) {
        self.reason = reason
        self.waits = waits
    }
}
