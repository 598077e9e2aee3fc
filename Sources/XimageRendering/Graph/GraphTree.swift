import XimageCore

/// A graph as an indented text: below each node what needs it, with the reason. A node that several need is followed once;
/// elsewhere it is marked.
package struct GraphTree {
    private let style: TextStyle

    package init(style: TextStyle) { self.style = style }

    package func render(_ graph: Graph) -> String {
        let heading =
            "\(graph.title.visible): \(Count.of(graph.nodes.count, "node")), \(Count.of(graph.edges.count, "edge"))"
        var text = style.paint(heading, .strong) + "\n"
        let outgoing = graph.outgoing
        let isRoot = graph.isRoot
        var isShown = [Bool](repeating: false, count: graph.nodes.count)
        // What nobody starts from is a circle; its first node stands at the margin.
        for root in graph.nodes.indices.filter({ isRoot[$0] }) + Array(graph.nodes.indices)
        where !isShown[root] {
            text += "\n" + subtree(root, graph, outgoing, &isShown)
        }
        return text
    }

    private struct Line {
        let node: Int
        let reason: String?
        let margin: String
        let isLast: Bool
    }

    private func subtree(
        _ root: Int, _ graph: Graph, _ outgoing: [[Graph.Edge]], _ isShown: inout [Bool]
    ) -> String {
        var text = ""
        var waiting = [Line(node: root, reason: nil, margin: "", isLast: true)]
        while let line = waiting.popLast() {
            let isRoot = line.reason == nil
            let branch = isRoot ? "" : line.isLast ? "└─ " : "├─ "
            text += style.paint(line.margin + branch, .faint) + graph.nodes[line.node].label
            if let reason = line.reason { text += style.paint(": \(reason)", .faint) }
            let isRepeated = isShown[line.node]
            text += (isRepeated && !outgoing[line.node].isEmpty ? style.paint(" (above)", .faint) : "") + "\n"
            guard !isRepeated else { continue }
            isShown[line.node] = true
            let margin = isRoot ? "" : line.margin + (line.isLast ? "   " : "│  ")
            for (index, edge) in outgoing[line.node].enumerated().reversed() {
                let isLast = index == outgoing[line.node].count - 1
                waiting.append(Line(node: edge.to, reason: edge.reason, margin: margin, isLast: isLast))
            }
        }
        return text
    }
}
