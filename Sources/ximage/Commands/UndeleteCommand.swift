import ArgumentParser
import XimageCore
import XimagePlanning
import XimageState

struct UndeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undelete",
        abstract: "Bring back a generation whose image is gone and whose backup is there.",
        usage: "ximage undelete <image> <generation> [<options>]",
        discussion: """
            Retention with `keepBackups`, and `destroy` without `--with-backups`, leave the backups behind images. This \
            registers an image on such a backup again, under the number that it had; nothing else is changed. \
            `list generations` shows which there are. What was brought back stays until you remove it by name.

            EXAMPLE:
              ximage undelete image.golden 3
              ximage undelete image.golden@3 --yes
              ximage apply --removed image.golden@3=delete    lets it go again; its backup stays

            EXIT CODES: as those of apply.
            """)

    @Argument(
        help: ArgumentHelp("A declared image, such as image.golden.", valueName: "image"),
        completion: Completions.images)
    var image: GenerationArgument

    @Argument(
        help: ArgumentHelp(
            "Its number; may stand behind the image, as image.golden@3.", valueName: "generation"))
    var generation: Int?

    @OptionGroup(title: "Manifest options") var manifest: ManifestOption
    @OptionGroup(title: "Plan options") var consent: ConsentOptions
    @OptionGroup(title: "Work options") var work: WorkOptions
    @OptionGroup(title: "Output options") var plan: PlanDisplayOptions
    @OptionGroup(title: "Output options") var findings: FindingOptions
    @OptionGroup(title: "Output options") var format: FormatOptions
    @OptionGroup(title: "Output options") var display: CloudDisplayOptions

    mutating func validate() throws {
        guard (image.address.generation == nil) != (generation == nil), (generation ?? 1) > 0 else {
            throw ValidationError("Say which generation: ximage undelete \(image.address.series) 3")
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
