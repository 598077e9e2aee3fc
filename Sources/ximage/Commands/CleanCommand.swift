import ArgumentParser
import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering

struct CleanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clean",
        abstract: "Delete objects of this project that neither state nor the manifests know.",
        usage: "ximage clean <id> ... | --all [<options>]",
        discussion: """
            What `ximage list orphans` shows: images, copies, servers, disks and vaults that bear this project's marks \
            without having an address now, disks without marks that came with its servers, and backups that no image \
            stands on. --all leaves backups alone unless \
            --with-backups is given, with the vaults that hold some, and takes only what is marked.

            Shows each object with its data and backups. With --all, or where an object holds data, a terminal asks for \
            the number of objects. Elsewhere --confirm gives it; --yes is no consent to that, and the exit code is 3.

            EXAMPLE:
              ximage list orphans
              ximage clean 8c0e2d4f-1c5b-4b0a-b1f6-0f0d5f5d7a01
              ximage clean --all --with-backups
              ximage clean --all --confirm 3    deletes exactly 3 objects, and no other number

            EXIT CODES: as those of apply.
            """)

    @Argument(help: ArgumentHelp("Ids, as `list orphans` shows them.", valueName: "id"))
    var ids: [String] = []

    @Flag(help: "Everything that bears this project's marks.")
    var all = false

    @Flag(name: .customLong("with-backups"), help: "With --all: backups too.")
    var withBackups = false

    @Option(
        help: ArgumentHelp(
            "Agree to delete exactly this number of objects. --yes does not agree to that.",
            valueName: "number"))
    var confirm: Int?

    @OptionGroup(title: "Manifest options") var manifest: ManifestOption
    @OptionGroup(title: "Work options") var work: WorkOptions
    @OptionGroup(title: "Output options") var plan: PlanDisplayOptions
    @OptionGroup(title: "Output options") var findings: FindingOptions
    @OptionGroup(title: "Output options") var format: FormatOptions
    @OptionGroup(title: "Output options") var display: CloudDisplayOptions

    mutating func validate() throws {
        guard all != !ids.isEmpty else { throw ValidationError("Name ids, or say --all.") }
        guard all || !withBackups else { throw ValidationError("--with-backups goes with --all.") }
    }

    func run() async throws {
        let context = RunContext(display, isJSON: format.isJSON, findingLimit: findings.limit)
        try await context.run {
            let (loaded, desired) = try context.load(manifest, deletes: "clean")
            let found = try await context.reading(desired.settings) { cloud in
                try await Wiring.session(cloud, desired.settings).drift(desired, everything: true)
            }
            let orphans = found.orphans.filter { orphan in
                guard all else { return ids.contains(orphan.id) }
                if holdsBackups(orphan, found.live), !withBackups {
                    tellLeft(orphan, context)
                    return false
                }
                return orphan.isMarked
            }
            context.tellUnread(found.live.unreadable)
            if all, orphans.isEmpty {
                context.nothingToDo(
                    "clean", context.language("There is nothing to clean.", zh: "没有需要清理的对象。"))
                return .done
            }
            var run = ApplyRun(
                context: context, manifest: loaded, desired: desired, mode: .apply, work: work,
                isVerbose: true, words: CommandWords.given(without: "--confirm"))
            run.agreement = .count(given: confirm, always: all)
            run.options.clean = all ? orphans.map(\.id) : ids
            run.options.targets = [.glob("*.orphan[*")]
            run.options.skipsDue = true
            run.word = "clean"
            return try await run.run()
        }
    }

    /// A backup, or a vault with which backups are deleted, or may be.
    private func holdsBackups(_ orphan: Orphan, _ live: LiveState) -> Bool {
        switch orphan.thing {
        case .backup: return true
        case .object(let object):
            guard case .vault(let facts) = object.facts else { return false }
            return facts.usedMiB != 0 || live.backups.contains { $0.vault == object.id }
                || live.unreadable.contains { $0.region == object.region && $0.fact == "backups" }
        }
    }

    private func tellLeft(_ orphan: Orphan, _ context: RunContext) {
        guard case .object(let object) = orphan.thing else { return }
        let (name, id) = (object.name.visible, object.id.visible)
        context.say(
            context.language(
                "Left alone: vault \"\(name)\" (\(id)) may hold backups, and --with-backups is not given.",
                zh: "未处理：存储库“\(name)”（\(id)）可能含有备份，且未指定 --with-backups。"))
    }
}
