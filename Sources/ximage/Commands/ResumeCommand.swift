import ArgumentParser
import XimageCore
import XimagePlanning
import XimageRendering
import XimageState

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Take up what an interrupted or detached apply left, and go on.",
        usage: "ximage resume [<path>] [<options>]",
        discussion: """
            Works on every machine that has the manifests and the state. What was begun is brought to its end without a \
            question; what is left of the plan after that is shown and asked about, as by apply. Without anything to \
            take up it does nothing.

            EXAMPLE:
              ximage apply --detach       leaves the images to the cloud
              ximage status               how they stand
              ximage resume               waits for them, and does the rest

            EXIT CODES: as those of apply.
            """)

    @OptionGroup var manifest: ManifestArgument
    @OptionGroup(title: "Plan options") var consent: ConsentOptions
    @OptionGroup(title: "Work options") var work: WorkOptions
    @OptionGroup(title: "Output options") var plan: PlanDisplayOptions
    @OptionGroup(title: "Output options") var findings: FindingOptions
    @OptionGroup(title: "Output options") var display: CloudDisplayOptions

    func run() async throws {
        let context = RunContext(display, findingLimit: findings.limit)
        try await context.run {
            let (loaded, desired) = try context.load(manifest)
            guard try Self.hasSomething(desired.settings, context) else {
                context.output.message("There is nothing to resume: no run was interrupted or detached.\n")
                return .done
            }
            var run = ApplyRun(
                context: context, manifest: loaded, desired: desired, mode: .apply, work: work,
                acknowledgements: consent.acknowledgements, isVerbose: plan.verbose, words: manifest.words)
            run.word = "resume"
            run.options.acceptedLosses = consent.acceptedLosses
            return try await run.run()
        }
    }

    /// Open steps, or a run that did not end as it should.
    private static func hasSomething(_ settings: ProjectSettings, _ context: RunContext) throws -> Bool {
        guard
            let store = try StateStore.openReadOnly(
                path: Wiring.statePath(settings), project: settings.project,
                environment: settings.environmentName, time: context.time)
        else { return false }
        defer { try? store.close() }
        if try !store.openSteps().isEmpty { return true }
        guard let last = try store.runs(limit: 1).first else { return false }
        return last.outcome == nil || last.outcome != .completed
    }
}
