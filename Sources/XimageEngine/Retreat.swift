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
                .gaveWay,
                [
                    "object": "\(rival.object)", "address": "\(rival.address)", "other": "\(rival.other)",
                    "own": "\(rival.own)",
                    "deleted": Self.listed(" Deleted, as they were empty", zh: "已删除其中的空对象", deleted),
                    "left": Self.listed(" Still recorded in its state", zh: "其状态中仍有记录", left),
                ], step: StepID(.create, rival.address), address: rival.address))
        return report
    }

    private static func listed(_ title: String, zh chinese: String, _ addresses: [Address]) -> RuleArgument {
        guard !addresses.isEmpty else { return "" }
        let more = addresses.count - 5
        let shown = RuleArgument.series(
            addresses.prefix(5).map(\.description),
            rest: more > 0 ? Bilingual(" and \(more) more", zh: "，另有 \(more) 个") : nil)
        return RuleArgument("\(title): \(shown).", zh: "\(chinese)：\(shown[.chinese])。")
    }
}
