import XimageCore

extension RuleContext {
    /// What rules see of decisions: those that are carried out, and everything else as it is.
    init(_ world: World, _ input: PlanInput, _ decisions: Decisions) {
        // What was not read is no fact: rules know of recalled objects only what state is the authority for.
        let facts = world.isRefreshed ? world.live : LiveIndex(input.live.resources)
        var problems: [Address: [LookupProblem]] = [:]
        for decision in decisions.all where !decision.facts.lookupProblems.isEmpty {
            problems[decision.address] = decision.facts.lookupProblems
        }
        self.init(
            catalogues: input.live.catalogues, changes: decisions.changes, desired: world.desired,
            live: facts, lookupProblems: problems,
            acknowledgements: world.desired.acknowledgements + input.acknowledgements, isOnline: true,
            readAt: world.readAt, isRefreshed: world.isRefreshed, unreadable: world.unreadable,
            backups: world.backups)
        for (index, decision) in decisions.all.enumerated() {
            if decision.creates?.image?.reach == .region { waitingForRegion.insert(decision.address) }
            guard var subject = decision.subject else { continue }
            if decisions.leftOut[index] != nil { subject = subject.unchanged() }
            add(isRefreshed ? subject : subject.knowing(facts))
        }
    }
}
