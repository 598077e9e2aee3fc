import ArgumentParser
import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what apply would do, and whether a rule forbids it.",
        usage: "ximage plan [<path>] [<options>]",
        discussion: """
            Reads the cloud by list calls and changes nothing, neither there nor in state. With --refresh=false it \
            rests on what state recorded, which takes a fraction of the time and sees no change made elsewhere.

            EXAMPLE:
              ximage plan
              ximage plan manifests/shop --format json > plan.json
              ximage plan --refresh=false
              ximage plan --target 'server.web*' --target image.golden
              ximage plan --detailed-exitcode || echo "something to do, or an error"

            EXIT CODES: 0 done, 1 error, 2 changes (with --detailed-exitcode), 3 a rule forbids it, 7 state is damaged.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, markdown
    }

    @OptionGroup var manifest: ManifestArgument

    struct Scope: ParsableArguments {
        @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 when there are changes.")
        var detailedExitCode = false

        @Flag(help: "Plan the removal of everything that this project made.")
        var destroy = false
    }

    @OptionGroup(title: "Plan options") var scope: Scope
    @OptionGroup(title: "Plan options") var basis: RefreshOptions
    @OptionGroup(title: "Plan options") var consent: ConsentOptions
    @OptionGroup(title: "Plan options") var choices: ChoiceOptions
    @OptionGroup(title: "Output options") var form: PlanFormatOptions
    @OptionGroup(title: "Output options") var plan: PlanDisplayOptions
    @OptionGroup(title: "Output options") var findings: FindingOptions
    @OptionGroup(title: "Output options") var display: DisplayOptions

    func validate() throws {
        if scope.destroy, !basis.refresh {
            throw ValidationError(
                "--destroy needs the lists of the cloud: what a vault holds and what is at risk is not in state.\n"
                    + "  Leave out --refresh=false.")
        }
    }

    func run() async throws {
        let context = RunContext(display, isJSON: form.format == .json, findingLimit: findings.limit)
        try await context.run {
            let (loaded, desired) = try context.load(manifest)
            let request = Session.Request(
                desired, mode: scope.destroy ? .destroy(withBackups: false) : .apply,
                acknowledgements: consent.acknowledgements, refresh: basis.refresh, choices: choices.choices)
            let planned = try await context.reading(desired.settings, late: !basis.refresh) { cloud in
                try await Wiring.session(cloud, desired.settings).plan(request)
            }
            let shown = PlanContext(
                desired: desired, live: planned.live, now: context.time.now(), isDestroy: scope.destroy)
            show(planned.plan, shown, loaded, context)
            if !planned.open.isEmpty, form.format == .text {
                context.output.message(
                    "An apply was interrupted in the middle of \(Count.of(planned.open.count, "step")); "
                        + "the next one takes that up first.\n")
            }
            return status(planned.plan)
        }
    }

    private func show(_ plan: Plan, _ shown: PlanContext, _ loaded: LoadedManifest, _ context: RunContext) {
        switch form.format {
        case .json: context.output.result(PlanJSON.render(plan, context: shown))
        case .markdown: context.output.result(PlanMarkdown.render(plan, context: shown))
        case .text:
            let style = context.resultStyle
            let text = PlanText(
                style: style, context: shown, diagnostics: context.text(style, loaded.source),
                findingLimit: findings.limit, isVerbose: self.plan.verbose, language: context.language)
            context.output.result(text.render(plan))
        }
    }

    private func status(_ plan: Plan) -> ExitStatus {
        var statuses: [ExitStatus] = []
        if plan.isBlocked { statuses.append(.blocked) }
        if scope.detailedExitCode, !plan.isEmpty { statuses.append(.changes) }
        return .gravest(statuses)
    }
}

struct PlanFormatOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "For people, for machines, or for a pull request.", valueName: "text|json|markdown"))
    var format: PlanCommand.Format = .text
}
