import ArgumentParser
import XimageCore
import XimageEngine
import XimageManifest
import XimagePlanning
import XimageRendering
import XimageState

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Make a server from a generation of an image, or print the manifest that does.",
        usage: "ximage restore <image>@<n> --as <name> [--apply] [<options>]",
        discussion: """
            Prints a server block: flavor, disks and network of the server that the image was made of, without its fixed \
            address, password and user data. With --apply the block becomes a file of the set, and nothing but that \
            server is made. Its data disks come back from the image with it.

            EXAMPLE:
              ximage restore image.golden@3 --as web-restored > restored.yaml
              ximage restore image.golden@3 --as web-restored --apply
              ximage restore image.golden --as web-restored --zone cn-north-4b --flavor s6.xlarge.2
              ximage restore copy.golden.south@3 --as web-dr --zone cn-south-1c --apply

            EXIT CODES: as those of apply.
            """)

    @Argument(
        help: ArgumentHelp(
            "A generation of an image or copy, or its series for the newest one.", valueName: "image"),
        completion: Completions.generations)
    var image: AddressArgument

    @Option(name: .customLong("as"), help: ArgumentHelp("Key of the new server.", valueName: "name"))
    var name: String

    @Flag(help: "Write the block into the set's folder, and make the server.")
    var apply = false

    @Option(
        help: ArgumentHelp(
            "File for the block; <name>.yaml in the folder of the set otherwise.", valueName: "file"))
    var file: String?

    @OptionGroup(title: "Server options") var choices: RestoredServer.Choices
    @OptionGroup(title: "Manifest options") var manifest: ManifestOption
    @OptionGroup(title: "Plan options") var consent: ConsentOptions
    @OptionGroup(title: "Work options") var work: WorkOptions
    @OptionGroup(title: "Output options") var plan: PlanDisplayOptions
    @OptionGroup(title: "Output options") var findings: FindingOptions
    @OptionGroup(title: "Output options") var format: FormatOptions
    @OptionGroup(title: "Output options") var display: CloudDisplayOptions

    mutating func validate() throws {
        guard [ResourceKind.image, .copy].contains(image.address.kind) else {
            throw ValidationError("Name an image or a copy, such as image.golden@3.")
        }
        guard Address("server.\(name)") == Address(.server, name) else {
            throw ValidationError(
                "--as takes a key of letters, digits, `-` and `_` that begins with a letter.")
        }
        guard file == nil || apply else { throw ValidationError("--file goes with --apply.") }
    }

    func run() async throws {
        let context = RunContext(display, isJSON: format.isJSON, findingLimit: findings.limit)
        try await context.run {
            let (_, desired) = try context.load(manifest, for: .applying)
            guard desired[Address(.server, name)] == nil else {
                throw context.refusal(
                    .restoreDeclared,
                    ["server": "server.\(name)", "command": "\("server.\(name)".shellQuoted)"])
            }
            // An older state would take an older generation for the newest one.
            let prior = try await context.survey(desired, []).prior
            guard let record = generation(in: prior) else {
                throw context.refusal(
                    .noGeneration,
                    [
                        "image": "\(image.address)",
                        "fix": NearestAddress.advice(
                            "\(image.address)",
                            among: prior.records.map(\.address).filter { $0.generation != nil },
                            otherwise: RuleArgument(
                                "To see what there is:\n  ximage list generations",
                                zh: "查看已有的镜像代：\n  ximage list generations")),
                    ])
            }
            let server = try await RestoredServer(
                context: context, desired: desired, prior: prior, record: record
            )
            .resources(Address(.server, name), choices)
            let text =
                "# Made from \(record.address), \(record.id).\n"
                + ExpandedText.servers(server, settings: desired.settings)
            guard apply else {
                context.output.result(text)
                if server[0].attributes[.zone].isEmpty { tellOfDefaults(server[0], context) }
                return .done
            }
            return try await carryOut(text, desired.settings, context)
        }
    }

    private func generation(in prior: PriorState) -> ResourceRecord? {
        let known = prior.records.filter { record in
            record.standing == .current
                && (record.address == image.address || record.address.series == image.address)
        }
        return known.max { ($0.address.generation ?? 0) < ($1.address.generation ?? 0) }
    }

    private func carryOut(_ text: String, _ settings: ProjectSettings, _ context: RunContext) async throws
        -> ExitStatus
    {
        let path = file ?? Wiring.inside(settings.folder, "\(name).yaml")
        if let fault = OutputFile.write(Array(text.utf8), to: path, existing: .kept) {
            context.tell([Files.unwritable(path, fault)])
            throw ExitStatus.error
        }
        let (loaded, desired): (LoadedManifest, DesiredState)
        do {
            (loaded, desired) = try context.load(manifest, for: .applying)
            guard desired[Address(.server, name)] != nil else {
                throw context.refusal(
                    .restoreOutsideSet, ["file": "\(path.visible)", "set": "\(manifest.path.visible)"])
            }
        } catch {
            OutputFile.remove(path)
            throw error
        }
        var run = ApplyRun(
            context: context, manifest: loaded, desired: desired, mode: .apply, work: work,
            acknowledgements: consent.acknowledgements, isVerbose: plan.verbose, words: CommandWords.given)
        run.options.targets = [.glob("server.\(name)")]
        run.options.skipsDue = true
        run.word = "restore"
        run.announce = { [language = context.language] step in
            guard case .settle = step.operation else { return [] }
            return [step.usableInRegion(language)]
        }
        do {
            run.options.acceptedLosses = consent.acceptedLosses
            let status = try await run.run()
            // Declined or forbidden: nothing was made.
            if status == .error || status == .blocked { OutputFile.remove(path) } else { tell(path, context) }
            return status
        } catch {
            // How far it came is not known here: the next apply goes on from the file.
            tell(path, context)
            throw error
        }
    }

    /// Of a server in another region than its model.
    private func tellOfDefaults(_ server: DesiredResource, _ context: RunContext) {
        context.say(
            context.language(
                """
                Zone and network come from `defaults.regions.\(server.region)`. Where the set has none, say --zone, and \
                add `network:` to the block.
                """,
                zh: "可用区和网络取自 `defaults.regions.\(server.region)`。如果清单没有该项，请指定 --zone，并在块中添加 `network:`。"))
    }

    private func tell(_ path: String, _ context: RunContext) {
        context.say(
            context.language(
                "server.\(name) is declared in \(path.visible) from now on.",
                zh: "从现在起 server.\(name) 在 \(path.visible) 中声明。"))
    }
}
