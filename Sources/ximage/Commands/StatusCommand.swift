import ArgumentParser
import XimageCore
import XimageEngine
import XimageRendering
import XimageState

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: told(
            "Show how far a running or interrupted apply is, from any terminal.",
            zh: "在任意终端显示正在运行或被中断的 apply 的进度。"),
        usage: "ximage status [<path>] [<options>]",
        discussion: told(
            """
            Reads the state file alone, without a lock, and not the cloud.

            EXAMPLE:
              ximage status
              ximage status manifests/shop --format json

            EXIT CODES: 0 done, 1 error, 7 state is damaged or belongs elsewhere.
            """,
            zh: """
                只读取状态文件，不加锁，也不读取云端。

                示例：
                  ximage status
                  ximage status manifests/shop --format json

                退出码：0 完成，1 错误，7 状态已损坏或属于其他项目。
                """))

    @OptionGroup var manifest: ManifestArgument
    @OptionGroup(title: OptionTitle.output) var format: FormatOptions
    @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

    func run() async throws {
        let context = RunContext(display, isJSON: format.isJSON)
        try await context.run {
            let settings = try context.load(manifest, for: .state).desired.settings
            let status = try Self.read(settings, context.time)
            if format.isJSON {
                context.output.result(StatusJSON.render(status))
            } else {
                let text = StatusText(
                    style: context.resultStyle, now: context.time.now(),
                    tableWidth: Terminal.current.tableWidth)
                context.output.result(text.render(status))
            }
            return .done
        }
    }

    private static func read(_ settings: ProjectSettings, _ time: TimeSource) throws -> RunStatus {
        guard
            let store = try StateStore.openReadOnly(
                path: Wiring.statePath(settings), project: settings.project,
                environment: settings.environmentName, time: time)
        else { return RunStatus(project: settings.project) }
        defer { try? store.close() }
        let lock = StateLock(store, time: time)
        let held = try lock.current()
        let isAlive = try !lock.isHolderGone()
        var status = RunStatus(project: settings.project)
        let summary = try store.journalSummary()
        status.open = summary.openSteps.map { Self.step($0, phase($0)) }
        status.abandoned = summary.abandoned.map { Self.step($0, Bilingual("given up", zh: "已放弃")) }
        let obligations = summary.obligations.map { BrokenPromise($0, because: nil) }
        status.owed = obligations.filter(\.isOurs).map(\.text)
        status.found = obligations.filter { !$0.isOurs }.map(\.finding)
        guard let last = try store.runs(limit: 1).first else { return status }
        status.run = run(last)
        if let held {
            status.lock = held.id
            status.standing = isAlive ? .running : .interrupted
            status.lastHeard = held.lastHeartbeat
        } else if last.outcome == .detached {
            status.standing = .detached
        } else if last.outcome == nil || !status.open.isEmpty || !status.owed.isEmpty {
            status.standing = .interrupted
        } else {
            status.standing = .idle
        }
        if status.standing == .running, last.outcome != nil { status.isPreparing = true }
        if let progress = store.progress(), progress.run == last.id, last.outcome == nil {
            take(progress, into: &status)
        }
        return status
    }

    private static func step(_ step: OpenStep, _ phase: Bilingual) -> RunStatus.Step {
        RunStatus.Step(
            title: title(step.intent.action, step.intent.address), phase: phase, percent: nil,
            begun: step.begun, remedy: StateCommand.Abandon.command(step.intent.step))
    }

    private static func run(_ last: RunRecord) -> RunStatus.Run {
        RunStatus.Run(
            number: last.id, who: last.info.who, host: last.info.host, process: Int(last.info.pid),
            command: last.info.command, started: last.info.started, ended: last.ended,
            outcome: last.outcome?.word, steps: last.info.steps, done: last.done, failed: last.failed)
    }

    private static func take(_ progress: ProgressReport, into status: inout RunStatus) {
        status.expectedEnd = progress.expectedEnd
        status.asOf = progress.at
        let running = progress.running.map { step in
            RunStatus.Step(
                title: title(step.action, step.address),
                phase: Bilingual(step.phase, zh: PhaseWords.text(step.phase, .chinese)),
                percent: step.percent,
                begun: step.begun)
        }
        if status.standing == .running, !running.isEmpty { status.open = running }
    }

    private static func title(_ action: String, _ address: Address) -> Bilingual {
        Bilingual(StepWords.title(action, address), zh: StepWords.title(action, address, .chinese))
    }

    private static func phase(_ step: OpenStep) -> Bilingual {
        switch step.phase {
        case .intended where StepWords.isWait(step.intent.action): Bilingual("waited", zh: "曾在等待")
        case .intended: Bilingual("begun", zh: "已开始")
        case .accepted:
            Bilingual(
                "going on in the cloud" + (step.pending?.job.map { ", job \($0)" } ?? ""),
                zh: "在云上继续" + (step.pending?.job.map { "，任务 \($0)" } ?? ""))
        case .unknown: Bilingual("no answer came", zh: "没有收到应答")
        }
    }
}
