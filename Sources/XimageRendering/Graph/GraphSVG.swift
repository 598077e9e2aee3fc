/// A graph as a picture: boxes in layers from left to right. Texts of the file are text in it, never markup, and it has no
/// scripts. Long reasons are numbered and listed below.
package enum GraphSVG {
    package static func render(_ graph: Graph) -> String {
        let layout = GraphLayout(graph)
        let legend = legend(graph)
        let top = 40
        let widest = legend.map { ($0.displayWidth + 5) * 7 + 40 }.max() ?? 0
        let width = max(layout.width, widest, graph.title.visible.displayWidth * 10 + 40)
        let height = top + layout.height + (legend.isEmpty ? 0 : legend.count * 18 + 10)
        var text = """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
            viewBox="0 0 \(width) \(height)" font-family="sans-serif" role="img">
            <title>\(escaped(graph.title))</title>
            <defs><marker id="arrow" viewBox="0 0 10 10" refX="10" refY="5" markerWidth="7" markerHeight="7" \
            orient="auto"><path d="M0 0L10 5L0 10z" fill="#667"/></marker></defs>
            <rect width="\(width)" height="\(height)" fill="#fff"/>
            <text x="20" y="28" font-size="16" font-weight="bold" fill="#223">\(escaped(graph.title))</text>
            <g transform="translate(0 \(top))">

            """
        for (index, edge) in graph.edges.enumerated() {
            text += curve(from: layout.boxes[edge.from], to: layout.boxes[edge.to], layout.lanes[index], edge)
        }
        for (index, edge) in graph.edges.enumerated() {
            let word = legend.isEmpty ? edge.reason : numbers(edge, legend)
            let next = layout.lanes[index].first.map { ($0.x, $0.y) } ?? entry(layout.boxes[edge.to])
            text += label(word, from: exit(layout.boxes[edge.from]), to: next)
        }
        for (node, box) in zip(graph.nodes, layout.boxes) { text += self.box(node, box) }
        text += "</g>\n"
        for (index, reason) in legend.enumerated() {
            let y = top + layout.height + index * 18 + 10
            text +=
                "<text x=\"20\" y=\"\(y)\" font-size=\"12\" fill=\"#445\">\(index + 1)  \(escaped(reason))</text>\n"
        }
        return text + "</svg>\n"
    }

    /// Reasons by number, where one is too long to stand on an edge.
    private static func legend(_ graph: Graph) -> [String] {
        var reasons: [String] = []
        var known: Set<String> = []
        for reason in graph.edges.flatMap(\.reasons) where known.insert(reason).inserted {
            reasons.append(reason)
        }
        return reasons.contains { $0.visible.displayWidth > 16 } ? reasons.map(\.visible) : []
    }

    private static func numbers(_ edge: Graph.Edge, _ legend: [String]) -> String {
        edge.reasons.compactMap { reason in legend.firstIndex(of: reason.visible).map { "\($0 + 1)" } }
            .joined(separator: ", ")
    }

    private static func exit(_ box: GraphLayout.Box) -> (Int, Int) {
        (box.x + box.width, box.y + GraphLayout.boxHeight / 2)
    }

    private static func entry(_ box: GraphLayout.Box) -> (Int, Int) {
        (box.x, box.y + GraphLayout.boxHeight / 2)
    }

    private static func curve(
        from: GraphLayout.Box, to: GraphLayout.Box, _ lanes: [(x: Int, y: Int, width: Int)],
        _ edge: Graph.Edge
    ) -> String {
        var here = exit(from)
        var path = "M\(here.0) \(here.1)"
        func bend(to next: (Int, Int)) {
            let middle = (here.0 + next.0) / 2
            path += "C\(middle) \(here.1) \(middle) \(next.1) \(next.0) \(next.1)"
            here = next
        }
        for lane in lanes {
            bend(to: (lane.x, lane.y))
            here = (lane.x + lane.width, lane.y)
            path += "H\(here.0)"
        }
        bend(to: entry(to))
        return "<path d=\"\(path)\" fill=\"none\" stroke=\"#99a\" marker-end=\"url(#arrow)\">"
            + "<title>\(escaped(edge.reason))</title></path>\n"
    }

    private static func label(_ word: String, from: (Int, Int), to: (Int, Int)) -> String {
        // On the curve, before its middle: edges to one box meet there.
        "<text x=\"\(from.0 + (to.0 - from.0) * 38 / 100)\" y=\"\(from.1 + (to.1 - from.1) * 28 / 100 - 3)\" font-size=\"11\" text-anchor=\"middle\" "
            + "fill=\"#556\" stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\">\(escaped(word))</text>\n"
    }

    private static func box(_ node: Graph.Node, _ box: GraphLayout.Box) -> String {
        let middle = (box.x + box.width / 2, box.y + 18)
        return
            "<rect x=\"\(box.x)\" y=\"\(box.y)\" width=\"\(box.width)\" height=\"\(GraphLayout.boxHeight)\" rx=\"4\" "
            + "fill=\"#eef3fa\" stroke=\"#446\"/>\n"
            + "<text x=\"\(middle.0)\" y=\"\(middle.1)\" font-size=\"13\" text-anchor=\"middle\" fill=\"#223\">"
            + "\(escaped(node.label))</text>\n"
    }

    private static func escaped(_ text: String) -> String {
        text.visible.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }
}
