import XimageCore

/// Steps that nothing permits yet: the plan says so, and apply does not start.
package enum PendingConsent {
    package static let code = Notice.noConsent.code

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
            let count = takenOver.count
            return Diagnostic(
                isTakenOver ? .takenOverDeleted : .heldByTakeOver,
                [
                    "object": "\(step.address)", "id": "\(id)", "lineage": RuleArgument(lineage),
                    "count": RuleArgument(count == 1 ? "1 object" : "\(count) objects", zh: "\(count) 个对象"),
                ], address: step.address)
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
                .noConsent,
                [
                    "object": "\(step.address)", "id": "\(step.operation.removedID ?? "")",
                    "key": RuleArgument(key),
                ], address: step.address)
        }
    }
    private static func imported(_ step: PlanStep) -> Diagnostic {
        Diagnostic(
            .importedObject, ["object": "\(step.address)", "id": "\(step.operation.removedID ?? "")"],
            address: step.address)
    }
}
