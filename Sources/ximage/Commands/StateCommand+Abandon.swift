import ArgumentParser
import Synchronization
import XimageCore
import XimageEngine
import XimageRendering
import XimageState

extension StateCommand {
    struct Abandon: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "abandon",
            abstract: told("Give up an open step that does not end.", zh: "放弃一直不结束的步骤。"),
            usage: "ximage state abandon <step> [<options>]",
            discussion: told(
                """
                For a step of an interrupted run that every command waits for, such as a job that hangs. Reads the cloud once \
                more; if that shows how the step ended, the end is recorded and nothing is given up. Otherwise it names \
                what may remain in the cloud and asks. Nothing in the cloud changes.

                A creation that was given up keeps its address: each later run looks for its mark once, and records \
                what it finds. Until then no plan creates a second object there, and everything else goes on. With \
                --for-good you say that nothing came of it and that nothing will, and the address is free. Any other \
                step is planned again as far as it is not done.

                EXAMPLE:
                  ximage status                                          the open steps
                  ximage state abandon 'create image.golden@3'
                  ximage state abandon 'create image.golden@3' --for-good

                EXIT CODES: 0 given up or ended, 1 no such step or not agreed to, 5 state is locked, 7 state is damaged or \
                belongs elsewhere.
                """,
                zh: """
                    用于被中断的运行中所有命令都在等待的步骤，例如挂起的任务。会再次读取云端；如果已能看出结果，则记录结果，不放弃任何步骤。否则列出云端可能残留的对象并询问。云端不做修改。

                    放弃的创建步骤会保留其地址：之后每次运行都会查找一次它的标记，并记录找到的对象。在此之前，计划不会在该地址再次创建，其他工作照常进行。使用 --for-good 表示您确认没有且不会有创建出\
                    的对象，地址随即释放。其他步骤的未完成部分会重新计划。

                    示例：
                      ximage status                                          未结束的步骤
                      ximage state abandon 'create image.golden@3'
                      ximage state abandon 'create image.golden@3' --for-good

                    退出码：0 已放弃或已结束，1 没有此步骤或未同意，5 状态已被锁定，7 状态已损坏或属于其他项目。
                    """))

        @Argument(help: ArgumentHelp(told("As `status` shows it.", zh: "`status` 显示的步骤。"), valueName: "step"))
        var step: String

        @Flag(
            name: .customLong("for-good"),
            help: told(
                "Free the address of a creation: nothing came of it, and nothing will.",
                zh: "释放创建步骤的地址：确认没有且不会有创建出的对象。"))
        var forGood = false
        @Flag(
            name: [.customShort("y"), .customLong("yes")],
            help: told("Give it up without asking.", zh: "不询问直接放弃。"))
        var yes = false
        @OptionGroup(title: OptionTitle.work) var care: CareOptions
        @OptionGroup(title: OptionTitle.manifest) var manifest: ManifestOption
        @OptionGroup(title: OptionTitle.output) var format: FormatOptions
        @OptionGroup(title: OptionTitle.output) var display: CloudDisplayOptions

        /// The beginning of its command line in the list of runs.
        private static let line = "ximage state abandon"

        /// Whether a run was this command: it goes on with nothing, and interrupts nothing.
        static func isOne(_ command: String) -> Bool { command.hasPrefix(line) }

        /// To be typed for a step.
        static func command(_ step: String) -> String { "\(line) \(step.shellQuoted)" }

        func run() async throws {
            let context = RunContext(display, isJSON: format.isJSON)
            try await context.run {
                let desired = try context.load(manifest).desired
                let output = context.output
                let applying = Session.Applying(
                    holder: ApplyRun.holder(Self.command(step)), lockTimeout: care.lockTimeout.duration,
                    stop: StopSignal(), confirm: { _ in false },
                    report: { event in
                        if case .notice(let text) = event { context.say(text[context.language]) }
                    })
                let answer = Mutex<Confirmation.Answer?>(nil)
                let result = try await context.reading(desired.settings) { cloud in
                    try await Wiring.session(cloud, desired.settings).abandon(
                        step, forGood: forGood, desired, applying
                    ) { step, reason in
                        output.message(Self.remains(step, reason, forGood: forGood, context.language))
                        let given =
                            yes
                            ? .yes
                            : await Confirmation(output: output).ask(
                                context.language("Give it up?", zh: "放弃它吗？"), style: context.messageStyle)
                        answer.withLock { $0 = given }
                        return given == .yes
                    }
                }
                return try conclude(result, answer.withLock { $0 }, context)
            }
        }

        private func conclude(
            _ result: Session.Abandoned, _ answer: Confirmation.Answer?, _ context: RunContext
        ) throws -> ExitStatus {
            let language = context.language
            switch result {
            case .noSuchStep(let open):
                guard let first = open.first else { throw Failure(.noOpenStep) }
                throw Failure(
                    .noSuchStep,
                    ["steps": "\(Self.list(open))", "advice": "\(Self.command(first.intent.step))"])
            case .ended(.finished(let id, _)):
                context.conclude(
                    "state abandon", [.init(id: id, what: "ended")],
                    language(
                        "`\(step.visible)` has ended since, as \(id.visible). It is recorded.",
                        zh: "`\(step.visible)` 已结束，结果为 \(id.visible)，并已记录。"))
            case .ended(.nothing(let reason)):
                context.conclude(
                    "state abandon", [.init(what: reason.english.visible)],
                    "`\(step.visible)`\(language(": ", zh: "："))\(reason[language].visible)")
            case .ended(.open(let reason)):
                context.conclude(
                    "state abandon", [.init(what: reason.visible)],
                    "`\(step.visible)`\(language(": ", zh: "："))\(reason.visible)")
            case .givenUp:
                context.conclude(
                    "state abandon", [.init(what: "given up")],
                    language(
                        "`\(step.visible)` is given up. To see what is left to do:",
                        zh: "已放弃 `\(step.visible)`。查看剩余的工作：")
                        + "\n  ximage plan")
            case .forgotten:
                context.conclude(
                    "state abandon", [.init(what: "given up for good")],
                    language(
                        "`\(step.visible)` is given up for good; its address is free.",
                        zh: "已彻底放弃 `\(step.visible)`；其地址可重新使用。"))
            case .declined:
                guard answer == .impossible else {
                    context.say(language("Nothing was changed.", zh: "未更改任何内容。"))
                    return .error
                }
                throw Failure(
                    .noTerminalToGiveUp,
                    ["advice": "\(Self.command(step))\(forGood ? " --for-good" : "") --yes"])
            }
            return .done
        }

        private static func list(_ open: [OpenStep]) -> String {
            open.prefix(20).map { "  \($0.intent.step.visible)\n" }.joined()
        }

        /// What may be in the cloud, and who will find it.
        static func remains(_ step: OpenStep, _ reason: String, forGood: Bool, _ language: Language) -> String
        {
            let lead = "`\(step.intent.step.visible)`\(language(": ", zh: "："))\(reason.visible)"
            let lines =
                [lead] + (step.intent.creates ? created(step, forGood, language) : [changed(step, language)])
            return lines.map { $0 + "\n" }.joined()
        }

        private static func created(_ step: OpenStep, _ forGood: Bool, _ language: Language) -> [String] {
            let intent = step.intent
            let kind = intent.address.kind
            let name = intent.record?.attributes[.name].string?.visible
            let disks = intent.disks.count
            let (region, id) = (intent.region.visible, step.remoteID?.visible)
            let mark = intent.operation.map { "\($0)" }
            var lines = [
                language(
                    "It may have created, or still create, the \(kind.rawValue)"
                        + (name.map { " \"\($0)\"" } ?? "")
                        + (disks == 0 ? "" : " with \(Count.of(disks, "data disk"))") + " in \(region)"
                        + (id.map { ", id \($0)" } ?? "")
                        + (mark.map { ", with the mark of operation \($0)" } ?? "")
                        + ".",
                    zh: "它可能已在 \(region) 创建或仍会创建\(kind.argument.chinese ?? "")"
                        + (name.map { "“\($0)”" } ?? "")
                        + (disks == 0 ? "" : "及 \(Count.grouped(disks)) 块数据盘")
                        + (id.map { "，ID 为 \($0)" } ?? "")
                        + (mark.map { "，带有操作标记 \($0)" } ?? "") + "。")
            ]
            if kind == .image || kind == .copy {
                lines.append(language("Its backup may stay in the vault.", zh: "其备份可能留在存储库中。"))
            }
            let series = intent.address.series.shown
            lines.append(
                forGood
                    ? language(
                        """
                        Its address becomes free: if the object appears after all, `plan` reports it beside the new one, \
                        and `clean` lists it when nothing declares it.
                        """,
                        zh: "其地址将可重新使用：如果该对象最终出现，`plan` 会将其与新对象一并报告；没有清单声明它时，`clean` 会列出它。")
                    : language(
                        """
                        Each later run looks for it and records it. Until then nothing else is created at \(series); \
                        `state rebuild` and `clean` find it by its mark, too.
                        """,
                        zh: "之后的每次运行都会查找并记录它。在此之前不会在 \(series) 创建其他对象；`state rebuild` 和 `clean` 也可通过标记找到它。"))
            return lines
        }

        private static func changed(_ step: OpenStep, _ language: Language) -> String {
            let (place, id) = (step.intent.address.shown, step.remoteID?.visible)
            return language(
                "\(place)\(id.map { " (\($0))" } ?? "") may or may not be changed. "
                    + "It stays recorded, and the next plan holds what is not done.",
                zh: "\(place)\(id.map { "（\($0)）" } ?? "") 可能已更改，也可能未更改。它的记录保留，下一次 plan 会包含未完成的部分。")
        }
    }
}
