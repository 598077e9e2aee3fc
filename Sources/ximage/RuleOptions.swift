import ArgumentParser
import XimagePlanning

/// Which of the rules are asked.
struct RuleOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only these rules: ids and families, parted by commas, such as NM,VA005.", valueName: "rules"),
        completion: Completions.ruleLists)
    var rules: RuleChoice?

    var areSome: Bool { rules != nil }

    /// Rules that are asked.
    var chosen: [any Rule] {
        Wiring.rules.filter { rules?.includes(type(of: $0).metadata) ?? true }
    }
}
