import ArgumentParser
import XimageCore
import XimageEngine
import XimagePlanning

struct CleanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clean",
        abstract: "Delete objects of this project that neither state nor the manifests know.",
        usage: "ximage clean <id> ... | --all [<options>]",
        discussion: """
            What `ximage list orphans` shows: images, copies, servers, disks and vaults that bear this project's marks \
            without having an address now, and backups that no image stands on. Shows a plan and asks, as apply does; \
            naming an id is consent to lose what is on it. --all leaves backups alone unless --with-backups is given, \
            and takes only what is marked.

            EXAMPLE:
              ximage list orphans
              ximage clean 8c0e2d4f-1c5b-4b0a-b1f6-0f0d5f5d7a01
              ximage clean --all --with-backups

            EXIT CODES: as those of apply.
            """)

    @Argument(help: ArgumentHelp("Ids, as `list orphans` shows them.", valueName: "id"))
    var ids: [String] = []

    @Flag(help: "Everything that bears this project's marks.")
    var all = false

    @Flag(name: .customLong("with-backups"), help: "With --all: backups too.")
    var withBackups = false

    @OptionGroup(title: "Manifest options") var manifest: ManifestOption
    @OptionGroup(title: "Work options") var work: WorkOptions
    @OptionGroup(title: "Output options") var plan: PlanDisplayOptions
    @OptionGroup(title: "Output options") var findings: FindingOptions
    @OptionGroup(title: "Output options") var display: CloudDisplayOptions

    mutating func validate() throws {
        guard all != !ids.isEmpty else { throw ValidationError("Name ids, or say --all.") }
        guard all || !withBackups else { throw ValidationError("--with-backups goes with --all.") }
    }

    func run() async throws {
        let context = RunContext(display, findingLimit: findings.limit)
        try await context.run {
            let (loaded, desired) = try context.load(manifest)
            let found = try await context.reading(desired.settings) { cloud in
                try await Wiring.session(cloud, desired.settings).drift(desired, everything: true)
            }
            let orphans = found.orphans.filter { orphan in
                guard all else { return ids.contains(orphan.id) }
                if case .backup = orphan.thing, !withBackups { return false }
                return orphan.isMarked
            }
            if all, orphans.isEmpty {
                context.output.message("There is nothing to clean.\n")
                return .done
            }
            var run = ApplyRun(
                context: context, manifest: loaded, desired: desired, mode: .apply, work: work,
                acknowledgements: orphans.map {
                    Acknowledgement(key: "destroy", target: $0.address, reason: "named to be cleaned")
                }, isVerbose: plan.verbose,
                words: CommandWords.given)
            run.options.clean = all ? orphans.map(\.id) : ids
            run.options.targets = [.glob("*.orphan[*")]
            run.options.skipsDue = true
            run.word = "clean"
            return try await run.run()
        }
    }
}
