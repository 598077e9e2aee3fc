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
    var options = PlanOptions()
    let isVerbose: Bool
    var skipsBlocked = false
    var isNewProject = false
    /// The manifest set, as on the command line.
    let words: String
    /// Carried out and nothing else; it was approved, so nobody is asked again.
    var saved: SavedPlan?
    /// The word on the command line.
    var word = "apply"
    var detaches = false
    /// How the person agrees to the plan.
    var agreement = Agreement.yes
    /// What is worth a line when a step has ended well.
    var announce: @Sendable (PlanStep) -> [String] = { _ in [] }
    var interrupted = Session.Applying.Interrupted.resume
    /// The command line whose work this run goes on with; `nil` for its own.
    var command: String?

    func run() async throws -> ExitStatus {
        let view = context.progressView(
            preparation: context.language("reading state and cloud", zh: "正在读取状态和云"))
        let interrupts = Interrupts(onLast: { [context] in
            view.pause()
            context.say(
                context.language(
                    "Left at once. The next apply takes up what was under way.",
                    zh: "已立即退出。下一次 apply 会继续进行中的工作。"))
        })
        interrupts.listen()
        let stop = StopSignal()
        let onInterrupt: @Sendable () -> Void = {
            view.stopping()
            stop.raise()
        }
        let answer = Mutex(Reply.answered(.yes))
        let announcements = Mutex<[StepID: [String]]>([:])
        let ids = Mutex<[StepID: RemoteID]>([:])
        var applying = Session.Applying(
            holder: Self.holder(command ?? "ximage \(word)\(CommandWords.given)"),
            lockTimeout: work.lockTimeout.duration, stop: stop,
            confirm: { planned in
                interrupts.disarm()
                view.pause()
                let given = await confirm(planned)
                let worthy = planned.plan.steps.map { ($0.id, announce($0)) }
                announcements.withLock { $0 = Dictionary(worthy) { first, _ in first } }
                answer.withLock { $0 = given }
                guard given == .answered(.yes) else { return false }
                view.expect(planned.plan)
                view.goOn()
                interrupts.arm(onInterrupt)
                return true
            },
            report: { event in
                interrupts.arm(onInterrupt)
                view.receive(event)
                guard case .succeeded(let step, let id, _) = event else { return }
                if let id { ids.withLock { $0[step] = id } }
                for text in announcements.withLock({ $0[step] }) ?? [] {
                    view.receive(.notice(Bilingual(text, zh: text)))
                }
            })
        applying.interrupted = interrupted
        let asked = applying
        let applied = try await context.withCloud(desired.settings, late: !refresh, show: view.showAbove) {
            cloud in
            let session = Wiring.session(
                cloud, desired.settings, parallelism: work.parallelism,
                pacing: work.pacing(now: context.time.now(), detaches: detaches),
                quarantine: work.quarantine?.duration)
            var request = Session.Request(
                desired, mode: mode, acknowledgements: acknowledgements,
                refresh: refresh || saved != nil, options: options)
            request.skipsBlocked = skipsBlocked
            request.saved = saved
            request.isNewProject = isNewProject
            let asking = request
            return try await view.showing { try await session.apply(asking, asked) }
        }
        if case .blocked(let planned) = applied, let retry = try await takingOver(planned, view) {
            return try await retry.run()
        }
        return conclude(applied, answer.withLock { $0 }, ids: ids.withLock { $0 })
    }

    /// At a terminal the take-over that blocks a first run is a question. Answers the run with it; `nil` where nobody agreed.
    private func takingOver(_ planned: Session.Planned, _ view: ProgressView) async throws -> ApplyRun? {
        guard let offer = planned.plan.offer, saved == nil, !work.yes,
            let finding = planned.plan.findings.first(where: { $0.code == TakeOverOffer.code })
        else { return nil }
        view.pause()
        context.output.message(context.text(context.messageStyle, manifest.source).render(finding))
        let answer = await Confirmation(output: context.output).ask(
            context.language("Take over these objects?", zh: "接管这些对象吗？"), style: context.messageStyle)
        guard answer == .yes else { return nil }
        context.output.message("\n")
        var retry = self
        retry.options.takeOver = offer
        return retry
    }

    // MARK: Before

    /// What came of asking.
    enum Reply: Hashable {
        case answered(Confirmation.Answer)
        /// What was given is no consent to this plan.
        case refused(Diagnostic)
    }

    private func confirm(_ planned: Session.Planned) async -> Reply {
        if !context.isJSON || !work.yes { show(planned) }
        if case .count(let given, let isAlways) = agreement, isAlways || planned.plan.losesData {
            return await confirmCount(planned.plan, given)
        }
        if work.yes || saved != nil {
            if Terminal.current.messagesGoToTerminal { context.output.message("\n") }
            return .answered(.yes)
        }
        let language = context.language
        let question =
            mode == .apply
            ? language("Carry out this plan?", zh: "执行此计划吗？")
            : language("Delete all of this?", zh: "全部删除吗？")
        let lost = planned.plan.lostObjects
        let confirmation = Confirmation(output: context.output)
        let answer =
            lost > Self.listedForYes
            ? await confirmation.ask(
                language(
                    "\(question) It deletes, replaces or takes over \(Count.of(lost, "object")).",
                    zh: "\(question)它将删除、替换或接管 \(Count.grouped(lost)) 个对象。"), number: lost,
                style: context.messageStyle)
            : await confirmation.ask(question, style: context.messageStyle)
        if answer == .yes { context.output.message("\n") }
        return .answered(answer)
    }

    /// A `yes` is no consent to a loss that nobody can take in at a glance.
    private static let listedForYes = 20

    /// Neither `--yes` nor a `yes` agrees to this: whoever agrees knows how much is deleted.
    private func confirmCount(_ plan: Plan, _ given: Int?) async -> Reply {
        let count = plan.changes.count
        let objects = RuleArgument(Count.of(count, "object"), zh: "\(Count.grouped(count)) 个对象")
        let advice: RuleArgument = "ximage \(word)\(words) --confirm \(count)"
        if let given {
            guard given != count else { return .answered(.yes) }
            return .refused(
                Diagnostic(
                    .otherNumberConfirmed,
                    ["objects": objects, "given": "\(Count.grouped(given))", "advice": advice]))
        }
        let answer = await Confirmation(output: context.output).ask(
            context.language(
                "Delete \(Count.of(count, "object"))?", zh: "删除 \(Count.grouped(count)) 个对象吗？"),
            number: count,
            style: context.messageStyle)
        if answer == .yes { context.output.message("\n") }
        guard answer == .impossible else { return .answered(answer) }
        return .refused(
            Diagnostic(.consentMissing, ["objects": objects, "command": "\(word)", "advice": advice]))
    }

    private func show(_ planned: Session.Planned, skipping: PlanText.Skipping? = nil) {
        let style = context.resultStyle
        let now = context.time.now()
        var shown = PlanContext(desired: desired, live: planned.live, now: now, isDestroy: mode != .apply)
        shown.expected = planned.expectation
        let text = PlanText(
            style: style, context: shown, diagnostics: context.text(style, manifest.source),
            findingLimit: context.findingLimit, isVerbose: isVerbose,
            skipping: skipping ?? (skipsBlocked ? .blocked : .nothing))
        let memory = ShownPlan(statePath: Wiring.statePath(desired.settings))
        if !isVerbose, saved == nil, let substance = text.substance(planned.plan),
            let ago = memory.age(of: substance, at: now)
        {
            return tell(text.renderAgain(planned.plan, shown: ago))
        }
        tell(text.render(planned.plan))
    }

    /// A result for people; beside a document for machines it is a message.
    private func tell(_ text: String) {
        if context.isJSON { context.output.message(text) } else { context.output.result(text) }
    }

    // MARK: After

    /// - Parameter ids: of objects by the steps that created them.
    private func conclude(
        _ applied: Session.Applied, _ reply: Reply, ids: [StepID: RemoteID]
    ) -> ExitStatus {
        if context.isJSON { return report(applied, reply, ids) }
        switch applied {
        case .nothingToDo(let planned):
            show(planned)
            return telling(planned.owed, .done)
        case .blocked(let planned):
            show(planned, skipping: skipsBlocked ? .everything : .nothing)
            announceQuestion(planned.plan)
            return planned.plan.refusal
        case .interrupted(let steps):
            context.tell(steps.map(Self.interrupted))
            return .incomplete
        case .settled(let owed): return telling(owed, .done)
        case .stale(let reason):
            context.tell([Self.stale(reason)])
            return .stale
        case .declined: return declined(reply)
        case .unsettled(let steps):
            context.tell(steps.map { Self.unsettled($0.step, $0.reason) })
            return .incomplete
        case .done(let planned, let report):
            var outcome = ApplyOutcome(report, of: planned.plan, language: context.language)
            outcome.created = ApplyOutcome.created(by: planned.plan, ids)
            let text = ApplyText(style: context.resultStyle).render(outcome)
            context.output.result("\n" + text)
            if !report.findings.isEmpty {
                context.output.result(
                    "\n"
                        + context.text(context.resultStyle, manifest.source).render(
                            report.findings, limit: context.findingLimit) + "\n")
            }
            return telling(planned.owed, report.status)
        }
    }

    /// Where nothing but consent is missing, all of it is named at once: also that of the question at the end.
    private func announceQuestion(_ plan: Plan) {
        let errors = plan.findings.filter { $0.severity == .error }
        guard !work.yes, saved == nil, !Confirmation(output: context.output).canAsk,
            errors.allSatisfy({ Wiring.isAboutConsent($0) })
        else { return }
        context.say(
            "\n"
                + context.language(
                    "\(word) then asks before it changes anything, and there is no terminal to ask on. Add --yes:",
                    zh: "随后 \(word) 在更改任何内容之前会询问，但没有终端可以询问。请加上 --yes：")
                + "\n  ximage \(word)\(words) --yes")
    }

    private func telling(_ owed: [BrokenPromise], _ status: ExitStatus) -> ExitStatus {
        guard !owed.isEmpty else { return status }
        context.tell(owed.map(\.finding))
        return owed.status(or: status)
    }

    private func declined(_ reply: Reply) -> ExitStatus {
        switch reply {
        case .answered(.yes):
            context.say(context.language("Stopped before anything was changed.", zh: "在更改任何内容之前已停止。"))
            return .interrupted
        case .answered(.no):
            context.say(context.language("Nothing was changed.", zh: "未更改任何内容。"))
            return .error
        case .refused(let diagnostic):
            context.tell([diagnostic])
            return .blocked
        case .answered(.impossible):
            context.tell([nobodyToAsk])
            return .error
        }
    }

    static func interrupted(_ step: OpenStep) -> Diagnostic {
        let phase: RuleArgument =
            switch step.phase {
            case .intended where StepWords.isWait(step.intent.action):
                RuleArgument("it only waited", zh: "仅在等待")
            case .intended:
                RuleArgument("it is not known whether the call was sent", zh: "不清楚调用是否已发送")
            case .accepted:
                RuleArgument(
                    "the service had taken it" + (step.pending?.job.map { ", job \($0)" } ?? ""),
                    zh: "服务已接受" + (step.pending?.job.map { "，任务 \($0)" } ?? ""))
            case .unknown:
                RuleArgument(
                    "no answer came" + (step.lastError.map { ": \($0)" } ?? ""),
                    zh: "没有收到应答" + (step.lastError.map { "：\($0)" } ?? ""))
            }
        let title = RuleArgument(
            StepWords.title(step.intent.action, step.intent.address)
                + (step.begun.map { ", begun \($0)" } ?? ""),
            zh: StepWords.title(step.intent.action, step.intent.address, .chinese)
                + (step.begun.map { "，开始于 \($0)" } ?? ""))
        return Diagnostic(
            .interruptedStep,
            [
                "step": title, "phase": phase,
                "advice": "\(StateCommand.Abandon.command(step.intent.step))",
            ], address: step.intent.address)
    }

    static func stale(_ reason: StalePlan) -> Diagnostic {
        Diagnostic(
            .planStale, ["reasons": "\(reason.reasons.map { "  - \($0)" }.joined(separator: "\n"))"])
    }

    static func unsettled(_ step: OpenStep, _ reason: String) -> Diagnostic {
        let (action, address) = (step.intent.action, step.intent.address)
        return Diagnostic(
            .unsettledStep,
            [
                "step": RuleArgument(
                    StepWords.title(action, address), zh: StepWords.title(action, address, .chinese)),
                "reason": "\(reason)", "advice": "\(StateCommand.Abandon.command(step.intent.step))",
            ], address: address)
    }
}

extension ApplyReport {
    /// Of its steps.
    var status: ExitStatus {
        if wasInterrupted { return .interrupted }
        return isComplete || (wasDetached && failures.isEmpty) ? .done : .incomplete
    }
}

extension [BrokenPromise] {
    /// A server that ximage stopped and that does not run again is work left undone.
    func status(or status: ExitStatus) -> ExitStatus {
        contains(where: \.isOurs) ? .incomplete : status
    }
}

/// How a person agrees to a plan.
enum Agreement: Hashable, Sendable {
    /// By `yes`, or `--yes`.
    case yes
    /// By the number of objects, which `--confirm` may give.
    /// - Parameter always: also where nothing that is deleted holds data.
    case count(given: Int?, always: Bool)
}

extension Plan {
    /// Objects that a person loses or gets by it: deleted, replaced, taken over.
    var lostObjects: Int {
        changes.count { change in
            switch change.action {
            case .delete, .replace: true
            case .create, .update, .forget, .noOp: false
            }
        } + takenOver.count
    }

    /// Whether something that it deletes holds data, or may.
    var losesData: Bool {
        changes.contains { change in
            change.risk != nil || change.backupRisk != nil
                || (change.action == .delete && [.image, .copy].contains(change.address.kind))
        }
    }
}

// MARK: - Small things

extension ApplyRun {
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
        let titles = Dictionary(plan.steps.map { ($0.id, $0.title(language)) }) { first, _ in first }
        self.init(
            steps: plan.steps.count, succeeded: report.succeeded.count,
            failures: report.failures.map { failure in
                // The rule that knows the refusal says it better than the service.
                let rule = Wiring.explanation(
                    failure.error, at: failure.address, others: references[failure.step] ?? [], in: language)
                let told = failure.text(language)
                return Failure(
                    title: titles[failure.step] ?? failure.step.description, address: failure.address,
                    error: failure.error,
                    detail: told.message + (rule.map { "\n\($0.message)" } ?? ""),
                    fix: rule?.fix ?? told.fix)
            },
            skipped: report.skipped.map {
                Remark(title: titles[$0.step] ?? $0.step.description, text: $0.because[language])
            },
            stillRunning: report.stillRunning.map { left in
                Remark(
                    title: titles[left.step] ?? left.step.description,
                    text: left.operation.map { Self.place($0, language) } ?? "")
            },
            wasInterrupted: report.wasInterrupted, took: report.took)
        wasDetached = report.wasDetached
        leftErrors = report.leftErrors
    }

    /// The objects of steps that succeeded, without the data disks that are created with their servers.
    static func created(by plan: Plan, _ ids: [StepID: RemoteID]) -> [Created] {
        let names = Dictionary(plan.changes.map { ($0.address, $0.after?[.name].string) }) { $1 }
        let settled = Set(
            plan.steps.compactMap { step -> Address? in
                if case .settle = step.operation { step.address } else { nil }
            })
        return plan.steps.compactMap { step -> Created? in
            guard case .create(let create) = step.operation, let id = ids[step.id] else { return nil }
            let isImage = step.address.kind.hasGenerations
            return Created(
                address: step.address, id: id, name: (names[step.address] ?? nil) ?? "", region: step.region,
                isSettled: !isImage || create.endsInRegion || settled.contains(step.address))
        }.sorted { $0.address < $1.address }
    }

    /// Where to find work that goes on: its job, or its object.
    private static func place(_ operation: PendingOperation, _ language: Language) -> String {
        if let job = operation.job {
            let service = operation.service.uppercased()
            return language("\(service) job \(job)", zh: "\(service) 任务 \(job)")
        }
        return operation.id.map { "id \($0)" } ?? ""
    }
}

extension Session.Planned {
    /// As plans tell it.
    var expectation: PlanContext.Expectation? {
        forecast.map(PlanContext.Expectation.init)
    }
}
