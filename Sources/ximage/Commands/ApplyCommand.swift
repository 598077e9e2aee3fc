import ArgumentParser
import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering

struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Plan, ask, and carry out; takes up what was interrupted.",
        usage: "ximage apply [<path> or <saved plan>] [<options>]",
        discussion: """
            Shows the plan and asks before it changes anything. Ctrl-C stops in good order: nothing more is begun, what \
            runs is awaited, and the next apply goes on from there.

            EXAMPLE:
              ximage apply
              ximage apply manifests/shop --yes --lock-timeout 5m
              ximage apply --skip-blocked       does what no rule forbids
              ximage apply --yes --due-only      what schedules ask for, nothing else
              ximage apply --renew image.golden  a new generation now
              ximage apply shop.plan            carries out a saved plan that still fits
              ximage apply --yes --canary 1 --max-failures 5%

            EXIT CODES: 0 done, 1 error, 3 a rule forbids it, 4 the saved plan no longer fits, \
            5 state is locked, 6 some steps were not done, 7 state is damaged or belongs elsewhere, 130 interrupted.
            """)

    @OptionGroup var manifest: PlanArgument
    struct Blocked: ParsableArguments {
        @Flag(
            name: .customLong("skip-blocked"),
            help: "Leave out what a rule forbids, with all that waits for it, and do the rest (exit 6).")
        var skip = false
    }

    @OptionGroup(title: "Plan options") var basis: RefreshOptions
    @OptionGroup(title: "Plan options") var consent: ConsentOptions
    @OptionGroup(title: "Plan options") var taking: TakeOverOptions
    @OptionGroup(title: "Plan options") var fresh: NewProjectOptions
    @OptionGroup(title: "Plan options") var blocked: Blocked
    @OptionGroup(title: "Plan options") var choices: ChoiceOptions
    @OptionGroup(title: "Plan options") var approval: ApprovalOptions
    @OptionGroup(title: "Work options") var work: WorkOptions
    @OptionGroup(title: "Work options") var running: RunningOptions
    @OptionGroup(title: "Output options") var plan: PlanDisplayOptions
    @OptionGroup(title: "Output options") var findings: FindingOptions
    @OptionGroup(title: "Output options") var format: FormatOptions
    @OptionGroup(title: "Output options") var display: CloudDisplayOptions

    func run() async throws {
        let context = RunContext(display, isJSON: format.isJSON, findingLimit: findings.limit)
        try await context.run {
            let saved = try approval.plan(manifest.path, context)
            let (loaded, desired) = try context.load(SavedSet(manifest, of: saved), for: .applying)
            if let saved { try approval.check(saved, desired, context) }
            var run = ApplyRun(
                context: context, manifest: loaded, desired: desired, mode: saved?.planMode ?? .apply,
                work: work,
                acknowledgements: consent.acknowledgements + (saved?.given ?? []), isVerbose: plan.verbose,
                words: manifest.words)
            run.refresh = basis.refresh
            run.options = choices.options
            run.options.takeOver = taking.takeOver ?? saved?.takeOver.flatMap { TakeOver($0) }
            run.options.acceptedLosses = consent.acceptedLosses.merging(saved?.acceptedLosses ?? [:]) {
                own, _ in own
            }
            run.options.isReviewed = saved != nil
            run.skipsBlocked = blocked.skip
            run.isNewProject = fresh.newProject
            run.saved = saved
            run.detaches = running.detach
            run.interrupted = running.noResume ? .tell : .resume
            return try await run.run()
        }
    }
}

/// The manifest set of a saved plan, with the values of the command line; or the set that was named.
struct SavedSet: ManifestChoice {
    let named: String?
    let values: ValueOptions

    init(_ named: some ManifestChoice, of saved: SavedPlan?) {
        self.named = saved?.manifests ?? named.named
        var values = named.values
        values.environment = values.environment ?? saved?.environment
        self.values = values
    }
}

/// What was approved before.
struct ApprovalOptions: ParsableArguments {
    @Option(
        name: .customLong("expect-digest"),
        help: ArgumentHelp(
            "Refuse the saved plan unless its digest starts with this value (\(shortestDigest) characters or more).",
            valueName: "digest"))
    var expectedDigest: String?

    /// 130 bits: nobody finds another plan with this beginning.
    private static let shortestDigest = 26

    mutating func validate() throws {
        guard expectedDigest.map({ $0.utf8.count >= Self.shortestDigest }) ?? true else {
            throw ValidationError(
                "--expect-digest takes at least \(Self.shortestDigest) characters of the digest.")
        }
    }

    /// The saved plan that was named; `nil` when a manifest set was.
    func plan(_ path: String, _ context: RunContext) throws -> SavedPlan? {
        guard SavedPlanFile.isOne(path) else {
            guard expectedDigest == nil else {
                throw context.refusal(.noSavedPlan, ["file": "\(path)"])
            }
            return nil
        }
        let saved = try SavedPlanFile.read(path)
        if let expectedDigest, !saved.digest.hasPrefix(expectedDigest) {
            throw SavedPlanError.otherDigest(expected: expectedDigest, found: saved.digest)
        }
        return saved
    }

    func check(_ saved: SavedPlan, _ desired: DesiredState, _ context: RunContext) throws {
        guard saved.project == desired.settings.project else {
            throw SavedPlanError.otherProject(expected: desired.settings.project, found: saved.project)
        }
        let provider = desired.settings.provider.kind
        guard saved.scene.provider == provider else {
            throw SavedPlanError.otherProvider(
                expected: provider.rawValue, found: saved.scene.provider.rawValue)
        }
    }
}

extension SavedPlan {
    /// Acknowledgements of the command line that made it.
    var given: [Acknowledgement] {
        acknowledgements.compactMap { AcknowledgementArgument(argument: $0)?.acknowledgement }
    }
}

/// How far one run goes.
struct RunningOptions: ParsableArguments {
    @Flag(help: "Leave images and copies to the cloud as soon as they are begun, and return.")
    var detach = false

    @Flag(
        name: .customLong("no-resume"),
        help: "Only tell what an interrupted run left open; do nothing while there is any of it.")
    var noResume = false
}

struct DestroyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy", abstract: "Delete what this project made, in safe order.",
        usage: "ximage destroy [<path>] [<options>]",
        discussion: """
            Existing objects that the manifests only name are never touched. What was imported is deleted only with \
            an acknowledgement of its address. Backups behind images stay unless you say otherwise, and so do the \
            vaults that hold them. A set of a folder above this one has to be named with -C.

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
    @OptionGroup(title: "Plan options") var consent: ConsentOptions
    @OptionGroup(title: "Work options") var work: WorkOptions
    @OptionGroup(title: "Output options") var plan: PlanDisplayOptions
    @OptionGroup(title: "Output options") var findings: FindingOptions
    @OptionGroup(title: "Output options") var format: FormatOptions
    @OptionGroup(title: "Output options") var display: CloudDisplayOptions

    func run() async throws {
        let context = RunContext(display, isJSON: format.isJSON, findingLimit: findings.limit)
        try await context.run {
            let (loaded, desired) = try context.load(manifest, for: .applying, deletes: "destroy")
            var run = ApplyRun(
                context: context, manifest: loaded, desired: desired,
                mode: .destroy(withBackups: scope.withBackups),
                work: work, acknowledgements: consent.acknowledgements, isVerbose: plan.verbose,
                words: manifest.words)
            run.word = "destroy"
            run.options.acceptedLosses = consent.acceptedLosses
            return try await run.run()
        }
    }
}
