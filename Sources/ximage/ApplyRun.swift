import Glibc
import Synchronization
import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering
import XimageState

/// One run of `apply` or `destroy`: shows the plan, asks, shows what goes on, reports.
struct ApplyRun: Sendable {
    let context: RunContext
    let manifest: LoadedManifest
    let desired: DesiredState
    let mode: PlanInput.Mode
    let work: WorkOptions
    var acknowledgements: [Acknowledgement] = []
    var refresh = true
    var choices = PlanChoices()
    let isVerbose: Bool
    var skipsBlocked = false
    /// The manifest set, as on the command line.
    let words: String

    func run() async throws -> ExitStatus {
        let view = context.progressView(preparation: "reading state and cloud")
        let output = context.output
        let interrupts = Interrupts(onLast: {
            view.pause()
            output.message("Left at once. The next apply takes up what was under way.\n")
        })
        interrupts.listen()
        let stop = StopSignal()
        let onInterrupt: @Sendable () -> Void = {
            view.stopping()
            stop.raise()
        }
        let answer = Mutex(Confirmation.Answer.yes)
        let applying = Session.Applying(
            holder: Self.holder("ximage \(word)"), lockTimeout: work.lockTimeout.duration, stop: stop,
            confirm: { planned in
                interrupts.disarm()
                view.pause()
                let given = await confirm(planned)
                answer.withLock { $0 = given }
                guard given == .yes else { return false }
                view.goOn()
                interrupts.arm(onInterrupt)
                return true
            },
            report: { event in
                interrupts.arm(onInterrupt)
                view.receive(event)
            })
        let applied = try await context.withCloud(desired.settings, late: !refresh) { cloud in
            let session = Wiring.session(cloud, desired.settings, parallelism: work.parallelism)
            var request = Session.Request(
                desired, mode: mode, acknowledgements: acknowledgements, refresh: refresh, choices: choices)
            request.skipsBlocked = skipsBlocked
            return try await view.showing { [request] in try await session.apply(request, applying) }
        }
        return conclude(applied, answer.withLock { $0 })
    }

    // MARK: Before

    private func confirm(_ planned: Session.Planned) async -> Confirmation.Answer {
        show(planned)
        if work.yes {
            if Terminal.current.messagesGoToTerminal { context.output.message("\n") }
            return .yes
        }
        let question = mode == .apply ? "Carry out this plan?" : "Delete all of this?"
        let answer = await Confirmation(output: context.output).ask(question, style: context.messageStyle)
        if answer == .yes { context.output.message("\n") }
        return answer
    }

    private func show(_ planned: Session.Planned) {
        let style = context.resultStyle
        let shown = PlanContext(
            desired: desired, live: planned.live, now: context.time.now(), isDestroy: mode != .apply)
        let text = PlanText(
            style: style, context: shown, diagnostics: context.text(style, manifest.source),
            findingLimit: context.findingLimit, isVerbose: isVerbose, language: context.language,
            skipsBlocked: skipsBlocked)
        context.output.result(text.render(planned.plan))
    }

    // MARK: After

    private func conclude(_ applied: Session.Applied, _ answer: Confirmation.Answer) -> ExitStatus {
        switch applied {
        case .nothingToDo(let planned):
            show(planned)
            return .done
        case .blocked(let planned):
            show(planned)
            return .blocked
        case .declined: return declined(answer)
        case .unsettled(let steps):
            context.tell(steps.map { Self.unsettled($0.step, $0.reason) })
            return .incomplete
        case .done(let planned, let report):
            let text = ApplyText(style: context.resultStyle).render(
                ApplyOutcome(report, of: planned.plan, language: context.language))
            context.output.result("\n" + text)
            if !report.findings.isEmpty {
                context.output.result(
                    "\n"
                        + context.text(context.resultStyle, manifest.source).render(
                            report.findings, limit: context.findingLimit) + "\n")
            }
            return report.wasInterrupted ? .interrupted : report.isComplete ? .done : .incomplete
        }
    }

    private func declined(_ answer: Confirmation.Answer) -> ExitStatus {
        switch answer {
        case .yes:
            context.output.message("Stopped before anything was changed.\n")
            return .interrupted
        case .no:
            context.output.message("Nothing was changed.\n")
            return .error
        case .impossible:
            context.tell([
                Diagnostic(
                    code: "no-terminal", summary: "Nobody to ask",
                    detail: "\(word) asks before it changes anything, and there is no terminal to ask on.",
                    fix:
                        "If this plan shall be carried out:\n  ximage \(word)\(words) --yes"
                )
            ])
            return .error
        }
    }

    private static func unsettled(_ step: OpenStep, _ reason: String) -> Diagnostic {
        Diagnostic(
            code: "unsettled", summary: "It is not known what became of an interrupted step",
            detail: "\(step.intent.action) \(step.intent.address): \(reason)\n"
                + "Until that is known nothing new is begun, so that nothing is made twice.",
            fix: "Run apply again when the cloud answers.", address: step.intent.address)
    }
}

// MARK: - Small things

extension ApplyRun {
    private var word: String { mode == .apply ? "apply" : "destroy" }

    /// The account's name; its number where it has none.
    private static var userName: String {
        if let entry = getpwuid(getuid()), let name = entry.pointee.pw_name { return String(cString: name) }
        return "user \(getuid())"
    }

    static func holder(_ command: String) -> LockHolder {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        let host = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return LockHolder(who: userName, host: host, pid: getpid(), command: command)
    }
}

extension ApplyOutcome {
    init(_ report: ApplyReport, of plan: Plan, language: Language) {
        let references = Dictionary(plan.steps.map { ($0.id, $0.references) }) { first, _ in first }
        let titles = Dictionary(plan.steps.map { ($0.id, $0.title) }) { first, _ in first }
        self.init(
            steps: plan.steps.count, succeeded: report.succeeded.count,
            failures: report.failures.map { failure in
                // The rule that knows the refusal says it better than the service.
                let rule = Wiring.explanation(
                    failure.error, at: failure.address, others: references[failure.step] ?? [], in: language)
                return Failure(
                    title: titles[failure.step] ?? failure.step, address: failure.address,
                    error: failure.error,
                    detail: failure.detail + (rule.map { "\n\($0.message)" } ?? ""),
                    fix: rule?.fix ?? failure.fix)
            },
            skipped: report.skipped.map { Remark(title: titles[$0.step] ?? $0.step, text: $0.because) },
            stillRunning: report.stillRunning.map { Remark(title: titles[$0.step] ?? $0.step) },
            wasInterrupted: report.wasInterrupted, took: report.took)
    }
}
