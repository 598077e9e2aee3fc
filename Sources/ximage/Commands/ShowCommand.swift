import ArgumentParser
import XimageCore
import XimageEngine
import XimageRendering

struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what state knows, of everything or of one address, or a saved plan.",
        usage: "ximage show [<address> or <saved plan>] [<options>]",
        discussion: """
            Reads the state file alone, not the cloud.

            EXAMPLE:
              ximage show
              ximage show image.golden         all its generations
              ximage show image.golden@3       one of them
              ximage show server.web --format json
              ximage show shop.plan --format markdown   a saved plan, from its own steps

            EXIT CODES: 0 done, 1 error, 7 state is damaged or belongs elsewhere.
            """)

    @Argument(
        help: ArgumentHelp(
            "Such as server.web or image.golden@3; all when left out. Or the file of a saved plan.",
            valueName: "address"),
        completion: Completions.recordsAndPlans)
    var address: String?

    @OptionGroup(title: "Manifest options") var manifest: ManifestOption
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, markdown
    }

    struct FormatOptions: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "For people, for machines, or a saved plan for a pull request.",
                valueName: "text|json|markdown"))
        var format: Format = .text
    }

    @OptionGroup(title: "Output options") var format: FormatOptions
    @OptionGroup(title: "Output options") var display: DisplayOptions

    func run() async throws {
        let context = RunContext(display, isJSON: format.format == .json)
        try await context.run {
            if let address, SavedPlanFile.isOne(address) {
                return showPlan(try SavedPlanFile.read(address), context)
            }
            guard format.format != .markdown else {
                throw ValidationError("--format markdown is for saved plans; state has text and json.")
            }
            return try RecordView(context: context, manifest: manifest).show(address)
        }
    }

    private func showPlan(_ saved: SavedPlan, _ context: RunContext) -> ExitStatus {
        let shown = PlanContext(saved)
        let plan = saved.shownPlan
        switch format.format {
        case .text:
            let style = context.resultStyle
            let text = PlanText(
                style: style, context: shown, diagnostics: context.text(style) { _, _ in nil },
                findingLimit: nil, isVerbose: true)
            context.output.result(text.render(plan))
        case .markdown:
            context.output.result(
                PlanMarkdown.render(plan, context: shown, language: context.language))
        case .json: context.output.result(PlanJSON.render(plan, context: shown))
        }
        if format.format == .text {
            context.say(
                context.language(
                    "The cloud as of \(saved.madeAt); digest \(saved.digest.visible).",
                    zh: "云的状态截至 \(saved.madeAt)；摘要 \(saved.digest.visible)。"))
        }
        return .done
    }
}
