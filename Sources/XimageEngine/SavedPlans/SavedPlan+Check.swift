package import XimageCore
package import XimagePlanning

/// Why a saved plan no longer fits.
package struct StalePlan: Error, Hashable, Sendable {
    /// What moved, in full sentences, at most a few dozen.
    package var reasons: [String]

    package init(_ reasons: [String]) { self.reasons = reasons }
}

extension SavedPlan {
    /// The part of a plan that was made anew which is the saved one.
    ///
    /// Whatever else is to be done by now is left out: it was not approved.
    package func approved(
        _ planned: Session.Planned, desired: DesiredState
    ) throws(StalePlan) -> Plan {
        let plan = planned.plan
        if !lineage.isEmpty, plan.lineage != lineage {
            throw StalePlan(["The plan was made from another state: its lineage is \(lineage)."])
        }
        guard plan.takenOver.sorted() == takenOver else {
            throw StalePlan(["Other objects would be taken over than those that were approved."])
        }
        let facts = PlanFacts(plan, desired: desired, prior: planned.prior, live: planned.live)
        let now = Dictionary(facts.touched.map { ($0.address, $0) }) { first, _ in first }
        var reasons: [String] = []
        for then in touched
        where then.change != now[then.address]?.change || then.steps != now[then.address]?.steps {
            reasons += then.reasons(now[then.address] ?? present(then.address, planned, desired))
        }
        let restingOn = Dictionary(facts.relied.map { ($0.id, $0) }) { first, _ in first }
        for then in relied {
            if let there = restingOn[then.id] { reasons += then.reasons(there) }
        }
        guard reasons.isEmpty else { throw StalePlan(Array(reasons.prefix(40))) }
        return part(of: plan)
    }

    /// The steps of a plan that were approved.
    func part(of plan: Plan) -> Plan {
        let steps = Set(touched.flatMap { $0.steps.map(\.id) })
        let addresses = Set(touched.map(\.address))
        var part = plan
        part.steps = plan.steps.filter { steps.contains($0.id.description) }
        part.changes = plan.changes.filter { addresses.contains($0.address.description) }
        part.findings = plan.findings.filter { finding in
            finding.address.map {
                addresses.contains($0.description) || addresses.contains($0.series.description)
            }
                ?? true
        }
        return part
    }

    /// What is known now of an address that the plan does not touch any more.
    private func present(_ text: String, _ planned: Session.Planned, _ desired: DesiredState) -> Touched {
        var touched = Touched(
            address: text, action: nil, change: "", steps: [], declared: [:], recorded: [:], live: [:])
        guard let address = Address(text) else { return touched }
        var plan = planned.plan
        plan.steps = []
        plan.changes = [
            Change(
                address: address, region: "", action: .noOp,
                id: planned.prior.records.first { $0.address == address }?.id, reason: .alreadyMatches)
        ]
        let facts = PlanFacts(plan, desired: desired, prior: planned.prior, live: planned.live)
        if let found = facts.touched.first {
            touched.declared = found.declared
            touched.recorded = found.recorded
            touched.live = found.live
        }
        return touched
    }
}

extension SavedPlan.Touched {
    fileprivate func reasons(_ now: SavedPlan.Touched) -> [String] {
        if recorded.isEmpty, live.isEmpty, !now.recorded.isEmpty, declared == now.declared {
            return ["\(address) was made meanwhile."]
        }
        if !live.isEmpty, now.live.isEmpty, declared == now.declared {
            return ["\(address): its object \(live["id"] ?? "") is gone."]
        }
        var reasons = FactDifference.sentences("\(address): the manifests", declared, now.declared)
        reasons += FactDifference.sentences("\(address): the state", recorded, now.recorded)
        reasons += FactDifference.sentences("\(address): the cloud", live, now.live)
        guard reasons.isEmpty else { return reasons }
        if now.steps.isEmpty, !steps.isEmpty { return ["\(address): nothing is left to do for it."] }
        return ["\(address): what it waits for or refers to has changed, so that its steps are others now."]
    }
}

extension SavedPlan.Relied {
    fileprivate func reasons(_ now: SavedPlan.Relied) -> [String] {
        FactDifference.sentences(
            "\(kind) \(name) (\(id)), which the plan rests on: the cloud", facts, now.facts)
    }
}

/// What differs between two sets of facts.
private enum FactDifference {
    static func sentences(_ lead: String, _ then: [String: String], _ now: [String: String]) -> [String] {
        if then.isEmpty, !now.isEmpty { return ["\(lead) had nothing there and has something now."] }
        if now.isEmpty, !then.isEmpty { return ["\(lead) had it and has it no longer."] }
        return Set(then.keys).union(now.keys).sorted().compactMap { name in
            let (old, new) = (then[name], now[name])
            guard old != new else { return nil }
            switch (old, new) {
            case (nil, let new?): return "\(lead) now has \(name) \(new)."
            case (let old?, nil): return "\(lead) no longer has \(name), which was \(old)."
            default: return "\(lead) had \(name) \(old ?? "") and now has \(new ?? "")."
            }
        }
    }
}
