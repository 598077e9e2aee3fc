import ArgumentParser
import XimageCore
import XimagePlanning
import XimageRendering

struct RulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: told("The constraints that plans are checked against.", zh: "检查计划所用的约束规则。"),
        usage: "ximage rules list|explain [<options>]",
        discussion: told(
            """
            EXAMPLE:
              ximage rules list --family CP,AV
              ximage rules explain CP011
              ximage rules list --format json > rules.json

            EXIT CODES: 0 done, 1 error.
            """,
            zh: """
                示例：
                  ximage rules list --family CP,AV
                  ximage rules explain CP011
                  ximage rules list --format json > rules.json

                退出码：0 完成，1 错误。
                """),
        subcommands: [RulesListCommand.self, RulesExplainCommand.self])
}

struct RulesListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: told(
            "List the rules: severity, when they are checked, what keeps them.", zh: "列出规则：级别、检查时机、由谁保证。"),
        usage: "ximage rules list [--family <families>] [<options>]",
        discussion: told(
            """
            EXAMPLE:
              ximage rules list
              ximage rules list --family WI,SV --severity error
              ximage rules list --lang zh

            EXIT CODES: 0 done, 1 error.
            """,
            zh: """
                示例：
                  ximage rules list
                  ximage rules list --family WI,SV --severity error
                  ximage rules list --lang zh

                退出码：0 完成，1 错误。
                """))

    struct Choice: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                told(
                    "Families or ids, parted by commas, such as WI,CP011.", zh: "规则类别或 ID，用逗号分隔，例如 WI,CP011。"),
                valueName: "families"))
        var family: RuleChoice?

        @Option(
            help: ArgumentHelp(
                told("Rules of this severity alone.", zh: "只列出此级别的规则。"), valueName: "error|warning|info"))
        var severity: Severity?
    }

    @OptionGroup var choice: Choice
    @OptionGroup(title: OptionTitle.output) var format: FormatOptions
    @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

    func run() async throws {
        let context = RunContext(display, isJSON: format.isJSON)
        try await context.run {
            let chosen = Wiring.ruleMetadata.filter { rule in
                choice.family?.includes(rule) ?? true && choice.severity.map { $0 == rule.severity } ?? true
            }
            if format.isJSON {
                context.output.result(RuleCatalogueJSON.list(chosen))
            } else {
                let text = RuleCatalogueText(
                    style: context.resultStyle,
                    tableWidth: Terminal.current.tableWidth)
                context.output.result(text.list(chosen))
            }
            return .done
        }
    }
}

struct RulesExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: told(
            "Show all about a rule: reason, source, examples, way out, codes, versions.",
            zh: "显示规则的全部内容：原因、来源、示例、解决方法、错误码、版本。"),
        usage: "ximage rules explain <id> [<options>]",
        discussion: told(
            """
            EXAMPLE:
              ximage rules explain VA005
              ximage rules explain IMG.0182      the rule that a code of the service leads to

            EXIT CODES: 0 done, 1 error.
            """,
            zh: """
                示例：
                  ximage rules explain VA005
                  ximage rules explain IMG.0182      服务错误码对应的规则

                退出码：0 完成，1 错误。
                """))

    @Argument(
        help: ArgumentHelp(
            told("Id or name of a rule, or a code of a service.", zh: "规则的 ID 或名称，或服务的错误码。"), valueName: "id"),
        completion: Completions.rules)
    var id: String

    @OptionGroup(title: OptionTitle.output) var format: FormatOptions
    @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

    func run() async throws {
        let context = RunContext(display, isJSON: format.isJSON)
        try await context.run {
            if context.explainRule(id) { return .done }
            let nearest = Wiring.nearestRules(to: id)
            context.tell([
                Diagnostic(
                    nearest.isEmpty ? .unknownRule : .nearRule,
                    [
                        "rule": "\(id)",
                        "near": RuleArgument(Count.listed(nearest), zh: nearest.joined(separator: "、")),
                    ])
            ])
            return .error
        }
    }
}

extension Severity: ExpressibleByArgument {}

/// Rules by id and family, parted by commas.
struct RuleChoice: ExpressibleByArgument {
    private let words: Set<String>

    init?(argument: String) {
        let words = argument.uppercased().split(separator: ",").map { $0.filter { !$0.isWhitespace } }
        let known = Wiring.ruleMetadata
        let families = Set(known.map(\.family))
        guard !words.isEmpty,
            words.allSatisfy({ word in families.contains(word) || known.contains { $0.id == word } })
        else { return nil }
        self.words = Set(words)
    }

    func includes(_ rule: RuleMetadata) -> Bool { words.contains(rule.id) || words.contains(rule.family) }
}
