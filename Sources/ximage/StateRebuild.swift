import Synchronization
import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering
import XimageState

/// One run of `state rebuild` or `state recover`.
struct StateRebuild: Sendable {
    let context: RunContext
    let desired: DesiredState
    /// Of the command.
    let word: String
    var takeOver: TakeOver?
    let lockTimeout: Duration
    let choices: [ChosenObject]
    /// Whether the first object of each address is recorded without a question.
    var agrees = false

    private var applying: Session.Applying {
        let output = context.output
        return Session.Applying(
            holder: ApplyRun.holder("ximage state \(word)"), lockTimeout: lockTimeout, stop: StopSignal(),
            confirm: { _ in false },
            report: { event in if case .notice(let text) = event { output.message("\(text)\n") } })
    }

    /// Records what marks give back to a new state.
    func run(salvaged: [ResourceRecord] = [], waits: Bool) async throws -> ExitStatus {
        let output = context.output
        let rebuilt = try await context.reading(desired.settings) { cloud in
            let session = Wiring.session(cloud, desired.settings)
            var options = PlanOptions()
            options.takeOver = takeOver
            return try await session.rebuild(
                Session.Request(desired, options: options), applying, salvaged: salvaged, waits: waits)
        }
        switch rebuilt {
        case .done(let found, let total, let doubtful, let stopped):
            for record in found.prefix(50) {
                output.result("\(record.address.shown)  \(record.id.visible)\n")
            }
            if found.count > 50 { output.result("... and \(Count.grouped(found.count - 50)) more\n") }
            output.message(
                "\(Count.of(found.count, "object")) recorded again; state has \(Count.of(total, "record")) now.\n"
            )
            if !stopped.isEmpty { context.tell(stopped.map(\.finding)) }
            guard doubtful != nil || !choices.isEmpty else { return .done }
            var rest = self
            rest.takeOver = takeOver ?? doubtful
            return try await rest.catchUp(confirms: false)
        case .undecided(let findings):
            context.tell(findings)
            return .blocked
        case .unsettled(let steps):
            context.tell(steps.map { ApplyRun.unsettled($0.step, $0.reason) })
            return .incomplete
        }
    }

    /// Records objects that a state lacks, once a person said which of them count.
    /// - Parameter confirms: whether what leaves no doubt is asked about, too.
    func catchUp(confirms: Bool) async throws -> ExitStatus {
        let dialog = RecoveryDialog(
            context: context, choices: choices, agrees: agrees, confirms: confirms)
        let answer = Mutex<RecoveryDialog.Answer?>(nil)
        let recovered = try await context.reading(desired.settings) { cloud in
            try await Wiring.session(cloud, desired.settings).recover(desired, takeOver: takeOver, applying) {
                found in
                let given = await dialog.choose(found)
                answer.withLock { $0 = given }
                guard case .agreed(let chosen) = given else { return nil }
                return chosen
            }
        }
        let records: [ResourceRecord]
        switch recovered {
        case .unsettled(let steps):
            context.tell(steps.map { ApplyRun.unsettled($0.step, $0.reason) })
            return .incomplete
        case .done(let all): records = all
        }
        switch answer.withLock({ $0 }) {
        case nil:
            if let choice = choices.first { throw Self.unfitting(choice) }
            context.output.message(
                "State is sound and knows all its objects; there is nothing to recover.\n")
        case .agreed: context.output.message("State has \(Count.of(records.count, "record")) now.\n")
        case .declined:
            context.output.message("Nothing was changed.\n")
            return .error
        case .unfitting(let choice): throw Self.unfitting(choice)
        case .impossible(let words): return try refuse(words)
        }
        return .done
    }

    private static func unfitting(_ choice: ChosenObject) -> Failure {
        Failure(
            "no-candidate", "Nothing to choose",
            "\(choice.id.visible) is no unrecorded object with the mark of \(choice.address.shown).",
            fix: "To see what can be chosen:\n  ximage state recover")
    }

    private func refuse(_ words: [String]) throws -> ExitStatus {
        let options =
            ["--yes"] + words + (takeOver.map { ["--take-over \($0)"] } ?? [])
            + (desired.settings.environment.map { ["--env \($0.shellQuoted)"] } ?? [])
        let fix = "ximage state recover " + options.joined(separator: " ")
        guard !words.isEmpty else {
            throw Failure(
                "no-terminal", "Nobody to ask", "\(word) asks before it records anything.",
                fix: "If the listed objects are right:\n  \(fix)")
        }
        context.tell([
            Diagnostic(
                code: "no-terminal", summary: "Nobody to ask",
                detail:
                    "Several objects have the mark of one address, and you have to say which one counts. The others stay "
                    + "as they are.",
                fix: "With the most likely objects chosen; replace an id to choose another one:\n  \(fix)")
        ])
        return .blocked
    }
}
