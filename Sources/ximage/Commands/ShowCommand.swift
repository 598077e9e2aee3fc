import ArgumentParser
import XimageCore
import XimageEngine
import XimageRendering

struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: told(
            "Show what state knows, of everything or of one address, or a saved plan.",
            zh: "显示状态中的全部记录或某个地址的记录，或已保存的计划。"),
        usage: "ximage show [<address> or <saved plan>] [<options>]",
        discussion: told(
            """
            Reads the state file alone, not the cloud.

            EXAMPLE:
              ximage show
              ximage show image.golden         all its generations
              ximage show image.golden@3       one of them
              ximage show server.web --format json
              ximage show shop.plan --format markdown   a saved plan, from its own steps

            EXIT CODES: 0 done, 1 error, 7 state is damaged or belongs elsewhere.
            """,
            zh: """
                只读取状态文件，不读取云端。

                示例：
                  ximage show
                  ximage show image.golden         所有各代
                  ximage show image.golden@3       其中一代
                  ximage show server.web --format json
                  ximage show shop.plan --format markdown   已保存的计划，取自其自身的步骤

                退出码：0 完成，1 错误，7 状态已损坏或属于其他项目。
                """))

    @Argument(
        help: ArgumentHelp(
            told(
                "Such as server.web or image.golden@3; all when left out. Or the file of a saved plan.",
                zh: "例如 server.web 或 image.golden@3；省略时为全部。也可以是已保存计划的文件。"),
            valueName: "address"),
        completion: Completions.recordsAndPlans)
    var address: String?

    @OptionGroup(title: OptionTitle.manifest) var manifest: ManifestOption
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, markdown
    }

    struct FormatOptions: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                told(
                    "For people, for machines, or a saved plan for a pull request.",
                    zh: "供人阅读、供程序处理；已保存的计划还可用于合并请求。"),
                valueName: "text|json|markdown"))
        var format: Format = .text
    }

    @OptionGroup(title: OptionTitle.output) var format: FormatOptions
    @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

    func run() async throws {
        let context = RunContext(display, isJSON: format.format == .json)
        try await context.run {
            if let address, SavedPlanFile.isOne(address) {
                return showPlan(try SavedPlanFile.read(address), context)
            }
            guard format.format != .markdown else {
                throw ValidationError(
                    told(
                        "--format markdown is for saved plans; state has text and json.",
                        zh: "--format markdown 只用于已保存的计划；状态支持 text 和 json。"))
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
