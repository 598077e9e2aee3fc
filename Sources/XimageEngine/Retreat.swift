import XimageCore
import XimagePlanning
import XimageState

/// What a run that gives way takes back: vaults that it has created and that are still empty. All else may hold data by
/// now, and stays recorded.
struct Retreat {
    let rival: Rival
    let provider: any Provider
    let applier: Applier

    /// - Parameter records: what state knows by now.
    /// - Returns: the report with what came of it.
    func carryOut(
        _ plan: Plan, _ report: ApplyReport, records: [ResourceRecord]
    ) async throws -> ApplyReport {
        var report = report
        let made = Set(report.succeeded.filter { $0.verb == .create }.map(\.address))
        var steps: [PlanStep] = []
        for record in records where record.address.kind == .vault && made.contains(record.address) {
            guard
                let vault = try? await provider.read(record.id, .vault, in: record.region),
                case .vault(let facts) = vault.facts, facts.usedMiB == 0, facts.members.isEmpty
            else { continue }
            steps.append(
                PlanStep(
                    id: StepID(.delete, record.address), region: record.region,
                    operation: .delete(
                        DeleteStep(id: record.id, standing: record.standing, consent: .rival)),
                    edges: []))
        }
        var deleted: [Address] = []
        if !steps.isEmpty {
            var plan = plan
            plan.steps = steps
            let taken = try await applier.apply(plan, records: records)
            report.failures += taken.failures
            deleted = taken.succeeded.map(\.address)
        }
        let left = made.subtracting(deleted).sorted()
        report.failures.append(
            ApplyFailure(
                step: StepID(.create, rival.address), address: rival.address,
                detail: rival.sentence
                    + "This run stopped." + Self.listed(" Deleted, as they were empty", deleted)
                    + Self.listed(" Still recorded in its state", left),
                fix: "Use the state of the other run. To delete what this one created:\n  ximage destroy"))
        return report
    }

    private static func listed(_ title: String, _ addresses: [Address]) -> String {
        guard !addresses.isEmpty else { return "" }
        let shown = addresses.prefix(5).map(\.description).joined(separator: ", ")
        return "\(title): \(shown)\(addresses.count > 5 ? " and \(addresses.count - 5) more" : "")."
    }
}
