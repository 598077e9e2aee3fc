/// A graph in the language of Graphviz.
package enum GraphDOT {
    package static func render(_ graph: Graph) -> String {
        var text = "digraph \(quoted(graph.title)) {\n"
        text +=
            "  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n"
        for (index, node) in graph.nodes.enumerated() {
            text += "  n\(index) [label=\(quoted(node.label))];\n"
        }
        for edge in graph.edges {
            text += "  n\(edge.from) -> n\(edge.to) [label=\(quoted(edge.reason))];\n"
        }
        return text + "}\n"
    }

    /// Labels read `\n`, `\N` and others as commands, so a backslash is doubled.
    private static func quoted(_ text: String) -> String {
        "\"" + text.visible.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
