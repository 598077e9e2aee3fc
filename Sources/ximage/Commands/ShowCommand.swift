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
              ximage show shop.plan --format markdown   a saved plan, as it was

            EXIT CODES: 0 done, 1 error, 7 state is damaged.
            """)

    @Argument(
        help: ArgumentHelp(
            "Such as server.web or image.golden@3; all when left out. Or the file of a saved plan.",
            valueName: "address"))
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
            let wanted = try address.map { text in
                guard let address = Address(text) else { throw Self.notAnAddress(text, context) }
                return address
            }
            let (_, desired) = try context.load(manifest)
            let project = desired.settings.project
            let (prior, open) = try context.readState(desired.settings)
            let records = prior.records.filter { record in
                wanted.map { $0 == record.address || $0 == record.address.series } ?? true
            }
            if let wanted, records.isEmpty { throw Self.notInState(wanted, prior, context) }
            let text = StateText(
                style: context.resultStyle, now: context.time.now(), tableWidth: Terminal.current.tableWidth)
            if context.isJSON {
                context.output.result(StateJSON.render(prior, records: records, project: project))
            } else {
                context.output.result(
                    wanted == nil ? text.list(prior, project: project) : text.details(records, of: prior))
            }
            if open > 0, !context.isJSON {
                context.output.message(
                    "An apply was interrupted in the middle of \(Count.of(open, "step")); the next one takes that up.\n"
                )
            }
            return .done
        }
    }

    private func showPlan(_ saved: SavedPlan, _ context: RunContext) -> ExitStatus {
        switch format.format {
        case .text: context.output.result(saved.shown.text(isColoured: context.resultStyle.isColoured))
        case .markdown: context.output.result(SavedPlan.Shown.safe(saved.shown.markdown))
        case .json: context.output.result(SavedPlan.Shown.safe(saved.shown.json))
        }
        if format.format == .text {
            context.output.message(
                "Saved by \(saved.madeBy.visible), the cloud as of \(saved.madeAt); digest \(saved.digest.visible).\n"
            )
        }
        return .done
    }

    private static func notAnAddress(_ text: String, _ context: RunContext) -> ExitStatus {
        context.tell([
            Diagnostic(
                code: "address", summary: "Not an address",
                detail: "`\(text)` names no kind of resource and its key.",
                fix: "Write it as plans do, such as server.web, disk.web.data or image.golden@3.")
        ])
        return .error
    }

    private static func notInState(_ address: Address, _ prior: PriorState, _ context: RunContext)
        -> ExitStatus
    {
        let same = prior.records.filter { $0.address.kind == address.kind }.prefix(10).map(
            \.address.description)
        context.tell([
            Diagnostic(
                code: "address", summary: "Nothing in state at this address",
                detail: "State has no record of \(address)."
                    + (same.isEmpty ? "" : " It has \(Count.listed(Array(same)))."),
                fix: "To see all addresses:\n  ximage show")
        ])
        return .error
    }
}
