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
    /// Source servers whose inside the checks will ask about.
    package let guestSubjects: [GuestSubject]
    let world: World
    let graph: StepGraph

    package var changes: [Change] { plan.changes }
    /// Objects of this state's lineage that it does not know.
    package let forgotten: [LiveResource]
    package var steps: [PlanStep] { plan.steps }

    /// Objects that the marks gave back to state, other than those that were taken over.
    package func recovered(from live: LiveState) -> [LiveResource] {
        guard !plan.rebuilt.isEmpty else { return [] }
        let ids = Set(plan.rebuilt.map(\.id)).subtracting(plan.takenOver)
        return live.resources.filter { ids.contains($0.id) }
    }

    /// Throws where a plan on the facts of this draft breaks one of ``PlanInvariants``.
    package func check(_ plan: Plan) throws(PlanDefect) {
        try PlanInvariants(world, context, graph).check(plan)
    }
}
