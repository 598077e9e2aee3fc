import ArgumentParser
import XimagePlanning

struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Plan, ask, and carry out; takes up what was interrupted.",
        usage: "ximage apply [<path>] [<options>]",
        discussion: """
            Shows the plan and asks before it changes anything. Ctrl-C stops in good order: nothing more is begun, what \
            runs is awaited, and the next apply goes on from there.

            EXAMPLE:
              ximage apply
              ximage apply manifests/shop --yes --lock-timeout 5m
              ximage apply --skip-blocked       does what no rule forbids
              ximage apply --yes --due-only      what schedules ask for, nothing else
              ximage apply --renew image.golden  a new generation now

            EXIT CODES: 0 done, 1 error, 3 a rule forbids it, 5 state is locked, 6 some steps were not done, \
            7 state is damaged, 130 interrupted.
            """)

    @OptionGroup var manifest: ManifestArgument
    struct Blocked: ParsableArguments {
        @Flag(
            name: .customLong("skip-blocked"),
            help: "Leave out what a rule forbids, with all that waits for it, and do the rest (exit 6).")
        var skip = false
    }

    @OptionGroup(title: "Plan options") var basis: RefreshOptions
    @OptionGroup(title: "Plan options") var consent: ConsentOptions
    @OptionGroup(title: "Plan options") var blocked: Blocked
    @OptionGroup(title: "Plan options") var choices: ChoiceOptions
    @OptionGroup(title: "Work options") var work: WorkOptions
    @OptionGroup(title: "Output options") var plan: PlanDisplayOptions
    @OptionGroup(title: "Output options") var findings: FindingOptions
    @OptionGroup(title: "Output options") var display: DisplayOptions

    func run() async throws {
        let context = RunContext(display, findingLimit: findings.limit)
        try await context.run {
            let (loaded, desired) = try context.load(manifest)
            return try await ApplyRun(
                context: context, manifest: loaded, desired: desired, mode: .apply, work: work,
                acknowledgements: consent.acknowledgements, refresh: basis.refresh, choices: choices.choices,
                isVerbose: plan.verbose,
                skipsBlocked: blocked.skip, words: manifest.words
            ).run()
        }
    }
}

struct DestroyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy", abstract: "Delete what this project made, in safe order.",
        usage: "ximage destroy [<path>] [<options>]",
        discussion: """
            Existing objects that the manifests only name are never touched. Backups behind images stay unless you \
            say otherwise, and so do the vaults that hold them.

            EXAMPLE:
              ximage plan --destroy         shows what would go
              ximage destroy

            EXIT CODES: as those of apply.
            """)

    @OptionGroup var manifest: ManifestArgument

    struct Scope: ParsableArguments {
        @Flag(name: .customLong("with-backups"), help: "Also delete the backups behind the images.")
        var withBackups = false
    }

    @OptionGroup(title: "Plan options") var scope: Scope
    @OptionGroup(title: "Work options") var work: WorkOptions
    @OptionGroup(title: "Output options") var plan: PlanDisplayOptions
    @OptionGroup(title: "Output options") var findings: FindingOptions
    @OptionGroup(title: "Output options") var display: DisplayOptions

    func run() async throws {
        let context = RunContext(display, findingLimit: findings.limit)
        try await context.run {
            let (loaded, desired) = try context.load(manifest)
            return try await ApplyRun(
                context: context, manifest: loaded, desired: desired,
                mode: .destroy(withBackups: scope.withBackups),
                work: work, isVerbose: plan.verbose, words: manifest.words
            ).run()
        }
    }
}
