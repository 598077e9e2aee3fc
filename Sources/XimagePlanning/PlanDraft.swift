package import XimageCore

/// A plan before its checks. What the checks need beside the cloud's lists can be gathered between the two, and only
/// for what the plan is about.
package struct PlanDraft: Sendable {
    let plan: Plan
    /// `nil` when nothing is checked, as in a plan that deletes everything.
    let context: RuleContext?

    package var changes: [Change] { plan.changes }

    /// Source servers whose inside the checks will ask about.
    package let guestSubjects: [GuestSubject]
}
