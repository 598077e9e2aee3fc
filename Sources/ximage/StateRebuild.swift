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
        Session.Applying(
            holder: ApplyRun.holder("ximage state \(word)"), lockTimeout: lockTimeout, stop: StopSignal(),
            confirm: { _ in false },
            report: { [context] event in
                if case .notice(let text) = event { context.say(text[context.language]) }
            })
    }

    /// Records what marks give back to a new state.
    func run(salvaged: [ResourceRecord] = [], waits: Bool) async throws -> ExitStatus {
        let rebuilt = try await context.reading(desired.settings) { cloud in
            let session = Wiring.session(cloud, desired.settings)
            var options = PlanOptions()
            options.takeOver = takeOver
            return try await session.rebuild(
                Session.Request(desired, options: options), applying, salvaged: salvaged, waits: waits)
        }
        switch rebuilt {
        case .done(let found, let total, let doubtful, let stopped):
            let isWhole = doubtful == nil && choices.isEmpty
            // The document comes at the end, with all that was recorded.
            if isWhole || !context.isJSON { tell(found, total: total) }
            if !stopped.isEmpty { context.remark(stopped.map(\.finding)) }
            guard !isWhole else { return .done }
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

    private func tell(_ found: [ResourceRecord], total: Int) {
        guard !context.isJSON else {
            return context.output.result(
                ChangeJSON.render(
                    "state \(word)",
                    found.map { .init(address: "\($0.address)", id: $0.id, what: "recorded") },
                    facts: [("records", total)]))
        }
        for record in found.prefix(50) {
            context.output.result("\(record.address.shown)  \(record.id.visible)\n")
        }
        if found.count > 50 {
            let more = Count.grouped(found.count - 50)
            context.output.result(context.language("... and \(more) more", zh: "…… 另有 \(more) 个") + "\n")
        }
        context.say(
            context.language(
                "\(Count.of(found.count, "object")) recorded again; state has \(Count.of(total, "record")) now.",
                zh: "重新记录了 \(Count.grouped(found.count)) 个对象；状态现有 \(Count.grouped(total)) 条记录。"))
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
            context.say(
                context.language(
                    "State is sound and knows all its objects; there is nothing to recover.",
                    zh: "状态完好且包含全部对象，无需恢复。"))
        case .agreed:
            context.conclude(
                "state \(word)", facts: [("records", records.count)],
                context.language(
                    "State has \(Count.of(records.count, "record")) now.",
                    zh: "状态现有 \(Count.grouped(records.count)) 条记录。"))
        case .declined:
            context.say(context.language("Nothing was changed.", zh: "未更改任何内容。"))
            return .error
        case .unfitting(let choice): throw Self.unfitting(choice)
        case .impossible(let words): return try refuse(words)
        }
        return .done
    }

    private static func unfitting(_ choice: ChosenObject) -> Failure {
        Failure(.noCandidate, ["id": "\(choice.id.visible)", "address": "\(choice.address.shown)"])
    }

    private func refuse(_ words: [String]) throws -> ExitStatus {
        let options =
            ["--yes"] + words + (takeOver.map { ["--take-over \($0)"] } ?? [])
            + (desired.settings.environment.map { ["--env \($0.shellQuoted)"] } ?? [])
        let fix = "ximage state recover " + options.joined(separator: " ")
        guard !words.isEmpty else {
            throw Failure(.noTerminalToRecord, ["command": "\(word)", "advice": "\(fix)"])
        }
        context.tell([Diagnostic(.noTerminalToChoose, ["advice": "\(fix)"])])
        return .blocked
    }
}
