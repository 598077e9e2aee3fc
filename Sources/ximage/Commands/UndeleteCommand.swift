import ArgumentParser
import XimageCore
import XimagePlanning
import XimageState

struct UndeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undelete",
        abstract: told(
            "Bring back a generation whose image is gone and whose backup is there.", zh: "恢复镜像已删除但备份仍在的一代。"),
        usage: "ximage undelete <image> <generation> [<options>]",
        discussion: told(
            """
            Retention with `keepBackups`, and `destroy` without `--with-backups`, leave the backups behind images. This \
            registers an image on such a backup again, under the number that it had; nothing else is changed. \
            `list generations` shows which there are. What was brought back stays until you remove it by name.

            EXAMPLE:
              ximage undelete image.golden 3
              ximage undelete image.golden@3 --yes
              ximage apply --removed image.golden@3=delete    lets it go again; its backup stays

            EXIT CODES: as those of apply.
            """,
            zh: """
                使用 `keepBackups` 的保留策略，以及不带 `--with-backups` 的 `destroy`，会保留镜像背后的备份。此命令用这样的备份按原来的代号重新注册镜像，不做其他修\
                改。`list generations` 显示可恢复的各代。恢复的一代会一直保留，直到您指名删除。

                示例：
                  ximage undelete image.golden 3
                  ximage undelete image.golden@3 --yes
                  ximage apply --removed image.golden@3=delete    再次删除；备份保留

                退出码：与 apply 相同。
                """))

    @Argument(
        help: ArgumentHelp(
            told("A declared image, such as image.golden.", zh: "已声明的镜像，例如 image.golden。"), valueName: "image"
        ),
        completion: Completions.images)
    var image: GenerationArgument

    @Argument(
        help: ArgumentHelp(
            told(
                "Its number; may stand behind the image, as image.golden@3.",
                zh: "代号；也可写在镜像之后，例如 image.golden@3。"), valueName: "generation"))
    var generation: Int?

    @OptionGroup(title: OptionTitle.manifest) var manifest: ManifestOption
    @OptionGroup(title: OptionTitle.plan) var consent: ConsentOptions
    @OptionGroup(title: OptionTitle.work) var work: WorkOptions
    @OptionGroup(title: OptionTitle.output) var plan: PlanDisplayOptions
    @OptionGroup(title: OptionTitle.output) var findings: FindingOptions
    @OptionGroup(title: OptionTitle.output) var format: FormatOptions
    @OptionGroup(title: OptionTitle.output) var display: CloudDisplayOptions

    mutating func validate() throws {
        guard (image.address.generation == nil) != (generation == nil), (generation ?? 1) > 0 else {
            throw ValidationError(
                told(
                    "Say which generation: ximage undelete \(image.address.series) 3",
                    zh: "请指定哪一代：ximage undelete \(image.address.series) 3"))
        }
    }

    func run() async throws {
        let context = RunContext(display, isJSON: format.isJSON, findingLimit: findings.limit)
        try await context.run {
            let (loaded, desired) = try context.load(manifest)
            let address = generation.map { image.address.generation($0) } ?? image.address
            var run = ApplyRun(
                context: context, manifest: loaded, desired: desired, mode: .apply, work: work,
                acknowledgements: consent.acknowledgements, isVerbose: plan.verbose,
                words: CommandWords.given)
            run.options.undelete = [address]
            run.options.formerRecords = try Self.former(address, desired.settings, context.time)
            run.options.targets = [.glob(address.description)]
            run.options.skipsDue = true
            run.word = "undelete"
            run.options.acceptedLosses = consent.acceptedLosses
            return try await run.run()
        }
    }

    private static func former(_ address: Address, _ settings: ProjectSettings, _ time: TimeSource) throws
        -> [ResourceRecord]
    {
        guard
            let store = try StateStore.openReadOnly(
                path: Wiring.statePath(settings), project: settings.project,
                environment: settings.environmentName, time: time)
        else { return [] }
        defer { try? store.close() }
        return try store.lastRecord(of: address).map { [$0] } ?? []
    }
}

/// An image, with or without a generation.
struct GenerationArgument: ExpressibleByArgument {
    let address: Address

    init?(argument: String) {
        guard let address = Address(argument), address.kind == .image else { return nil }
        self.address = address
    }
}
