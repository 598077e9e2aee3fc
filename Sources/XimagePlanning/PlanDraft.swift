package import XimageCore

/// A plan before its checks. What the checks need beside the cloud's lists can be gathered between the two, and only
/// for what the plan is about.
package struct PlanDraft: Sendable {
    /// With selections expanded and vaults chosen.
    package let desired: DesiredState
    let plan: Plan
    let context: RuleContext
    /// Whether everything is to go: only what goes is checked then.
    let isRemoval: Bool

    package var changes: [Change] { plan.changes }

    /// Source servers whose inside the checks will ask about.
    package let guestSubjects: [GuestSubject]
    /// The part of the plan that was asked for.
    let selection: PlanSelection
}
