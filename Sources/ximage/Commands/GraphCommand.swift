import ArgumentParser
import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering

struct GraphCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Draw what depends on what: of the set, or of a plan's steps.",
        usage: "ximage graph [<path>] [<options>]",
        discussion: """
            The graph of the set has its declared objects and what they refer to; it reads neither cloud nor state. \
            The graph of a plan has its steps, with the reason why one waits for another. With more than 60 nodes, \
            instances of a block are one node with their number.

            EXAMPLE:
              ximage graph
              ximage graph --format svg > shop.svg
              ximage graph --plan --format mermaid
              ximage graph --format dot | dot -Tpng > shop.png
              ximage graph shop.plan              the steps of a saved plan

            EXIT CODES: 0 done, 1 error, 7 state is damaged or belongs elsewhere.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case tree, dot, mermaid, svg, json
    }

    struct Form: ParsableArguments {
        @Flag(help: "The steps of the plan, for which the cloud is read.")
        var plan = false

        @Option(
            help: ArgumentHelp(
                "A text, Graphviz, Mermaid, a picture, or for machines.",
                valueName: "tree|dot|mermaid|svg|json"))
        var format: Format = .tree
    }

    @OptionGroup var manifest: ManifestArgument
    @OptionGroup(title: "Output options") var form: Form
    @OptionGroup(title: "Output options") var display: CloudDisplayOptions

    func run() async throws {
        let context = RunContext(display, isJSON: form.format == .json)
        try await context.run {
            if SavedPlanFile.isOne(manifest.path) {
                show(Graph(try SavedPlanFile.read(manifest.path).plan), context)
                return .done
            }
            if form.plan {
                let (_, desired) = try context.load(manifest, for: .servers)
                let planned = try await context.reading(desired.settings) { cloud in
                    try await Wiring.session(cloud, desired.settings).plan(Session.Request(desired))
                }
                show(Graph(planned.plan), context)
                if planned.plan.isBlocked {
                    context.output.message(
                        "A rule forbids this plan. To read why:\n  ximage plan\(manifest.words)\n")
                }
                return .done
            }
            let loaded = try TrustGate(context: context).read(manifest)
            guard let desired = loaded.desired, !loaded.diagnostics.hasErrors else {
                context.tell(loaded.diagnostics, source: loaded.source)
                return .error
            }
            show(Graph(desired), context)
            return .done
        }
    }

    private func show(_ graph: Graph, _ context: RunContext) {
        let text =
            switch form.format {
            case .tree: GraphTree(style: context.resultStyle).render(graph)
            case .dot: GraphDOT.render(graph)
            case .mermaid: GraphMermaid.render(graph)
            case .svg: GraphSVG.render(graph)
            case .json: GraphJSON.render(graph)
            }
        context.output.result(text)
    }
}
