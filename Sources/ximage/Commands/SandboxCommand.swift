import ArgumentParser
import XimageCore
import XimageRendering

struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: told("The local cloud: serve, fill, disturb or empty it.", zh: "本地沙箱云：启动、填充、注入故障或清空。"),
        usage: "ximage sandbox serve|seed|export|faults|reset",
        discussion: told(
            """
            A manifest with `provider: sandbox` needs none of this: ximage runs the sandbox inside its own process.

            EXAMPLE:
              ximage sandbox serve --data .ximage/sandbox.db --listen 127.0.0.1:8080
              ximage sandbox seed .ximage/world.yaml
              ximage sandbox faults set .ximage/lost-answer.yaml
              ximage sandbox reset
            """,
            zh: """
                清单中写有 `provider: sandbox` 时无需使用这些命令：ximage 会在自身进程内运行沙箱。

                示例：
                  ximage sandbox serve --data .ximage/sandbox.db --listen 127.0.0.1:8080
                  ximage sandbox seed .ximage/world.yaml
                  ximage sandbox faults set .ximage/lost-answer.yaml
                  ximage sandbox reset
                """),
        subcommands: [Serve.self, Seed.self, Export.self, Faults.self, Reset.self])

    struct DataOption: ParsableArguments {
        @Option(
            name: .customLong("data"),
            help: ArgumentHelp(
                told(
                    "File that holds the local cloud. Default: \(Wiring.sandboxFile).",
                    zh: "保存本地沙箱云的文件。默认：\(Wiring.sandboxFile)。"), valueName: "file"),
            completion: .file())
        var file: String?

        @OptionGroup var place: FolderOption

        var data: String {
            file ?? place.path.map { Wiring.inside($0, Wiring.sandboxFile) } ?? Wiring.sandboxFile
        }

        func validate() throws { try place.require(alone: file, "--data") }
    }

    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "serve",
            abstract: told("Run the sandbox alone until it is interrupted.", zh: "单独运行沙箱，直到被中断。"),
            usage: "ximage sandbox serve [<options>]",
            discussion: told(
                """
                Prints one line of JSON when it is ready: endpoint, keys, regions and the project id of each.

                EXAMPLE:
                  ximage sandbox serve
                  ximage sandbox serve --listen 127.0.0.1:8080 --time-scale 0

                EXIT CODES: 0 stopped by Ctrl-C or SIGTERM, 1 error.
                """,
                zh: """
                    就绪时输出一行 JSON：访问地址、密钥、区域及各区域的项目 ID。

                    示例：
                      ximage sandbox serve
                      ximage sandbox serve --listen 127.0.0.1:8080 --time-scale 0

                    退出码：0 由 Ctrl-C 或 SIGTERM 停止，1 错误。
                    """))

        struct Service: ParsableArguments {
            @Option(
                help: ArgumentHelp(
                    told("Address and port; port 0 takes a free one.", zh: "地址和端口；端口 0 表示使用空闲端口。"),
                    valueName: "host:port"))
            var listen = ListenAddress(host: "127.0.0.1", port: 0)

            @Option(
                name: .customLong("time-scale"),
                help: ArgumentHelp(
                    told(
                        "Factor on simulated times; 0 ends every job at its next poll.",
                        zh: "模拟时间的倍数；0 表示每个任务在下次查询时结束。"), valueName: "factor"))
            var timeScale = 1.0

            @Option(
                help: ArgumentHelp(
                    told(
                        "Of a new data file: equal calls then give equal ids and lengths of jobs.",
                        zh: "新数据文件的随机种子：相同的调用得到相同的 ID 和任务时长。"),
                    valueName: "number"))
            var seed: UInt64?

            @Option(
                name: .customLong("access-key"),
                help: ArgumentHelp(
                    told("Key id that clients sign with.", zh: "客户端签名使用的 AK。"), valueName: "id"))
            var accessKey: String?

            @Option(
                name: .customLong("secret-key"),
                help: ArgumentHelp(told("Secret of that key.", zh: "该 AK 对应的 SK。"), valueName: "secret"))
            var secretKey: String?

            mutating func validate() throws {
                guard timeScale >= 0, timeScale.isFinite else {
                    throw ValidationError(
                        told("--time-scale takes a number from 0 up.", zh: "--time-scale 的值须为不小于 0 的数。"))
                }
                guard (accessKey == nil) == (secretKey == nil) else {
                    throw ValidationError(
                        told(
                            "--access-key and --secret-key belong together.",
                            zh: "--access-key 与 --secret-key 须同时使用。"))
                }
            }
        }

        @OptionGroup(title: OptionTitle.sandbox) var service: Service
        @OptionGroup(title: OptionTitle.sandbox) var data: DataOption
        @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

        func run() async throws {
            let context = RunContext(display)
            try await context.run {
                let (stops, stop) = AsyncStream.makeStream(of: Void.self)
                let interrupts = Interrupts()
                interrupts.arm { stop.finish() }
                interrupts.listen()
                if !service.listen.isLoopback {
                    let host = service.listen.host.visible
                    context.say(
                        context.language(
                            """
                            Warning: the sandbox listens on \(host), so others on the network can reach it, without \
                            encryption. Who has its keys can do anything with it.
                            """, zh: "警告：沙箱在 \(host) 上监听，网络上的其他人可以访问它，且未加密。持有其密钥者可对其执行任何操作。"))
                }
                let sandbox = try await Wiring.serve(
                    SandboxSettings(
                        host: service.listen.host, port: service.listen.port, dataFile: data.data,
                        accessKey: service.accessKey, secretKey: service.secretKey,
                        timeScale: service.timeScale, seed: service.seed))
                context.output.result(Self.line(sandbox))
                if !sandbox.isOwner {
                    context.say(
                        context.language(
                            "Another process runs this sandbox; this one takes over when it ends.",
                            zh: "另一个进程正在运行此沙箱；它结束后由本进程接管。"))
                }
                for await _ in stops {}
                await sandbox.stop()
                return .done
            }
        }

        private static func line(_ sandbox: RunningSandbox) -> String {
            JSONWriter.document(isPretty: false) { json in
                json.field("endpoint", sandbox.endpoint)
                json.field("accessKey", sandbox.accessKey)
                json.field("secretKey", sandbox.secretKey)
                json.field("regions", array: sandbox.regions)
                json.field("projects") { object in
                    for region in sandbox.regions { object.field(region, sandbox.projects[region]) }
                }
            }
        }
    }

    struct Reset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reset",
            abstract: told("Remove the pretend cloud with everything in it.", zh: "删除沙箱云及其中的所有内容。"),
            usage: "ximage sandbox reset [<options>]",
            discussion: told(
                """
                State files stay; the next plan says what is gone from the cloud.

                EXAMPLE:
                  ximage sandbox reset --data .ximage/sandbox.db
                """,
                zh: """
                    状态文件会保留；下次 plan 显示云端已不存在的对象。

                    示例：
                      ximage sandbox reset --data .ximage/sandbox.db
                    """))

        @OptionGroup var data: DataOption

        @Flag(name: [.customShort("y"), .long], help: told("Do not ask.", zh: "不询问。"))
        var yes = false

        @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

        func run() async throws {
            let context = RunContext(display)
            try await context.run {
                if !yes {
                    let question = context.language(
                        "Remove the sandbox in \(data.data.visible) and all that is in it?",
                        zh: "删除 \(data.data.visible) 中的沙箱及其全部内容吗？")
                    switch await Confirmation().ask(question, style: context.messageStyle) {
                    case .yes: break
                    case .no:
                        context.say(context.language("Nothing was changed.", zh: "未更改任何内容。"))
                        return .error
                    case .impossible:
                        return context.refusal(
                            .noTerminalToReset,
                            ["advice": "ximage sandbox reset --data \(data.data.shellQuoted) --yes"])
                    }
                }
                try Wiring.resetSandbox(data.data)
                context.say(
                    context.language(
                        "The sandbox in \(data.data.visible) is gone; the next use makes a new one.",
                        zh: "\(data.data.visible) 中的沙箱已删除；下次使用时会新建。"))
                return .done
            }
        }
    }
}

/// `host:port`
struct ListenAddress: ExpressibleByArgument, Hashable {
    let host: String
    let port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"),
            let port = Int(argument[argument.index(after: colon)...]),
            (0...65_535).contains(port), colon != argument.startIndex
        else { return nil }
        var host = argument[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard host.contains(":") else { return nil }
        } else if host.contains(":") {
            // Without brackets the port may be a part of the address.
            return nil
        }
        self.init(host: String(host), port: port)
    }

    var defaultValueDescription: String { "\(host):\(port)" }

    /// Whether only programs on this machine can reach it.
    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
