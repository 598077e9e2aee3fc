import XimageCore

/// Steps that nothing permits yet: the plan says so, and apply does not start.
package enum PendingConsent {
    package static let code = "consent"

    /// Deletions and replacements in a run that takes objects over. A mark is a tag that anyone can write: what was taken over
    /// may count as the newest generation, or be what a server is created from, and so be the only reason to delete what is
    /// ours. Only who reviewed that very plan, or named the address, agreed to it.
    static func takenOver(_ plan: Plan, _ world: World) -> [Diagnostic] {
        guard !plan.takenOver.isEmpty, !world.options.isReviewed else { return [] }
        let takenOver = Set(plan.takenOver)
        let lineage = world.ownership.takeOver?.description ?? "LINEAGE"
        return plan.steps.compactMap { step in
            guard let id = step.operation.removedID,
                world.waivers.find("destroy", at: step.address)?.target != step.address
            else { return nil }
            let isTakenOver = takenOver.contains(id)
            return Diagnostic(
                code: code,
                summary: isTakenOver
                    ? "A taken-over object would be deleted" : "A deletion is held back by the take-over",
                detail: isTakenOver
                    ? "\(step.address) (\(id)) is taken over in this run, and the plan would delete it."
                    : "The plan would delete \(step.address) (\(id)) in the run that takes over "
                        + "\(takenOver.count == 1 ? "1 object" : "\(takenOver.count) objects"). They may be its only "
                        + "reason, and whoever can write tags can write their marks.",
                fix: "Take over first, then plan again:\n  ximage state rebuild --take-over \(lineage)\n"
                    + "or name the object:\n  ximage apply --take-over \(lineage) "
                    + "--acknowledge 'destroy@\(step.address)'",
                address: step.address)
        }
    }

    /// - Returns: one for each address that no error is about already.
    static func findings(_ plan: Plan, isDestroy: Bool) -> [Diagnostic] {
        let pending = plan.steps.filter { $0.operation.consent == .pending }
        guard !pending.isEmpty else { return [] }
        let told = Set(plan.findings.filter { $0.severity == .error }.compactMap { $0.address?.series })
        return pending.filter { !told.contains($0.address.series) }.map { step in
            guard !isDestroy else { return imported(step) }
            let key = step.address.kind == .vault ? "destroy-backups" : "destroy"
            return Diagnostic(
                code: code, summary: "Consent is missing",
                detail:
                    "\(step.address) (\(step.operation.removedID ?? "")) holds data and would be deleted.",
                fix: "Acknowledge `\(key)` for it:\n  ximage apply --acknowledge '\(key)@\(step.address)'",
                address: step.address)
        }
    }
    private static func imported(_ step: PlanStep) -> Diagnostic {
        Diagnostic(
            code: code, summary: "An imported object would be deleted",
            detail:
                "\(step.address) (\(step.operation.removedID ?? "")) was imported: it was there before this set. "
                + "`destroy` deletes what the set made.",
            fix: "Keep it, and manage it no longer:\n  ximage state rm '\(step.address)'\n"
                + "or delete it, too:\n  ximage destroy --acknowledge 'destroy@\(step.address)'",
            address: step.address)
    }
}
