import ArgumentParser
import XimageCore
import XimageEngine
import XimageGuest
import XimageRendering

struct FactsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "facts",
        abstract: "What is inside servers: disks, volumes, drivers, which the cloud cannot see.",
        discussion: """
            A whole image of a server with a volume group over several disks, a spanned volume or the wrong SAN policy \
            loses data. Plan and apply look into servers themselves where `guest.collect` or `guest.facts` stand in the \
            manifest; these commands do it by hand. Facts are kept beside the state, in .ximage/facts.

            EXAMPLE:
              ximage facts collect server.web --ssh root@192.168.0.10
              ximage facts script linux > collect.sh
              ximage facts import facts.json
              ximage facts inspect vda.raw vdb.raw
            """,
        subcommands: [Collect.self, Show.self, Script.self, Import.self, Inspect.self])

    // MARK: Collect

    struct Collect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "collect", abstract: "Look into running servers over ssh, and keep what was found.",
            usage: "ximage facts collect <address> ... [--ssh <user@host>] [<options>]",
            discussion: """
                Runs a script that only reads, by the ssh client of this machine with its own configuration and keys; \
                nobody is asked for a password. Where it may, it runs as root. On the sandbox, where nothing runs inside, \
                the bytes of the disks are read instead.

                EXAMPLE:
                  ximage facts collect server.web
                  ximage facts collect 'server.web["blue"]' --ssh root@192.168.0.10 --jump ops@bastion

                EXIT CODES: 0 done, 1 an error, or some server could not be looked into, \
                7 state is damaged or belongs elsewhere.
                """)

        @Argument(help: "Servers, by address.")
        var addresses: [String]

        @Option(
            help: ArgumentHelp(
                "Where to reach the server; else as its `guest.collect` says.", valueName: "user@host"))
        var ssh: String?

        @Option(help: ArgumentHelp("A host to go through.", valueName: "host"))
        var jump: String?

        @Option(
            help: ArgumentHelp("Family of the system; else as the cloud says.", valueName: "linux|windows"))
        var os: Family?

        @OptionGroup(title: "Manifest options") var manifest: ManifestOption
        @OptionGroup(title: "Output options") var format: FormatOptions
        @OptionGroup(title: "Output options") var display: CloudDisplayOptions

        mutating func validate() throws {
            guard !addresses.isEmpty else {
                throw ValidationError("Name at least one server, as in server.web.")
            }
            if addresses.count > 1, ssh != nil {
                throw ValidationError("--ssh reaches one server; name one address, or write `guest.collect`.")
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
            commandName: "show", abstract: "Show the facts that are kept beside the state.",
            usage: "ximage facts show [<server> ...] [<options>]",
            discussion: """
                EXAMPLE:
                  ximage facts show
                  ximage facts show server.web --format json

                EXIT CODES: 0 done, 1 there are none of a server that was named.
                """)

        @Argument(help: ArgumentHelp("Servers, by address or by id; all without.", valueName: "server"))
        var servers: [String] = []

        @OptionGroup(title: "Manifest options") var manifest: ManifestOption
        @OptionGroup(title: "Output options") var format: FormatOptions
        @OptionGroup(title: "Output options") var display: DisplayOptions

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
            commandName: "script", abstract: "Print the collector, to run it by hand.",
            discussion: """
                The script changes nothing and prints one JSON document, which `facts import` or `guest.facts` takes.

                EXAMPLE:
                  ximage facts script linux > collect.sh        then on the server: sudo sh collect.sh > facts.json
                  ximage facts script windows > collect.ps1     then: powershell -File collect.ps1 > facts.json

                EXIT CODES: 0 done.
                """)

        @Argument(help: ArgumentHelp("Family of the system.", valueName: "linux|windows"))
        var family: Family

        func run() throws {
            Output.standard.result(family == .linux ? LinuxScript.text : WindowsScript.text)
        }
    }

    // MARK: Import

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Keep the output of a collector that was run by hand.",
            usage: "ximage facts import <file> [--server <address|id>] [<options>]",
            discussion: """
                EXAMPLE:
                  ximage facts import facts.json
                  ximage facts import facts.json --server server.web

                A server that exists already is named by the address under which it is declared, too.

                EXIT CODES: 0 done, 1 an error.
                """)

        @Argument(help: "What the collector printed.", completion: .file(extensions: ["json"]))
        var file: String

        @Option(
            help: ArgumentHelp(
                "Whose facts these are, where the file does not say.", valueName: "address|id"))
        var server: String?

        @OptionGroup(title: "Manifest options") var manifest: ManifestOption
        @OptionGroup(title: "Output options") var display: DisplayOptions

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
            commandName: "inspect", abstract: "Read facts from raw disk images, without starting anything.",
            usage: "ximage facts inspect <file> ... [<options>]",
            discussion: """
                Give one raw image, or block device, for each disk of the server, the system disk first. Read are the \
                partition tables, LVM2, software RAID and Windows dynamic disks; --hive reads the SAN policy from the \
                file Windows/System32/config/SYSTEM of the system disk. With --server the facts are kept beside the \
                state, where plan and apply find them.

                EXAMPLE:
                  ximage facts inspect vda.raw vdb.raw
                  ximage facts inspect c.raw d.raw --hive SYSTEM --server server.billing

                EXIT CODES: 0 done, 1 an error.
                """)

        @Argument(help: "Raw images of all disks.", completion: .file())
        var files: [String]

        @Option(
            help: ArgumentHelp("Registry hive SYSTEM of a Windows server.", valueName: "file"),
            completion: .file())
        var hive: String?

        @Option(help: ArgumentHelp("Keep the facts as those of this server.", valueName: "address|id"))
        var server: String?

        @OptionGroup(title: "Manifest options") var manifest: ManifestOption
        @OptionGroup(title: "Output options") var format: FormatOptions
        @OptionGroup(title: "Output options") var display: DisplayOptions

        mutating func validate() throws {
            guard !files.isEmpty else { throw ValidationError("Name the raw images of the disks.") }
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
