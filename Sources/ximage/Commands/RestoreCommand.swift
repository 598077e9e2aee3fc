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
        abstract: told(
            "Make a server from a generation of an image, or print the manifest that does.",
            zh: "用镜像的某一代创建云服务器，或输出相应的清单。"),
        usage: "ximage restore <image>@<n> --as <name> [--apply] [<options>]",
        discussion: told(
            """
            Prints a server block: flavor, disks and network of the server that the image was made of, without its fixed \
            address, password and user data. With --apply the block becomes a file of the set, and nothing but that \
            server is made. Its data disks come back from the image with it.

            EXAMPLE:
              ximage restore image.golden@3 --as web-restored > restored.yaml
              ximage restore image.golden@3 --as web-restored --apply
              ximage restore image.golden --as web-restored --zone cn-north-4b --flavor s6.xlarge.2
              ximage restore copy.golden.south@3 --as web-dr --zone cn-south-1c --apply

            EXIT CODES: as those of apply.
            """,
            zh: """
                输出云服务器的声明：规格、磁盘和网络取自镜像的源云服务器，但不含固定地址、密码和用户数据。使用 --apply 时，声明写入清单中的新文件，并只创建该云服务器。数据盘随镜像一同恢复。

                示例：
                  ximage restore image.golden@3 --as web-restored > restored.yaml
                  ximage restore image.golden@3 --as web-restored --apply
                  ximage restore image.golden --as web-restored --zone cn-north-4b --flavor s6.xlarge.2
                  ximage restore copy.golden.south@3 --as web-dr --zone cn-south-1c --apply

                退出码：与 apply 相同。
                """))

    @Argument(
        help: ArgumentHelp(
            told(
                "A generation of an image or copy, or its series for the newest one.",
                zh: "镜像或副本的某一代；只写系列时取最新一代。"), valueName: "image"),
        completion: Completions.generations)
    var image: AddressArgument

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(told("Key of the new server.", zh: "新云服务器的键。"), valueName: "name"))
    var name: String

    @Flag(
        help: told("Write the block into the set's folder, and make the server.", zh: "将声明写入清单文件夹，并创建云服务器。"))
    var apply = false

    @Option(
        help: ArgumentHelp(
            told(
                "File for the block; <name>.yaml in the folder of the set otherwise.",
                zh: "写入声明的文件；默认为清单文件夹中的 <name>.yaml。"), valueName: "file"))
    var file: String?

    @OptionGroup(title: OptionTitle.server) var choices: RestoredServer.Choices
    @OptionGroup(title: OptionTitle.manifest) var manifest: ManifestOption
    @OptionGroup(title: OptionTitle.plan) var consent: ConsentOptions
    @OptionGroup(title: OptionTitle.work) var work: WorkOptions
    @OptionGroup(title: OptionTitle.output) var plan: PlanDisplayOptions
    @OptionGroup(title: OptionTitle.output) var findings: FindingOptions
    @OptionGroup(title: OptionTitle.output) var format: FormatOptions
    @OptionGroup(title: OptionTitle.output) var display: CloudDisplayOptions

    mutating func validate() throws {
        guard [ResourceKind.image, .copy].contains(image.address.kind) else {
            throw ValidationError(
                told("Name an image or a copy, such as image.golden@3.", zh: "请指定镜像或副本，例如 image.golden@3。"))
        }
        guard Address("server.\(name)") == Address(.server, name) else {
            throw ValidationError(
                told(
                    "--as takes a key of letters, digits, `-` and `_` that begins with a letter.",
                    zh: "--as 的值须以字母开头，只含字母、数字、`-` 和 `_`。"))
        }
        guard file == nil || apply else {
            throw ValidationError(told("--file goes with --apply.", zh: "--file 须与 --apply 同用。"))
        }
        guard apply || !format.isJSON else {
            throw ValidationError(
                told(
                    "--format json goes with --apply; without it the result is a manifest.",
                    zh: "--format json 须与 --apply 同用；否则结果是清单。"))
        }
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
