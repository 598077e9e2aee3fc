import ArgumentParser
import XimageCore
import XimageRendering

extension SandboxCommand {
    struct Seed: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "seed",
            abstract: told("Fill the pretend cloud from a world file.", zh: "用世界文件填充沙箱云。"),
            usage: "ximage sandbox seed <file> [<options>]",
            discussion: told(
                """
                A world file says what there is before anyone calls: servers, disks and what they hold, vaults, \
                images, quotas, stock, keys. A file that is wrong anywhere changes nothing. It adds to what there \
                is; `ximage sandbox reset` empties the cloud first.

                Works beside a process that runs this sandbox, and without one.

                EXAMPLE:
                  ximage sandbox seed .ximage/world.yaml
                  ximage sandbox export | ximage sandbox seed - --data copy.db

                EXIT CODES: 0 done, 1 error.
                """,
                zh: """
                    世界文件描述初始内容：云服务器、磁盘及其内容、存储库、镜像、配额、库存、密钥。文件有任何错误时不做修改。内容会添加到现有内容中；可先用 `ximage sandbox reset` 清空。

                    无论是否有进程正在运行此沙箱，均可使用。

                    示例：
                      ximage sandbox seed .ximage/world.yaml
                      ximage sandbox export | ximage sandbox seed - --data copy.db

                    退出码：0 完成，1 错误。
                    """))

        @Argument(
            help: ArgumentHelp(
                told("The world file; - reads standard input.", zh: "世界文件；- 表示标准输入。"), valueName: "file"),
            completion: .file(extensions: ["yaml", "yml", "json"]))
        var file: String

        @OptionGroup var data: DataOption
        @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

        func run() async throws {
            let context = RunContext(display)
            try await context.run {
                let text = try SandboxInput.read(file)
                let made = try await SandboxInput.explaining(file, text, context) {
                    try await Wiring.withSandbox(data.data) { sandbox in
                        try await sandbox.seed(text, SandboxInput.folder(of: file))
                    }
                }
                context.say(Self.summary(made, in: data.data.visible, context.language))
                return .done
            }
        }

        /// `Made 3 servers, 9 disks and 1 vault`
        static func summary(_ made: [String: Int], in file: String, _ language: Language) -> String {
            let words = [
                ("network", "network", "个网络"), ("server", "server", "台云服务器"), ("volume", "disk", "块云硬盘"),
                ("vault", "vault", "个存储库"), ("backup", "backup", "个备份"), ("image", "image", "个镜像"),
            ]
            let parts = words.compactMap { kind, word, chinese in
                made[kind].map { language(Count.of($0, word), zh: "\(Count.grouped($0)) \(chinese)") }
            }
            guard !parts.isEmpty else {
                return language(
                    "Nothing was to be made; the settings are in \(file).", zh: "没有需要创建的对象；设置已写入 \(file)。")
            }
            let all = language.list(parts)
            return language("Made \(all) in \(file).", zh: "已在 \(file) 中创建 \(all)。")
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: told("Write the pretend cloud as a world file.", zh: "将沙箱云输出为世界文件。"),
            usage: "ximage sandbox export [<options>]",
            discussion: told(
                """
                Writes to standard output what `ximage sandbox seed` reads: a cloud of the same shape. Ids, times, \
                the contents of disks and work in progress are left out.

                EXAMPLE:
                  ximage sandbox export > world.yaml

                EXIT CODES: 0 done, 1 error.
                """,
                zh: """
                    向标准输出写入 `ximage sandbox seed` 可读取的内容，即结构相同的云。不包含 ID、时间、磁盘内容和进行中的任务。

                    示例：
                      ximage sandbox export > world.yaml

                    退出码：0 完成，1 错误。
                    """))

        @OptionGroup var data: DataOption
        @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

        func run() async throws {
            let context = RunContext(display)
            try await context.run {
                let world = try await Wiring.withSandbox(data.data) { try await $0.export() }
                context.output.result(SafeOutput.json(world) + "\n")
                return .done
            }
        }
    }

    struct Faults: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "faults",
            abstract: told("Show, set or clear what is to go wrong.", zh: "显示、设置或清除故障脚本。"),
            usage: "ximage sandbox faults [show|set <file>|clear] [<options>]",
            discussion: told(
                """
                A fault script names calls and what happens to them: refusals, lost answers, jobs that fail or \
                hang, lists that lag, the end of the process. It stays in force until it is cleared, in every \
                process that uses this sandbox. The page docs/sandbox.md has all its words.

                EXAMPLE:
                  ximage sandbox faults set .ximage/lost-answer.yaml
                  ximage sandbox faults
                  ximage sandbox faults clear
                """,
                zh: """
                    故障脚本指定调用及其故障：拒绝、响应丢失、任务失败或挂起、列表滞后、进程终止。脚本在清除之前，对使用此沙箱的所有进程生效。全部写法见 docs/sandbox.md。

                    示例：
                      ximage sandbox faults set .ximage/lost-answer.yaml
                      ximage sandbox faults
                      ximage sandbox faults clear
                    """),
            subcommands: [Show.self, Set.self, Clear.self], defaultSubcommand: Show.self)

        struct Show: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "show",
                abstract: told(
                    "Show the script in force and how often each rule struck.", zh: "显示生效的故障脚本及每条规则的命中次数。"),
                usage: "ximage sandbox faults [show] [<options>]",
                discussion: told(
                    """
                    EXAMPLE:
                      ximage sandbox faults
                      ximage sandbox faults show --format json

                    EXIT CODES: 0 done, 1 error.
                    """,
                    zh: """
                        示例：
                          ximage sandbox faults
                          ximage sandbox faults show --format json

                        退出码：0 完成，1 错误。
                        """))

            @OptionGroup var data: DataOption
            @OptionGroup(title: OptionTitle.output) var format: FormatOptions
            @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

            func run() async throws {
                let context = RunContext(display, isJSON: format.isJSON)
                try await context.run {
                    let faults = try await Wiring.withSandbox(data.data) { try await $0.faults() }
                    context.output.result(
                        format.isJSON ? Self.json(faults) : Self.text(faults, context.language))
                    return .done
                }
            }

            static func text(_ faults: SandboxFaults, _ language: Language) -> String {
                guard !faults.script.isEmpty else {
                    return language("No faults are in force.", zh: "没有生效的故障。") + "\n"
                }
                var text = faults.script.hasSuffix("\n") ? faults.script : faults.script + "\n"
                for (index, rule) in faults.rules.enumerated() {
                    let (struck, matched) = (rule.struck, rule.matched)
                    text +=
                        language(
                            "# fault \(index + 1) struck \(struck) of \(Count.of(matched, "call"))",
                            zh: "# 故障 \(index + 1)：匹配 \(Count.grouped(matched)) 次调用，生效 \(struck) 次") + "\n"
                }
                return text
            }

            private static func json(_ faults: SandboxFaults) -> String {
                JSONWriter.document(isPretty: false) { json in
                    json.field("script", faults.script)
                    json.field("rules", array: faults.rules) { json, rule in
                        json.element { object in
                            object.field("matched", rule.matched)
                            object.field("struck", rule.struck)
                        }
                    }
                }
            }
        }

        struct Set: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "set",
                abstract: told(
                    "Put a fault script in force instead of the present one.", zh: "用新的故障脚本替换当前脚本。"),
                usage: "ximage sandbox faults set <file> [<options>]",
                discussion: told(
                    """
                    EXAMPLE:
                      ximage sandbox faults set .ximage/lost-answer.yaml
                      echo 'faults: [{match: {operation: "List*"}, status: 429}]' | ximage sandbox faults set -

                    EXIT CODES: 0 done, 1 error.
                    """,
                    zh: """
                        示例：
                          ximage sandbox faults set .ximage/lost-answer.yaml
                          echo 'faults: [{match: {operation: "List*"}, status: 429}]' | ximage sandbox faults set -

                        退出码：0 完成，1 错误。
                        """))

            @Argument(
                help: ArgumentHelp(
                    told("The fault script; - reads standard input.", zh: "故障脚本；- 表示标准输入。"), valueName: "file"
                ),
                completion: .file(extensions: ["yaml", "yml", "json"]))
            var file: String

            @OptionGroup var data: DataOption
            @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

            func run() async throws {
                let context = RunContext(display)
                try await context.run {
                    let text = try SandboxInput.read(file)
                    let count = try await SandboxInput.explaining(file, text, context) {
                        try await Wiring.withSandbox(data.data) { sandbox in
                            try await sandbox.setFaults(text)
                            return try await sandbox.faults().rules.count
                        }
                    }
                    context.say(
                        context.language(
                            "\(Count.of(count, "fault")) in force in \(data.data.visible) until `ximage sandbox faults clear`.",
                            zh:
                                "\(data.data.visible) 中有 \(Count.grouped(count)) 个故障生效，直到 `ximage sandbox faults clear`。"
                        ))
                    return .done
                }
            }
        }

        struct Clear: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "clear", abstract: told("Let everything go right again.", zh: "清除故障，恢复正常。"),
                usage: "ximage sandbox faults clear [<options>]",
                discussion: told(
                    """
                    EXAMPLE:
                      ximage sandbox faults clear

                    EXIT CODES: 0 done, 1 error.
                    """,
                    zh: """
                        示例：
                          ximage sandbox faults clear

                        退出码：0 完成，1 错误。
                        """))

            @OptionGroup var data: DataOption
            @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

            func run() async throws {
                let context = RunContext(display)
                try await context.run {
                    try await Wiring.withSandbox(data.data) { try await $0.setFaults("") }
                    context.say(
                        context.language(
                            "No faults are in force in \(data.data.visible).",
                            zh: "\(data.data.visible) 中没有生效的故障。"))
                    return .done
                }
            }
        }
    }
}
