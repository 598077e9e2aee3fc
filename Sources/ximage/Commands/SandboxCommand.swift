import ArgumentParser
import XimageCore
import XimageRendering

struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox", abstract: "The local cloud: serve, fill, disturb or empty it.",
        usage: "ximage sandbox serve|seed|export|faults|reset",
        discussion: """
            A manifest with `provider: sandbox` needs none of this: ximage runs the sandbox inside its own process.

            EXAMPLE:
              ximage sandbox serve --data .ximage/sandbox.db --listen 127.0.0.1:8080
              ximage sandbox seed .ximage/world.yaml
              ximage sandbox faults set .ximage/lost-answer.yaml
              ximage sandbox reset
            """,
        subcommands: [Serve.self, Seed.self, Export.self, Faults.self, Reset.self])

    struct DataOption: ParsableArguments {
        @Option(
            name: .customLong("data"),
            help: ArgumentHelp(
                "File that holds the local cloud. Default: \(Wiring.sandboxFile).", valueName: "file"),
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
            commandName: "serve", abstract: "Run the sandbox alone until it is interrupted.",
            usage: "ximage sandbox serve [<options>]",
            discussion: """
                Prints one line of JSON when it is ready: endpoint, keys, regions and the project id of each.

                EXAMPLE:
                  ximage sandbox serve
                  ximage sandbox serve --listen 127.0.0.1:8080 --time-scale 0

                EXIT CODES: 0 stopped by Ctrl-C or SIGTERM, 1 error.
                """)

        struct Service: ParsableArguments {
            @Option(help: ArgumentHelp("Address and port; port 0 takes a free one.", valueName: "host:port"))
            var listen = ListenAddress(host: "127.0.0.1", port: 0)

            @Option(
                name: .customLong("time-scale"),
                help: ArgumentHelp(
                    "Factor on simulated times; 0 ends every job at its next poll.", valueName: "factor"))
            var timeScale = 1.0

            @Option(
                help: ArgumentHelp(
                    "Of a new data file: equal calls then give equal ids and lengths of jobs.",
                    valueName: "number"))
            var seed: UInt64?

            @Option(
                name: .customLong("access-key"),
                help: ArgumentHelp("Key id that clients sign with.", valueName: "id"))
            var accessKey: String?

            @Option(
                name: .customLong("secret-key"),
                help: ArgumentHelp("Secret of that key.", valueName: "secret"))
            var secretKey: String?

            mutating func validate() throws {
                guard timeScale >= 0, timeScale.isFinite else {
                    throw ValidationError("--time-scale takes a number from 0 up.")
                }
                guard (accessKey == nil) == (secretKey == nil) else {
                    throw ValidationError("--access-key and --secret-key belong together.")
                }
            }
        }

        @OptionGroup(title: "Sandbox options") var service: Service
        @OptionGroup(title: "Sandbox options") var data: DataOption
        @OptionGroup(title: "Output options") var display: DisplayOptions

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
            commandName: "reset", abstract: "Remove the pretend cloud with everything in it.",
            usage: "ximage sandbox reset [<options>]",
            discussion: """
                State files stay; the next plan says what is gone from the cloud.

                EXAMPLE:
                  ximage sandbox reset --data .ximage/sandbox.db
                """)

        @OptionGroup var data: DataOption

        @Flag(name: [.customShort("y"), .long], help: "Do not ask.")
        var yes = false

        @OptionGroup(title: "Output options") var display: DisplayOptions

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
