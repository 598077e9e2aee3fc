import ArgumentParser
import XimageCore
import XimageEngine
import XimageGuest
import XimageRendering

struct FactsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "facts",
        abstract: told(
            "What is inside servers: disks, volumes, drivers, which the cloud cannot see.",
            zh: "云服务器内部的信息：磁盘、卷、驱动等云端看不到的内容。"),
        discussion: told(
            """
            A whole image of a server with a volume group over several disks, a spanned volume or the wrong SAN policy \
            loses data. Plan and apply look into servers themselves where `guest.collect` or `guest.facts` stand in the \
            manifest; these commands do it by hand. Facts are kept beside the state, in .ximage/facts.

            EXAMPLE:
              ximage facts collect server.web --ssh root@192.168.0.10
              ximage facts script linux > collect.sh
              ximage facts import facts.json
              ximage facts inspect vda.raw vdb.raw
            """,
            zh: """
                云服务器的卷组跨多块磁盘、有跨区卷或 SAN 策略不当时，其整机镜像会丢失数据。清单中写有 `guest.collect` 或 `guest.facts` 时，plan 和 apply 会自\
                行检查云服务器；这些命令用于手动检查。信息与状态一同保存在 .ximage/facts 中。

                示例：
                  ximage facts collect server.web --ssh root@192.168.0.10
                  ximage facts script linux > collect.sh
                  ximage facts import facts.json
                  ximage facts inspect vda.raw vdb.raw
                """),
        subcommands: [Collect.self, Show.self, Script.self, Import.self, Inspect.self])

    // MARK: Collect

    struct Collect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "collect",
            abstract: told(
                "Look into running servers over ssh, and keep what was found.", zh: "通过 SSH 检查运行中的云服务器并保存结果。"),
            usage: "ximage facts collect <address> ... [--ssh <user@host>] [<options>]",
            discussion: told(
                """
                Runs a script that only reads, by the ssh client of this machine with its own configuration and keys; \
                nobody is asked for a password. Where it may, it runs as root. On the sandbox, where nothing runs inside, \
                the bytes of the disks are read instead.

                EXAMPLE:
                  ximage facts collect server.web
                  ximage facts collect 'server.web["blue"]' --ssh root@192.168.0.10 --jump ops@bastion

                EXIT CODES: 0 done, 1 an error, or some server could not be looked into, \
                7 state is damaged or belongs elsewhere.
                """,
                zh: """
                    通过本机的 SSH 客户端及其配置和密钥运行只读脚本，不会询问密码。权限允许时以 root 运行。沙箱中没有运行的系统，因此直接读取磁盘的内容。

                    示例：
                      ximage facts collect server.web
                      ximage facts collect 'server.web["blue"]' --ssh root@192.168.0.10 --jump ops@bastion

                    退出码：0 完成，1 错误，或部分云服务器无法检查，7 状态已损坏或属于其他项目。
                    """))

        @Argument(help: told("Servers, by address.", zh: "云服务器的地址。"))
        var addresses: [String]

        @Option(
            help: ArgumentHelp(
                told(
                    "Where to reach the server; else as its `guest.collect` says.",
                    zh: "云服务器的登录位置；默认按其 `guest.collect`。"), valueName: "user@host"))
        var ssh: String?

        @Option(help: ArgumentHelp(told("A host to go through.", zh: "跳板主机。"), valueName: "host"))
        var jump: String?

        @Option(
            help: ArgumentHelp(
                told("Family of the system; else as the cloud says.", zh: "操作系统类别；默认以云端为准。"),
                valueName: "linux|windows"))
        var os: Family?

        @OptionGroup(title: OptionTitle.manifest) var manifest: ManifestOption
        @OptionGroup(title: OptionTitle.output) var format: FormatOptions
        @OptionGroup(title: OptionTitle.output) var display: CloudDisplayOptions

        mutating func validate() throws {
            guard !addresses.isEmpty else {
                throw ValidationError(
                    told("Name at least one server, as in server.web.", zh: "请至少指定一台云服务器，例如 server.web。"))
            }
            if addresses.count > 1, ssh != nil {
                throw ValidationError(
                    told(
                        "--ssh reaches one server; name one address, or write `guest.collect`.",
                        zh: "--ssh 只连接一台云服务器；请只指定一个地址，或在清单中写 `guest.collect`。"))
            }
        }

        func run() async throws {
            let context = RunContext(display, isJSON: format.isJSON)
            let (options, job) = (format, FactsJob(ssh: ssh, jump: jump, family: os?.family))
            try await context.run {
                let (_, desired) = try context.load(manifest, for: job.reach)
                let targets = try addresses.map { try FactsTarget.parse($0, in: desired) }
                let outcomes = try await context.reading(desired.settings) { cloud in
                    let survey = try await Wiring.session(cloud, desired.settings).survey(
                        desired, [.server], in: Set(targets.map(\.resource.region)))
                    return await job.run(targets, survey, Wiring.guests(cloud, desired.settings))
                }
                return try FactsReport(context: context, isJSON: options.isJSON).tell(outcomes)
            }
        }
    }

    enum Family: String, ExpressibleByArgument, CaseIterable {
        case linux, windows
        var family: GuestFamily { self == .linux ? .linux : .windows }
    }

    // MARK: Show

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: told("Show the facts that are kept beside the state.", zh: "显示与状态一同保存的信息。"),
            usage: "ximage facts show [<server> ...] [<options>]",
            discussion: told(
                """
                EXAMPLE:
                  ximage facts show
                  ximage facts show server.web --format json

                EXIT CODES: 0 done, 1 there are none of a server that was named.
                """,
                zh: """
                    示例：
                      ximage facts show
                      ximage facts show server.web --format json

                    退出码：0 完成，1 指定的云服务器没有信息。
                    """))

        @Argument(
            help: ArgumentHelp(
                told("Servers, by address or by id; all without.", zh: "云服务器的地址或 ID；省略时为全部。"),
                valueName: "server"))
        var servers: [String] = []

        @OptionGroup(title: OptionTitle.manifest) var manifest: ManifestOption
        @OptionGroup(title: OptionTitle.output) var format: FormatOptions
        @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

        func run() async throws {
            let context = RunContext(display, isJSON: format.isJSON)
            try await context.run {
                let desired = try context.load(manifest, for: .state).desired
                let (prior, _) = try context.readState(desired.settings)
                let store = FactsStore(statePath: Wiring.statePath(desired.settings))
                var names = Dictionary(prior.records.map { ($0.id, "\($0.address)") }) { first, _ in first }
                var all = try store.all()
                if !servers.isEmpty {
                    let ids = Dictionary(prior.records.map { ("\($0.address)", $0.id) }) { first, _ in first }
                    let keeper = FactsKeeper(context: context, manifest: manifest)
                    var wanted: [RemoteID] = []
                    for server in servers {
                        var id = ids[server] ?? server
                        if id == server { id = try await keeper.existing(server, desired) ?? server }
                        if id != server { names[id] = names[id] ?? server }
                        wanted.append(id)
                    }
                    for (given, id) in zip(servers, wanted) where !all.contains(where: { $0.server == id }) {
                        throw Failure(
                            .noFacts,
                            [
                                "server": "\(given.visible)", "folder": "\(store.folder)",
                                "given": "\(given.shellQuoted)",
                            ])
                    }
                    all = all.filter { wanted.contains($0.server) }
                }
                if format.isJSON {
                    context.output.result(try FactsReport.json(all.map { ($0.server, $0.facts) }))
                } else if all.isEmpty {
                    context.output.result("No guest facts in \(store.folder).\n")
                } else {
                    let text = FactsText(style: context.resultStyle, now: context.time.now())
                    context.output.result(
                        all.map { text.render($0.facts, title: names[$0.server] ?? $0.server) }
                            .joined(separator: "\n"))
                }
                return .done
            }
        }
    }

    // MARK: Script

    struct Script: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "script",
            abstract: told("Print the collector, to run it by hand.", zh: "输出采集脚本，供手动运行。"),
            discussion: told(
                """
                The script changes nothing and prints one JSON document, which `facts import` or `guest.facts` takes.

                EXAMPLE:
                  ximage facts script linux > collect.sh        then on the server: sudo sh collect.sh > facts.json
                  ximage facts script windows > collect.ps1     then: powershell -File collect.ps1 > facts.json

                EXIT CODES: 0 done.
                """,
                zh: """
                    脚本不做任何修改，只输出一个 JSON 文档，供 `facts import` 或 `guest.facts` 使用。

                    示例：
                      ximage facts script linux > collect.sh        然后在云服务器上：sudo sh collect.sh > facts.json
                      ximage facts script windows > collect.ps1     然后：powershell -File collect.ps1 > facts.json

                    退出码：0 完成。
                    """))

        @Argument(
            help: ArgumentHelp(told("Family of the system.", zh: "操作系统类别。"), valueName: "linux|windows"))
        var family: Family

        func run() throws {
            Output.standard.result(family == .linux ? LinuxScript.text : WindowsScript.text)
        }
    }

    // MARK: Import

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: told("Keep the output of a collector that was run by hand.", zh: "保存手动运行采集脚本的输出。"),
            usage: "ximage facts import <file> [--server <address|id>] [<options>]",
            discussion: told(
                """
                EXAMPLE:
                  ximage facts import facts.json
                  ximage facts import facts.json --server server.web

                A server that exists already is named by the address under which it is declared, too.

                EXIT CODES: 0 done, 1 an error.
                """,
                zh: """
                    示例：
                      ximage facts import facts.json
                      ximage facts import facts.json --server server.web

                    已存在的云服务器也可用声明它的地址指定。

                    退出码：0 完成，1 错误。
                    """))

        @Argument(
            help: told("What the collector printed.", zh: "采集脚本的输出。"), completion: .file(extensions: ["json"])
        )
        var file: String

        @Option(
            help: ArgumentHelp(
                told("Whose facts these are, where the file does not say.", zh: "文件未注明时，这些信息所属的云服务器。"),
                valueName: "address|id"))
        var server: String?

        @OptionGroup(title: OptionTitle.manifest) var manifest: ManifestOption
        @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

        func run() async throws {
            let context = RunContext(display)
            try await context.run {
                let facts = try FactsFile.read(
                    file, origin: GuestOrigin(.imported, file), mayStream: true)
                let saved = try await FactsKeeper(context: context, manifest: manifest).save(
                    facts, as: server)
                context.output.result(
                    FactsText(style: context.resultStyle, now: context.time.now()).render(
                        saved.facts, title: saved.title))
                context.output.message("Kept in \(saved.path).\n")
                return .done
            }
        }
    }

    // MARK: Inspect

    struct Inspect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "inspect",
            abstract: told(
                "Read facts from raw disk images, without starting anything.", zh: "从裸磁盘镜像读取信息，不启动任何系统。"),
            usage: "ximage facts inspect <file> ... [<options>]",
            discussion: told(
                """
                Give one raw image, or block device, for each disk of the server, the system disk first. Read are the \
                partition tables, LVM2, software RAID and Windows dynamic disks; --hive reads the SAN policy from the \
                file Windows/System32/config/SYSTEM of the system disk. With --server the facts are kept beside the \
                state, where plan and apply find them.

                EXAMPLE:
                  ximage facts inspect vda.raw vdb.raw
                  ximage facts inspect c.raw d.raw --hive SYSTEM --server server.billing

                EXIT CODES: 0 done, 1 an error.
                """,
                zh: """
                    为云服务器的每块磁盘给出一个裸镜像或块设备，系统盘在最前。读取的内容包括分区表、LVM2、软件 RAID 和 Windows 动态磁盘；--hive 从系统盘的文件 Windows/System32/config/SYSTEM 读\
                    取 SAN 策略。使用 --server 时信息与状态一同保存，供 plan 和 apply 使用。

                    示例：
                      ximage facts inspect vda.raw vdb.raw
                      ximage facts inspect c.raw d.raw --hive SYSTEM --server server.billing

                    退出码：0 完成，1 错误。
                    """))

        @Argument(help: told("Raw images of all disks.", zh: "所有磁盘的裸镜像。"), completion: .file())
        var files: [String]

        @Option(
            help: ArgumentHelp(
                told("Registry hive SYSTEM of a Windows server.", zh: "Windows 云服务器的注册表配置单元 SYSTEM。"),
                valueName: "file"),
            completion: .file())
        var hive: String?

        @Option(
            help: ArgumentHelp(
                told("Keep the facts as those of this server.", zh: "将信息保存为此云服务器的信息。"),
                valueName: "address|id"))
        var server: String?

        @OptionGroup(title: OptionTitle.manifest) var manifest: ManifestOption
        @OptionGroup(title: OptionTitle.output) var format: FormatOptions
        @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

        mutating func validate() throws {
            guard !files.isEmpty else {
                throw ValidationError(told("Name the raw images of the disks.", zh: "请指定磁盘的裸镜像。"))
            }
        }

        func run() async throws {
            let context = RunContext(display, isJSON: format.isJSON)
            try await context.run {
                var facts = try await FactsInspection.facts(files, hive: hive)
                facts.collectedAt = context.time.now()
                var title = files.joined(separator: ", ")
                if let server {
                    let saved = try await FactsKeeper(context: context, manifest: manifest).save(
                        facts, as: server)
                    (facts, title) = (saved.facts, saved.title)
                    context.output.message("Kept in \(saved.path).\n")
                }
                if format.isJSON {
                    context.output.result(
                        SafeOutput.json(String(decoding: try FactsDocument.write(facts), as: UTF8.self)))
                } else {
                    context.output.result(
                        FactsText(style: context.resultStyle, now: context.time.now()).render(
                            facts, title: title))
                }
                return .done
            }
        }
    }
}
