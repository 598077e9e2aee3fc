import ArgumentParser
import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering
import XimageState

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: told(
            "Take up what an interrupted or detached apply left, and go on.", zh: "继续被中断或已分离的 apply。"),
        usage: "ximage resume [<path>] [<options>]",
        discussion: told(
            """
            Works on every machine that has the manifests and the state. Every started step is completed without a \
            question. What is left of an apply is then shown and asked about, with the targets and other choices that it \
            was given; run any other command again for the rest of it. Without an interrupted run it does nothing.

            EXAMPLE:
              ximage apply --detach       leaves the images to the cloud
              ximage status               how they stand
              ximage resume               waits for them, and does the rest

            EXIT CODES: as those of apply.
            """,
            zh: """
                可在任何有清单和状态的机器上运行。已开始的步骤直接完成，不再询问。随后显示 apply 的剩余部分，并按其原来的目标和其他选项询问；其他命令的剩余部分请重新运行该命令。没有被中断的运行时不执\
                行任何操作。

                示例：
                  ximage apply --detach       镜像交由云端完成
                  ximage status               查看进度
                  ximage resume               等待完成并执行其余步骤

                退出码：与 apply 相同。
                """))

    @OptionGroup var manifest: ManifestArgument
    @OptionGroup(title: OptionTitle.plan) var consent: ConsentOptions
    @OptionGroup(title: OptionTitle.work) var work: WorkOptions
    @OptionGroup(title: OptionTitle.output) var plan: PlanDisplayOptions
    @OptionGroup(title: OptionTitle.output) var findings: FindingOptions
    @OptionGroup(title: OptionTitle.output) var format: FormatOptions
    @OptionGroup(title: OptionTitle.output) var display: CloudDisplayOptions

    func run() async throws {
        let context = RunContext(display, isJSON: format.isJSON, findingLimit: findings.limit)
        try await context.run {
            let (loaded, desired) = try context.load(manifest, for: .applying)
            let interrupted = try await InterruptedRun.read(
                desired.settings, context, waiting: work.lockTimeout.duration)
            guard interrupted.isOpen else {
                context.nothingToDo(
                    "resume",
                    context.language(
                        "There is nothing to resume: no run was interrupted or detached.",
                        zh: "没有需要继续的运行：没有运行被中断或交由云端。"))
                return .done
            }
            var run = ApplyRun(
                context: context, manifest: loaded, desired: desired, mode: .apply, work: work,
                acknowledgements: consent.acknowledgements, isVerbose: plan.verbose, words: manifest.words)
            run.word = "resume"
            run.command = interrupted.command
            run.options.acceptedLosses = consent.acceptedLosses
            run.interrupted = .settle
            let settled = try await run.run()
            guard settled == .done, let command = interrupted.command else { return settled }
            guard let apply = interrupted.apply else {
                context.nothingToDo(
                    "resume",
                    context.language(
                        "Everything that `\(command.visible)` started has ended. If it left something undone, run it again.",
                        zh: "`\(command.visible)` 开始的全部操作已结束。如有未完成的内容，请重新运行。"))
                return .done
            }
            run.interrupted = .resume
            run.refresh = apply.basis.refresh
            run.skipsBlocked = apply.blocked.skip
            run.isNewProject = apply.fresh.newProject
            run.options = apply.choices.options
            run.options.acceptedLosses = consent.acceptedLosses
            let renewed = try interrupted.renewed(desired.settings, context)
            run.options.renew.removeAll { renewed.contains($0) }
            return try await run.run()
        }
    }
}

/// The run that `resume` goes on with.
private struct InterruptedRun {
    /// As it was typed; `nil` when no run is recorded.
    private(set) var command: String?
    /// Whether it left something to resume.
    private(set) var isOpen = false
    /// The serial of state when it started.
    private(set) var firstSerial = 0
    /// Who holds the lock now.
    private(set) var running: LockInfo?

    /// Waits for a run under way: what it leaves is known at its end.
    /// - Throws: `StateError.locked` when it has not ended in time.
    static func read(
        _ settings: ProjectSettings, _ context: RunContext, waiting timeout: Duration
    ) async throws -> InterruptedRun {
        let end = context.time.uptime() + timeout
        while true {
            let found = try InterruptedRun(settings, context)
            guard let running = found.running else { return found }
            let left = end - context.time.uptime()
            guard left > .zero else { throw StateError.locked(running) }
            try await context.time.sleep(min(left, .milliseconds(500)))
        }
    }

    private init(_ settings: ProjectSettings, _ context: RunContext) throws {
        guard let store = try Self.store(settings, context) else { return }
        defer { try? store.close() }
        running = try StateLock(store, time: context.time).holder()
        let runs = try store.runs()
        guard let last = runs.first(where: { !StateCommand.Abandon.isOne($0.info.command) }) else { return }
        let summary = try store.journalSummary()
        isOpen = last.outcome != .completed || !summary.openSteps.isEmpty || !summary.obligations.isEmpty
        command = last.info.command
        // The resume itself may have been interrupted.
        let same = runs.prefix { $0.outcome != .completed && $0.info.command == last.info.command }
        firstSerial = (same.last ?? last).firstSerial
    }

    /// The apply that it was, with its options; `nil` for another command, and for a saved plan.
    var apply: ApplyCommand? {
        let words = (command ?? "").shellWords
        guard words.prefix(2) == ["ximage", "apply"],
            let apply = try? ApplyCommand.parse(Array(words.dropFirst(2))),
            !SavedPlanFile.isOne(apply.manifest.path)
        else { return nil }
        return apply
    }

    /// Images that have a newer generation than when it started.
    func renewed(_ settings: ProjectSettings, _ context: RunContext) throws -> Set<Address> {
        guard let store = try Self.store(settings, context) else { return [] }
        defer { try? store.close() }
        let before = Set(try store.prior(at: firstSerial).records.map(\.address))
        let generations = try store.prior().records.filter { $0.address.generation != nil }
        return Set(generations.map(\.address).filter { !before.contains($0) }.map(\.series))
    }

    private static func store(_ settings: ProjectSettings, _ context: RunContext) throws -> StateStore? {
        try StateStore.openReadOnly(
            path: Wiring.statePath(settings), project: settings.project,
            environment: settings.environmentName, time: context.time)
    }
}
