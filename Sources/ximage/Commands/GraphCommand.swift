import ArgumentParser
import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering

struct GraphCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: told(
            "Draw what depends on what: of the set, or of a plan's steps.", zh: "绘制依赖关系图：清单中的对象或计划的步骤。"),
        usage: "ximage graph [<path>] [<options>]",
        discussion: told(
            """
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
            """,
            zh: """
                清单的图包含已声明的对象及其引用，不读取云端和状态。计划的图包含各个步骤及步骤之间等待的原因。超过 60 个节点时，同一声明的实例合并为一个带数量的节点。

                示例：
                  ximage graph
                  ximage graph --format svg > shop.svg
                  ximage graph --plan --format mermaid
                  ximage graph --format dot | dot -Tpng > shop.png
                  ximage graph shop.plan              已保存计划的步骤

                退出码：0 完成，1 错误，7 状态已损坏或属于其他项目。
                """))

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case tree, dot, mermaid, svg, json
    }

    struct Form: ParsableArguments {
        @Flag(help: told("The steps of the plan, for which the cloud is read.", zh: "绘制计划的步骤；需要读取云端。"))
        var plan = false

        @Option(
            help: ArgumentHelp(
                told(
                    "A text, Graphviz, Mermaid, a picture, or for machines.",
                    zh: "文本、Graphviz、Mermaid、图片或供程序处理。"),
                valueName: "tree|dot|mermaid|svg|json"))
        var format: Format = .tree
    }

    @OptionGroup var manifest: ManifestArgument
    @OptionGroup(title: OptionTitle.output) var form: Form
    @OptionGroup(title: OptionTitle.output) var display: CloudDisplayOptions

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
