import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering

extension ApplyRun {
    /// The same for machines: one document, in English.
    func report(
        _ applied: Session.Applied, _ reply: Reply, _ ids: [StepID: RemoteID]
    ) -> ExitStatus {
        func tell(_ result: ApplyJSON.Result, _ findings: [Diagnostic], _ status: ExitStatus) -> ExitStatus {
            context.output.result(ApplyJSON.render(word, result, findings: findings))
            return status
        }
        switch applied {
        case .nothingToDo(let planned):
            let findings = planned.plan.findings + planned.owed.map(\.finding)
            return tell(.nothingToDo, findings, planned.owed.status(or: .done))
        case .settled(let owed):
            // The run goes on, and answers at its end.
            let status = owed.status(or: .done)
            return status == .done ? status : tell(.nothingToDo, owed.map(\.finding), status)
        case .blocked(let planned): return tell(.blocked, planned.plan.findings, planned.plan.refusal)
        case .interrupted(let steps): return tell(.unsettled, steps.map(Self.interrupted), .incomplete)
        case .stale(let reason): return tell(.stale, [Self.stale(reason)], .stale)
        case .unsettled(let steps):
            return tell(.unsettled, steps.map { Self.unsettled($0.step, $0.reason) }, .incomplete)
        case .declined:
            switch reply {
            case .answered(.yes): return tell(.interrupted, [], .interrupted)
            case .answered(.no): return tell(.declined, [], .error)
            case .refused(let diagnostic): return tell(.blocked, [diagnostic], .blocked)
            case .answered(.impossible): return tell(.declined, [nobodyToAsk], .error)
            }
        case .done(let planned, let report):
            var outcome = ApplyOutcome(report, of: planned.plan, language: .english)
            outcome.created = ApplyOutcome.created(by: planned.plan, ids)
            let status = planned.owed.status(or: report.status)
            let result: ApplyJSON.Result =
                switch status {
                case .done: report.wasDetached ? .detached : .done
                case .interrupted: .interrupted
                default: .incomplete
                }
            context.output.result(
                ApplyJSON.render(
                    word, result, outcome: outcome,
                    steps: report.succeeded.map {
                        ApplyJSON.Step(name: $0.description, address: $0.address, id: ids[$0])
                    }, findings: report.findings + planned.owed.map(\.finding)))
            return status
        }
    }

    var nobodyToAsk: Diagnostic {
        Diagnostic(.noTerminal, ["command": "\(word)", "advice": "ximage \(word)\(words) --yes"])
    }
}
