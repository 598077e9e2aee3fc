/// A graph for machines.
package enum GraphJSON {
    package static func render(_ graph: Graph) -> String {
        JSONWriter.document { json in
            json.field("format", "ximage-graph")
            json.field("version", 1)
            json.field("title", graph.title)
            json.field("nodes", array: graph.nodes) { json, node in
                json.element { object in
                    object.field("name", node.name)
                    object.field("instances", node.count)
                    if let remark = node.remark { object.field("remark", remark) }
                }
            }
            json.field("edges", array: graph.edges) { json, edge in
                json.element { object in
                    object.field("from", graph.nodes[edge.from].name)
                    object.field("to", graph.nodes[edge.to].name)
                    object.field("reasons", array: edge.reasons)
                }
            }
        }
    }
}
