import ArgumentParser
import XimageCore
import XimagePlanning
import XimageRendering

struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check the manifests alone: no network, no credentials.",
        usage: "ximage validate [<path>] [<options>]",
        discussion: """
            Reports every problem at once, each with its place and what to do.

            EXAMPLE:
              ximage validate
              ximage validate manifests/shop --format json

            EXIT CODES: 0 nothing wrong, 1 the manifests have errors, 3 a rule forbids what they ask for.
            """)

    @OptionGroup var manifest: ManifestArgument
    @OptionGroup(title: "Output options") var format: FormatOptions
    @OptionGroup(title: "Output options") var findings: FindingOptions
    @OptionGroup(title: "Output options") var display: DisplayOptions

    func run() async throws {
        let context = RunContext(display, isJSON: format.isJSON, findingLimit: findings.limit)
        try await context.run {
            let loaded = Wiring.load(manifest.path)
            guard let desired = loaded.desired, !loaded.diagnostics.hasErrors else {
                context.tell(loaded.diagnostics, source: loaded.source)
                return .error
            }
            let (found, checks) = Planner(rules: Wiring.rules).validate(desired)
            let all = loaded.diagnostics + found
            if format.isJSON {
                context.output.result(DiagnosticJSON.render(all, limit: findings.limit))
            } else {
                if !all.isEmpty {
                    let text = context.text(context.messageStyle, loaded.source)
                    context.output.message(text.render(all, limit: findings.limit) + "\n")
                }
                context.output.result(Self.summary(desired, all, checks, style: context.resultStyle))
            }
            return found.hasErrors ? .blocked : .done
        }
    }

    private static func summary(
        _ desired: DesiredState, _ found: [Diagnostic], _ checks: CheckSummary, style: TextStyle
    ) -> String {
        var counts: [ResourceKind: Int] = [:]
        for resource in desired.resources { counts[resource.address.kind, default: 0] += 1 }
        let parts = counts.keys.sorted().map { Count.of(counts[$0] ?? 0, $0.rawValue, plural: $0.plural) }
        let declared = parts.isEmpty ? "declares nothing" : "declares \(Count.listed(parts))"
        let verdict = found.isEmpty ? "Nothing is wrong." : "\(DiagnosticText.tally(found))."
        return "\(style.paint(desired.settings.project.visible, .strong)) \(declared).\n"
            + (checks.rules > 0 ? "\(checks.text)\n" : "") + "\(style.paint(verdict, .strong))\n"
    }
}
