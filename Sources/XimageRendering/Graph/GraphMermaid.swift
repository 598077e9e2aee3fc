/// A graph in the language of Mermaid, which code hosts draw in Markdown.
package enum GraphMermaid {
    package static func render(_ graph: Graph) -> String {
        var text = "---\ntitle: \(quoted(graph.title))\n---\nflowchart LR\n"
        for (index, node) in graph.nodes.enumerated() { text += "  n\(index)[\(quoted(node.label))]\n" }
        for edge in graph.edges { text += "  n\(edge.from) -->|\(quoted(edge.reason))| n\(edge.to)\n" }
        return text
    }

    /// Whatever could end the text, or begin Markdown or HTML in it, is a character code.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.visible.unicodeScalars {
            if scalar.isASCII, !isPlain(scalar) {
                result += "#\(scalar.value);"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", " ", ".", ",", "-", "_", "@", "(", ")", "/": true
        default: false
        }
    }
}
