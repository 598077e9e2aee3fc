import ArgumentParser
import XimageCore
import XimagePlanning
import XimageRendering

struct RulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "The constraints that plans are checked against.",
        usage: "ximage rules list|explain [<options>]",
        discussion: """
            EXAMPLE:
              ximage rules list --family CP,AV
              ximage rules explain CP011
              ximage rules list --format json > rules.json

            EXIT CODES: 0 done, 1 error.
            """,
        subcommands: [RulesListCommand.self, RulesExplainCommand.self])
}

struct RulesListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the rules: severity, when they are checked, what keeps them.",
        usage: "ximage rules list [--family <families>] [<options>]",
        discussion: """
            EXAMPLE:
              ximage rules list
              ximage rules list --family WI,SV --severity error
              ximage rules list --lang zh

            EXIT CODES: 0 done, 1 error.
            """)

    struct Choice: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "Families or ids, parted by commas, such as WI,CP011.", valueName: "families"))
        var family: RuleChoice?

        @Option(help: ArgumentHelp("Rules of this severity alone.", valueName: "error|warning|info"))
        var severity: Severity?
    }

    @OptionGroup var choice: Choice
    @OptionGroup(title: "Output options") var format: FormatOptions
    @OptionGroup(title: "Output options") var display: DisplayOptions

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
        abstract: "Show all about a rule: reason, source, examples, way out, codes, versions.",
        usage: "ximage rules explain <id> [<options>]",
        discussion: """
            EXAMPLE:
              ximage rules explain VA005
              ximage rules explain IMG.0182      the rule that a code of the service leads to

            EXIT CODES: 0 done, 1 error.
            """)

    @Argument(
        help: ArgumentHelp("Id or name of a rule, or a code of a service.", valueName: "id"),
        completion: Completions.rules)
    var id: String

    @OptionGroup(title: "Output options") var format: FormatOptions
    @OptionGroup(title: "Output options") var display: DisplayOptions

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
