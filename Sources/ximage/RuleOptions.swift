import ArgumentParser
import XimagePlanning

/// Which of the rules are asked.
struct RuleOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            told(
                "Only these rules: ids and families, parted by commas, such as NM,VA005.",
                zh: "只检查这些规则：ID 和类别，用逗号分隔，例如 NM,VA005。"), valueName: "rules"),
        completion: Completions.ruleLists)
    var rules: RuleChoice?

    var areSome: Bool { rules != nil }

    /// Rules that are asked.
    var chosen: [any Rule] {
        Wiring.rules.filter { rules?.includes(type(of: $0).metadata) ?? true }
    }
}
