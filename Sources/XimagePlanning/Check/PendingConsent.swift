import XimageCore

/// Steps that nothing permits yet: the plan says so, and apply does not start.
enum PendingConsent {
    static let code = "consent"

    /// What was taken over in this run and would be deleted or replaced at once: only who reviewed that very plan, or named
    /// the address, agreed to it.
    static func takenOver(_ plan: Plan, _ world: World) -> [Diagnostic] {
        guard !plan.takenOver.isEmpty, !world.options.isReviewed else { return [] }
        let takenOver = Set(plan.takenOver)
        return plan.steps.compactMap { step in
            guard let id = step.operation.removedID, takenOver.contains(id),
                world.waivers.find("destroy", at: step.address)?.target != step.address
            else { return nil }
            return Diagnostic(
                code: code, summary: "A taken-over object would be deleted",
                detail: "\(step.address) (\(id)) is taken over in this run, and the plan would delete it.",
                fix: "Take over first, then plan again:\n  ximage state rebuild --take-over "
                    + "\(world.ownership.takeOver?.description ?? "LINEAGE")\nor name the object:\n"
                    + "  ximage apply --take-over \(world.ownership.takeOver?.description ?? "LINEAGE") "
                    + "--acknowledge 'destroy@\(step.address)'",
                address: step.address)
        }
    }

    /// - Returns: one for each address that no error is about already.
    static func findings(_ plan: Plan) -> [Diagnostic] {
        let pending = plan.steps.filter { $0.operation.consent == .pending }
        guard !pending.isEmpty else { return [] }
        let told = Set(plan.findings.filter { $0.severity == .error }.compactMap { $0.address?.series })
        return pending.filter { !told.contains($0.address.series) }.map { step in
            let key = step.address.kind == .vault ? "destroy-backups" : "destroy"
            return Diagnostic(
                code: code, summary: "Consent is missing",
                detail:
                    "\(step.address) (\(step.operation.removedID ?? "")) holds data and would be deleted.",
                fix: "Acknowledge `\(key)` for it:\n  ximage apply --acknowledge '\(key)@\(step.address)'",
                address: step.address)
        }
    }
}
