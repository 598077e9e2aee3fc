import ArgumentParser
import XimageCore
import XimageManifest
import XimageRendering

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: told(
            "Explain a key of the manifest: type, limits, default, effect of a change, rules.",
            zh: "解释清单的键：类型、取值范围、默认值、修改的影响、规则。"),
        usage: "ximage explain [<key>] [<options>]",
        discussion: told(
            """
            A block lists its keys. The id of a rule prints what `ximage rules explain` prints.

            EXAMPLE:
              ximage explain                            the sections of a manifest
              ximage explain servers.dataDisks
              ximage explain servers.dataDisks.size
              ximage explain images.retention.keep --format json
              ximage explain VA005

            EXIT CODES: 0 done, 1 error.
            """,
            zh: """
                声明块会列出其中的键。给出规则 ID 时，输出与 `ximage rules explain` 相同。

                示例：
                  ximage explain                            清单的各个部分
                  ximage explain servers.dataDisks
                  ximage explain servers.dataDisks.size
                  ximage explain images.retention.keep --format json
                  ximage explain VA005

                退出码：0 完成，1 错误。
                """))

    @Argument(
        help: ArgumentHelp(
            told(
                "Path of a key, such as servers.dataDisks.size, or the id of a rule; all sections when left out.",
                zh: "键的路径（如 servers.dataDisks.size）或规则 ID；省略时列出所有部分。"),
            valueName: "key"))
    var key = ""

    @OptionGroup(title: OptionTitle.output) var format: FormatOptions
    @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

    func run() async throws {
        let context = RunContext(display, isJSON: format.isJSON)
        try await context.run {
            if let page = KeyPages.page(key) {
                show(page, context)
                return .done
            }
            if context.explainRule(key) { return .done }
            context.tell([refusal])
            return .error
        }
    }

    private func show(_ page: KeyPage, _ context: RunContext) {
        let rules = Wiring.rules(of: page)
        context.output.result(
            format.isJSON
                ? KeyPageJSON.render(page, rules: rules)
                : KeyPageText(style: context.resultStyle)
                    .render(page, rules: rules))
    }

    private var refusal: Diagnostic {
        let nearest = KeyPages.nearest(to: key) ?? Wiring.nearestRules(to: key).first
        return Diagnostic(
            nearest == nil ? .unknownKeyNamed : .nearKey, ["key": "\(key)", "near": "\(nearest ?? "")"])
    }
}

extension RunContext {
    /// Shows the page of a rule by its id, its name or a code of a service; false when there is no such rule.
    func explainRule(_ id: String) -> Bool {
        guard let page = Wiring.rulePage(id) else { return false }
        output.result(
            isJSON
                ? RuleCatalogueJSON.page(page)
                : RuleCatalogueText(style: resultStyle).page(page))
        return true
    }
}
