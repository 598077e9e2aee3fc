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
        let now = planned.plan
        if !plan.lineage.isEmpty, now.lineage != plan.lineage {
            throw StalePlan(["The plan was made from another state: its lineage is \(plan.lineage)."])
        }
        guard now.takenOver == plan.takenOver else {
            throw StalePlan(["Other objects would be taken over than those that were approved."])
        }
        let facts = PlanFacts(now, desired: desired, prior: planned.prior, live: planned.live)
        let known = Dictionary(facts.known.map { ($0.address, $0) }) { first, _ in first }
        let present = PlanFacts(idle(planned), desired: desired, prior: planned.prior, live: planned.live)
        let idle = Dictionary(present.known.map { ($0.address, $0) }) { first, _ in first }
        let then = Dictionary(self.known.map { ($0.address, $0) }) { first, _ in first }
        let (approved, deeds) = (Deed.all(in: plan.withNames(of: now, planned.live)), Deed.all(in: now))
        var reasons: [String] = []
        for address in plan.addresses where approved[address] != deeds[address] {
            let none = Known(address: address, declared: [:], recorded: [:], live: [:])
            let before = then[address] ?? none
            reasons += before.reasons(
                known[address] ?? idle[address] ?? none,
                isDone: deeds[address]?.steps.isEmpty ?? true && approved[address]?.steps.isEmpty == false)
        }
        let restingOn = Dictionary(facts.relied.map { ($0.id, $0) }) { first, _ in first }
        for then in relied {
            if let there = restingOn[then.id] { reasons += then.reasons(there) }
        }
        let part = part(of: now)
        reasons += unseen(part)
        guard reasons.isEmpty else { throw StalePlan(Array(reasons.prefix(40))) }
        return part
    }

    /// The steps of a plan that were approved.
    func part(of plan: Plan) -> Plan {
        let steps = Set(self.plan.steps.map(\.id))
        let addresses = Set(self.plan.addresses)
        var part = plan
        part.steps = plan.steps.filter { steps.contains($0.id) }
        part.changes = plan.changes.filter { addresses.contains($0.address) }
        part.findings = plan.findings.filter { finding in
            finding.address.map { addresses.contains($0) || addresses.contains($0.series) } ?? true
        }
        return part
    }

    /// Errors and warnings about what is touched that whoever approved the plan was not shown.
    private func unseen(_ part: Plan) -> [String] {
        let shown = Set(plan.findings.map { Remark($0) })
        return part.findings.filter {
            $0.address != nil && $0.severity < .info && !shown.contains(Remark($0))
        }
        .map { "\($0.address.map(\.description) ?? ""): now also \($0.severity) \($0.code), \($0.summary)." }
    }

    private struct Remark: Hashable {
        let code: String
        let severity: Severity
        let address: Address?

        init(_ finding: Diagnostic) {
            code = finding.code
            severity = finding.severity
            address = finding.address
        }
    }

    /// The plan that does nothing to the addresses of this one, for what is known of them now.
    private func idle(_ planned: Session.Planned) -> Plan {
        var plan = planned.plan
        let ids = Dictionary(plan.records(after: planned.prior).map { ($0.address, $0.id) }) { first, _ in
            first
        }
        plan.steps = []
        plan.changes = self.plan.addresses.map {
            Change(address: $0, region: "", action: .noOp, id: ids[$0], reason: .alreadyMatches)
        }
        return plan
    }
}

extension Plan {
    /// With the names that are read by now in place of ids: other resources may be the reason that names are read.
    fileprivate func withNames(of now: Plan, _ live: LiveState) -> Plan {
        let index = LiveIndex(live.resources)
        let others = Dictionary(now.changes.map { ($0.address, $0) }) { first, _ in first }
        var plan = self
        plan.changes = changes.map { change in
            guard let other = others[change.address], let id = change.id, other.id == id,
                let object = index[id], object.kind == .server
            else { return change }
            return change.withNames(of: other, object)
        }
        return plan
    }
}

extension SavedPlan.Known {
    /// - Parameter isDone: the plan had steps here, and there are none now.
    fileprivate func reasons(_ now: SavedPlan.Known, isDone: Bool) -> [String] {
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
        if isDone { return ["\(address): nothing is left to do for it."] }
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
