import XimageCore

/// Steps that nothing permits yet: the plan says so, and apply does not start.
enum PendingConsent {
    static let code = "consent"

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
