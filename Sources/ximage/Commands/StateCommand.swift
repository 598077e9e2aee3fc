import ArgumentParser
import XimageCore
import XimageRendering
import XimageState

struct StateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "state", abstract: told("Care for the state file.", zh: "维护状态文件。"),
        discussion: told(
            """
            EXAMPLE:
              ximage state list 'image.*'
              ximage state show server.web
              ximage state mv disk.web.old disk.web.data
              ximage state verify
              ximage state unlock zpb27lmty6ck
              ximage state history
              ximage state restore 41
              ximage state abandon 'create image.golden@3'
            """,
            zh: """
                示例：
                  ximage state list 'image.*'
                  ximage state show server.web
                  ximage state mv disk.web.old disk.web.data
                  ximage state verify
                  ximage state unlock zpb27lmty6ck
                  ximage state history
                  ximage state restore 41
                  ximage state abandon 'create image.golden@3'
                """),
        subcommands: [
            StateListCommand.self, StateShowCommand.self, StateRemoveCommand.self, StateMoveCommand.self,
            Verify.self, History.self,
            Restore.self, Rebuild.self, Recover.self, Abandon.self, Unlock.self,
        ])

    struct Unlock: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "unlock",
            abstract: told("Remove the lock of a run that is known to be dead.", zh: "移除确认已终止的运行所持有的锁。"),
            usage: "ximage state unlock <id> [<options>]",
            discussion: told(
                """
                The lock of a process that has ended on this machine is taken over by itself, and any other when its \
                lease is over. This is for those who cannot wait.

                EXAMPLE:
                  ximage state unlock zpb27lmty6ck

                EXIT CODES: 0 done, 5 the lock has another id, 7 state is damaged or belongs elsewhere.
                """,
                zh: """
                    本机已结束的进程的锁会自动接管，其他锁在租期结束后接管。此命令用于无法等待的情况。

                    示例：
                      ximage state unlock zpb27lmty6ck

                    退出码：0 完成，5 锁的 ID 不同，7 状态已损坏或属于其他项目。
                    """))

        @Argument(help: told("The lock's id, as the refusal shows it.", zh: "拒绝信息中显示的锁 ID。"))
        var id: String

        @OptionGroup(title: OptionTitle.manifest) var manifest: ManifestOption
        @OptionGroup(title: OptionTitle.output) var format: FormatOptions
        @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

        func run() async throws {
            let context = RunContext(display, isJSON: format.isJSON)
            try await context.run {
                let settings = try context.load(manifest, for: .state).desired.settings
                var random = SystemRandomNumberGenerator()
                let store = try StateStore.open(
                    path: Wiring.statePath(settings), project: settings.project,
                    environment: settings.environmentName, time: context.time,
                    random: &random,
                    createIfMissing: false)
                try StateLock(store, time: context.time).unlock(id: id)
                try store.close()
                context.conclude(
                    "state unlock", [.init(id: id, what: "removed")],
                    context.language("The lock \(id) is removed.", zh: "锁 \(id) 已移除。"))
                return .done
            }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: told(
                "Check every invariant of the state file; change nothing.", zh: "检查状态文件的所有约束；不做修改。"),
            usage: "ximage state verify [<options>]",
            discussion: told(
                """
                EXAMPLE:
                  ximage state verify

                EXIT CODES: 0 sound, 1 there is no state, 7 state is damaged or belongs elsewhere.
                """,
                zh: """
                    示例：
                      ximage state verify

                    退出码：0 完好，1 没有状态，7 状态已损坏或属于其他项目。
                    """))

        @OptionGroup(title: OptionTitle.manifest) var manifest: ManifestOption
        @OptionGroup(title: OptionTitle.output) var format: FormatOptions
        @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

        func run() async throws {
            let context = RunContext(display, isJSON: format.isJSON)
            try await context.run {
                let settings = try context.load(manifest, for: .state).desired.settings
                let path = Wiring.statePath(settings)
                let report = try IntegrityCheck.verify(path: path)
                guard report.isSound else {
                    context.tell(report.findings)
                    return .damaged
                }
                let (records, entries, serial) = (report.records, report.journalEntries, report.serial ?? 0)
                let journal = Count.of(entries, "journal entry", plural: "journal entries")
                let sentence = context.language(
                    "\(path) is sound: \(Count.of(records, "record")), \(journal), serial \(serial).",
                    zh: "\(path) 完好：\(Count.grouped(records)) 条记录，\(Count.grouped(entries)) 条日志，序号 \(serial)。"
                )
                context.output.result(
                    context.isJSON
                        ? ChangeJSON.render(
                            "state verify", [],
                            facts: [("records", records), ("journalEntries", entries), ("serial", serial)])
                        : sentence + "\n")
                return .done
            }
        }
    }
}
